import { createHook } from 'node:async_hooks';

/** Hears of everything asynchronous that Node.js makes, except promises. Ids are those of `async_hooks`. */
export interface ResourceListener {
  init(id: number, type: string, triggerId: number, resource: object): void;
  before(id: number): void;
  after(id: number): void;
  destroy(id: number): void;
}

/**
 * Nothing of Node.js is replaced: no function of it gets another identity, and no frame of the probe can show up in a stack.
 * An exception in a hook would end the process, so `onFailure` gets it.
 */
export function listenToResources(listener: ResourceListener, onFailure: (error: unknown) => void): void {
  const safely = <Parameters extends unknown[]>(call: (...parameters: Parameters) => void) => {
    return (...parameters: Parameters): void => {
      try {
        call(...parameters);
      } catch (error) {
        onFailure(error);
      }
    };
  };
  // Known to later versions than these types; earlier ones ignore it.
  const withoutPromises = { trackPromises: false };
  const tracked = promisesAreTracked();
  createHook({
    ...withoutPromises,
    init: safely((id, type, triggerId, resource) => {
      if (type !== 'PROMISE') listener.init(id, type, triggerId, resource);
    }),
    before: safely((id) => listener.before(id)),
    after: safely((id) => listener.after(id)),
    destroy: safely((id) => listener.destroy(id)),
  }).enable();
  if (!tracked && promisesAreTracked()) onlyCallHooks();
}

/** Tracking gives every promise properties of its own. */
function promisesAreTracked(): boolean {
  return Object.getOwnPropertySymbols(Promise.resolve()).length > 0;
}

/**
 * Hooks see promises, too, which makes each `await` ten times as slow; and callbacks go through one more function, which is a
 * frame in stacks. Up to Node.js 22 both can only be switched off where Node.js itself does it. Whoever uses hooks later
 * switches them on again, and has them as without the probe.
 */
function onlyCallHooks(): void {
  const before = Object.getOwnPropertyDescriptor(process, 'noDeprecation');
  // The warning would be the function's.
  Reflect.set(process, 'noDeprecation', true);
  try {
    const binding = (process as unknown as { binding(name: string): unknown }).binding('async_wrap') as Switches;
    binding.setPromiseHooks?.(undefined, undefined, undefined, undefined);
    binding.setCallbackTrampoline?.(undefined);
  } catch {
    // Slower, and nothing else.
  } finally {
    if (before === undefined) Reflect.deleteProperty(process, 'noDeprecation');
    else Object.defineProperty(process, 'noDeprecation', before);
  }
}

interface Switches {
  setPromiseHooks?(...hooks: readonly undefined[]): void;
  setCallbackTrampoline?(trampoline: undefined): void;
}

import type { LifecycleSource } from '../lambda/lifecycleEvents';

/** Resolves when a debugger has attached to an environment, or after `limitMs`. */
export function debuggerAttached(source: LifecycleSource, environmentId: string, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    };
    const timer = setTimeout(finish, limitMs);
    const subscription = source.onEvent((event) => {
      if (event.environmentId === environmentId && event.type === 'debugger.attached') {
        finish();
      }
    });
  });
}

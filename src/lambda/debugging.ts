/**
 * What becomes of the time limits while a debugger holds a function. `pause`: they stand still. `strict`: they run on, as
 * on AWS. `off`: there are none.
 */
export const TIMEOUT_POLICIES = ['pause', 'strict', 'off'] as const;
export type TimeoutPolicy = (typeof TIMEOUT_POLICIES)[number];

export const ON_CODE_CHANGE = ['recycle', 'keep'] as const;
export type OnCodeChange = (typeof ON_CODE_CHANGE)[number];

/**
 * How a debugger talks to a runtime. `inspector`: Chrome DevTools Protocol over a WebSocket (Node.js).
 * `debugAdapter`: Debug Adapter Protocol over a socket (debugpy).
 */
type DebugProtocol = 'inspector' | 'debugAdapter';

/** Environments of a function are to be debugged. */
export interface DebugRequest {
  readonly timeoutPolicy: TimeoutPolicy;
  /** How long a runtime waits for a debugger before it loads the function, in milliseconds. */
  readonly attachLimitMs: number;
  /** Whether environments older than a change of the code are ended; `keep` lets them run on. */
  readonly onCodeChange: OnCodeChange;
  /** Stop where the function's module begins. */
  readonly stopOnInit: boolean;
}

/** Whether two requests make the same environments. */
export function sameDebugRequest(left: DebugRequest | undefined, right: DebugRequest | undefined): boolean {
  return (
    left?.timeoutPolicy === right?.timeoutPolicy &&
    left?.attachLimitMs === right?.attachLimitMs &&
    left?.stopOnInit === right?.stopOnInit &&
    (left === undefined) === (right === undefined)
  );
}

/** Where a debugger reaches the runtime of an environment. */
export interface DebugAddress {
  readonly protocol: DebugProtocol;
  /** `inspector`: a `ws://` URL. `debugAdapter`: the path of a socket or named pipe. */
  readonly address: string;
}

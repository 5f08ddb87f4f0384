import type { DebugAddress, DebugRequest } from '../../lambda/debugging';
import type { FunctionConfiguration } from '../../lambda/functionConfiguration';
import type { LifecycleEvent } from '../../lambda/lifecycleEvents';

/** An environment of a fleet in another process. */
export interface RemoteEnvironment {
  readonly id: string;
  readonly configuration: FunctionConfiguration;
  readonly debugAddress?: DebugAddress;
}

/** An answer of a function, after the end of its Invoke phase; the payload is base64. */
interface RemoteAnswer {
  readonly payload: string;
  readonly contentType: string;
  readonly functionError?: string;
}

/** What may be asked of a fleet in another process, and what it answers. */
export interface FleetRequests {
  readonly functions: { readonly asked: object; readonly answered: readonly FunctionConfiguration[] };
  /** The answer lists the function's environments; its events follow from then on. */
  readonly debug: {
    readonly asked: { readonly functionName: string; readonly request: DebugRequest | null };
    readonly answered: readonly RemoteEnvironment[];
  };
  readonly invoke: {
    readonly asked: { readonly functionName: string; readonly payload: string };
    readonly answered: RemoteAnswer;
  };
  readonly end: { readonly asked: { readonly functionName: string; readonly cause: string }; readonly answered: null };
}

export type FleetMethod = keyof FleetRequests;

/** The conversation: one line of JSON each. */
export type FleetQuestion = {
  [Method in FleetMethod]: {
    readonly id: number;
    readonly method: Method;
    readonly asked: FleetRequests[Method]['asked'];
  };
}[FleetMethod];

export type FleetMessage =
  | { readonly id: number; readonly answered: unknown }
  | { readonly id: number; readonly refused: string }
  | { readonly event: LifecycleEvent };

import type { DebugAddress, DebugRequest } from '../lambda/debugging';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import type { Disposable, LifecycleSource } from '../lambda/lifecycleEvents';
import type { AttachConfiguration, CompleteConfiguration } from './configuration';

/** An environment of a fleet, here or in another process. */
interface DebuggedEnvironment {
  readonly id: string;
  readonly configuration: FunctionConfiguration;
  readonly debugAddress?: DebugAddress | undefined;
}

/** What a session shows of an invocation. */
interface DebuggedAnswer {
  readonly payload: Uint8Array;
  readonly contentType: string;
  readonly functionError?: string;
  /** The end of the Invoke phase. */
  readonly completed: Promise<unknown>;
}

/** The part of a fleet that a debug session needs. */
interface DebuggedFleet extends LifecycleSource {
  environments(): readonly DebuggedEnvironment[];
  invoke(functionName: string, request: { readonly payload: Uint8Array }): Promise<DebuggedAnswer>;
  debug(functionName: string, request: DebugRequest | undefined): Promise<void> | void;
  /** Ends the environments of a function at once, whatever they do. */
  end(functionName: string, cause: string): Promise<void>;
}

/** A function that a session debugs; it can be invoked in the fleet by the name of its configuration. */
export interface DebuggedFunction {
  readonly configuration: FunctionConfiguration;
  readonly fleet: DebuggedFleet;
  /** Ends what was needed to reach it; absent when nothing was. */
  readonly release?: () => void;
  /** The event for the next invocation. Throws a UserError when there is none. */
  event(): Promise<Uint8Array>;
}

/** Finds functions and makes them invokable. */
export interface DebuggedFunctions {
  /** Throws a UserError when there is no such function, or when it cannot be run. */
  launch(configuration: CompleteConfiguration): Promise<DebuggedFunction>;
  attach(configuration: AttachConfiguration): Promise<DebuggedFunction>;
}

/** A debugger for one environment. */
export interface ChildSession {
  /** Where the debugger reaches the runtime; absent when the user's own configuration says it. */
  readonly address?: DebugAddress;
  readonly environmentId: string;
  /** As it shows in the call stack, e.g. `#1 « orders`. */
  readonly name: string;
  readonly configuration: FunctionConfiguration;
  readonly justMyCode: boolean;
  readonly debuggerOptions: Readonly<Record<string, unknown>>;
}

/** Starts the debuggers of environments; they live in the editor. */
export interface ChildSessions extends Disposable {
  /** Resolves when the debugger was started; false when the editor refused. */
  start(child: ChildSession): Promise<boolean>;
  /**
   * What an expression is worth in the environment whose debugger was started last; undefined when there is none. Rejects
   * with what the debugger says when it cannot be evaluated.
   */
  evaluate(expression: string, context: string | undefined): Promise<string | undefined>;
  /** Lets the debuggers of all environments go without ending what they debug. */
  detach(): Promise<void>;
}

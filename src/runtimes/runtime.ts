import type { FunctionConfiguration } from '../lambda/functionConfiguration';

/** How one family of runtimes is started. */
export interface RuntimeSupport {
  readonly family: 'node' | 'python' | 'provided';
  /** Whether this family runs the runtime identifier, e.g. `python3.12`. */
  supports(runtime: string): boolean;
  /**
   * What must be found or built before a process can start: interpreter, transpiled code. Nothing of the function is
   * executed. Throws a UserError that says what was tried when the interpreter is missing or the code does not build.
   */
  prepare(configuration: FunctionConfiguration, use?: RuntimeUse): Promise<PreparedRuntime>;
}

/** What a runtime is prepared for. */
export interface RuntimeUse {
  /** Processes will be debugged: the debugger must be found, too. */
  readonly debug: boolean;
  /** Processes will be observed: what observes them need not wait until they start. */
  readonly evidence?: boolean;
}

/** A runtime that is ready to be started any number of times while the code stays the same. */
export interface PreparedRuntime {
  /** Host paths that the processes must be able to read. */
  readonly visiblePaths: readonly string[];
  /** Sentences to be said once: another interpreter version than configured, for instance. */
  readonly notices: readonly string[];
  /** The runtime client is Warmpath's own: it gets the log and deadline descriptors. */
  readonly ownClient: boolean;
  /** Lines that the runtime writes only because it is debugged. */
  readonly debuggerOutput?: RegExp;
  /** `AWS_LAMBDA_EXEC_WRAPPER` is honoured (managed runtimes only). */
  readonly honoursExecWrapper: boolean;
  /**
   * It can observe the function when `launch` gets a door for probes. `perhaps`: only where the program that the function
   * brings is one that loads a probe.
   */
  readonly hasProbe: boolean | 'perhaps';
  /** Command line and variables for one start. */
  launch(place: LaunchPlace, doors?: RuntimeDoors): RuntimeLaunch;
}

/** Where the process reports to its host, each as `host:port/token`. */
export interface RuntimeDoors {
  /** Own clients report here before they load user code, so that a debugger can attach. */
  readonly debugger?: string;
  /** Probes report here what they observe. */
  readonly probe?: string;
}

/** Where the runtime will run, as its process sees it. */
export interface LaunchPlace {
  readonly taskRoot: string;
  readonly opt: string;
  /** `opt` as the host sees it, to look whether a layer brings a `bootstrap`. */
  readonly optOnHost?: string;
}

export interface RuntimeLaunch {
  readonly command: string;
  readonly arguments: readonly string[];
  /** Variables of the runtime itself (AWS_EXECUTION_ENV, NODE_PATH, PYTHONPATH, PATH, LD_LIBRARY_PATH, _HANDLER override …). */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Variables that are made from the function's own of the same name, which is undefined where it has none. They win over
   * it.
   */
  readonly extended?: Readonly<Record<string, (own: string | undefined) => string>>;
  /** Set when it is known already that the start must fail, e.g. because there is no `bootstrap`. */
  readonly failure?: LaunchFailure;
}

/** The runtime cannot be started; the invocation that needs it fails with this error (lambda-contract §2.9). */
export interface LaunchFailure {
  readonly errorType: 'Runtime.InvalidEntrypoint';
  /** Text behind `RequestId: <id> Error: `. */
  readonly message: string;
}

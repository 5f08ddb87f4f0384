import type { PhaseStatus } from '../lambda/lifecycleEvents';
import type { ProcessExit } from '../sandbox/sandbox';

/** Why a phase could not be completed. The first one that happens in a phase wins (lambda-contract §2.9). */
export interface Failure {
  /** Goes to telemetry and to the REPORT line. */
  readonly errorType: string;
  /** Error type in the caller's payload where it differs from the reported one. */
  readonly callerErrorType?: string;
  /** Text behind `RequestId: <id> Error: `. */
  readonly message: string;
  /** Payload the function itself reported; passed on verbatim instead of a composed one. */
  readonly payload?: Uint8Array;
}

const TIMEOUT_ERROR_TYPE = 'Sandbox.Timedout';

/** lambda-contract §4.3: `Sandbox.*` is a failure of the platform, every other type an error. */
export function statusOf(failure: Failure | undefined): PhaseStatus {
  if (failure === undefined) {
    return 'success';
  }
  if (failure.errorType === TIMEOUT_ERROR_TYPE) {
    return 'timeout';
  }
  return failure.errorType.startsWith('Sandbox.') ? 'failure' : 'error';
}

/** Error type for reports: a timeout speaks through its status alone (lambda-contract §7.1). */
export function reportedErrorType(failure: Failure | undefined): string | undefined {
  return failure === undefined || failure.errorType === TIMEOUT_ERROR_TYPE ? undefined : failure.errorType;
}

/** lambda-contract §5.3; two decimals of the configured timeout. */
export function timeoutFailure(timeoutSeconds: number): Failure {
  return { errorType: TIMEOUT_ERROR_TYPE, message: `Task timed out after ${timeoutSeconds.toFixed(2)} seconds` };
}

/** lambda-contract §2.9 and §6: the runtime process ended, or could not be started. */
export function runtimeExitFailure(exit: ProcessExit, outOfMemory: boolean): Failure {
  switch (exit.kind) {
    case 'launchFailure':
      return { errorType: 'Runtime.InvalidEntrypoint', message: exit.message };
    case 'code':
    case 'signal': {
      const reason = describeExit(exit);
      const message =
        reason === undefined ? 'Runtime exited without providing a reason' : `Runtime exited with error: ${reason}`;
      return outOfMemory
        ? { errorType: 'Runtime.OutOfMemory', callerErrorType: 'Runtime.ExitError', message }
        : { errorType: 'Runtime.ExitError', message };
    }
  }
}

/** lambda-contract §3.6. */
export function extensionExitFailure(exit: ProcessExit): Failure {
  return exit.kind === 'launchFailure'
    ? { errorType: 'Extension.LaunchError', message: exit.message }
    : { errorType: 'Extension.Crash', message: describeExit(exit) ?? 'exit code 0' };
}

/** What the caller of a failed invocation gets (lambda-contract §5.3, §6). */
export function failurePayload(failure: Failure, requestId: string): Uint8Array {
  return (
    failure.payload ??
    Buffer.from(
      JSON.stringify({
        errorType: failure.callerErrorType ?? failure.errorType,
        errorMessage: `RequestId: ${requestId} Error: ${failure.message}`,
      }),
    )
  );
}

/** Go's words for how a process ended, because AWS's supervisor speaks them; undefined for exit code 0. */
function describeExit(exit: Exclude<ProcessExit, { kind: 'launchFailure' }>): string | undefined {
  if (exit.kind === 'code') {
    return exit.code === 0 ? undefined : `exit status ${String(exit.code)}`;
  }
  return `signal: ${SIGNAL_NAMES[exit.signal] ?? exit.signal}`;
}

const SIGNAL_NAMES: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGALRM: 'alarm clock',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGPIPE: 'broken pipe',
  SIGQUIT: 'quit',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
  SIGUSR1: 'user defined signal 1',
  SIGUSR2: 'user defined signal 2',
};

const NORMALISED = /(Runtime|Function)\.[A-Z][a-zA-Z]+/;

/** The error type a runtime may report, normalised as the platform does (lambda-contract §2.4). */
export function normaliseErrorType(reported: string | undefined): string {
  if (reported !== undefined && NORMALISED.test(reported)) {
    return reported;
  }
  return reported?.startsWith('Function.') === true ? 'Function.Unknown' : 'Runtime.Unknown';
}

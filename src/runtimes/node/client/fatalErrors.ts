import { builtIns } from './builtIns';
import type { ErrorLog } from './errorFormat';
import { runtimeError } from './runtimeErrors';

const UNCAUGHT_EXCEPTION_EXIT = 129;
const UNHANDLED_REJECTION_EXIT = 128;

/** Errors outside the handler up to nodejs22.x: they are logged and reported, then the process ends. */
export class FatalErrors {
  /** Tells the platform about the error, then calls `exit`; replaced as initialisation and invocations come and go. */
  report: (error: unknown, exit: () => void) => void | Promise<void>;
  /** An error is being reported: nothing else may be sent any more. */
  reported = false;

  constructor(
    private readonly errorLog: ErrorLog,
    report: FatalErrors['report'],
  ) {
    this.report = report;
    process.on('uncaughtException', (error) => this.uncaughtException(error));
    process.on('unhandledRejection', (reason, promise) => {
      const rejection = runtimeError('callback', 'UnhandledPromiseRejection', String(reason));
      this.errorLog.log('Unhandled Promise Rejection', Object.assign(rejection, { reason, promise }));
      this.end(rejection, UNHANDLED_REJECTION_EXIT);
    });
  }

  uncaughtException(error: unknown): void {
    this.errorLog.log('Uncaught Exception', error);
    this.end(error, UNCAUGHT_EXCEPTION_EXIT);
  }

  private end(error: unknown, exitCode: number): void {
    if (this.reported) return;
    this.reported = true;
    void this.report(error, () => builtIns.exit(exitCode));
  }
}

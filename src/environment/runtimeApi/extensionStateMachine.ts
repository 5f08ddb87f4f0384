/** States of an extension in the words of the platform's own error texts (lambda-contract §3.4). */
export type ExtensionStateName =
  'Started' | 'Registered' | 'Ready' | 'Running' | 'InitError' | 'ExitError' | 'Exited' | 'ShutdownFailed';

const ALLOWED: Readonly<Record<ExtensionStateName, readonly ExtensionStateName[]>> = {
  Started: ['Registered'],
  Registered: ['Ready', 'InitError', 'ExitError', 'Exited', 'ShutdownFailed'],
  Ready: ['Ready', 'Running', 'ExitError', 'Exited', 'ShutdownFailed'],
  Running: ['Ready', 'ExitError', 'Exited', 'ShutdownFailed'],
  // Repeating the same error report is answered like the first one.
  InitError: ['InitError'],
  ExitError: ['ExitError'],
  Exited: [],
  ShutdownFailed: [],
};

export class ExtensionStateMachine {
  private current: ExtensionStateName = 'Started';

  get state(): ExtensionStateName {
    return this.current;
  }

  /** Goes to `next` when that is allowed; otherwise stays and returns false. */
  enter(next: ExtensionStateName): boolean {
    if (!ALLOWED[this.current].includes(next)) {
      return false;
    }
    this.current = next;
    return true;
  }
}

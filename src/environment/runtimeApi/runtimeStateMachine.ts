/** States of the runtime in the words of the platform's own error texts (lambda-contract §2.8). */
export type RuntimeStateName =
  | 'Started'
  | 'Ready'
  | 'Running'
  | 'InvocationResponse'
  | 'InvocationErrorResponse'
  | 'RuntimeResponseSentState'
  | 'InitError';

const ALLOWED: Readonly<Record<RuntimeStateName, readonly RuntimeStateName[]>> = {
  Started: ['Ready', 'InitError'],
  Ready: ['Ready', 'Running'],
  Running: ['InvocationResponse', 'InvocationErrorResponse'],
  InvocationResponse: ['RuntimeResponseSentState'],
  InvocationErrorResponse: ['RuntimeResponseSentState'],
  RuntimeResponseSentState: ['Ready'],
  InitError: [],
};

/** What the runtime process may ask for next. */
export class RuntimeStateMachine {
  private current: RuntimeStateName = 'Started';

  get state(): RuntimeStateName {
    return this.current;
  }

  /** Goes to `next` when that is allowed; otherwise stays and returns false. */
  enter(next: RuntimeStateName): boolean {
    if (!ALLOWED[this.current].includes(next)) {
      return false;
    }
    this.current = next;
    return true;
  }
}

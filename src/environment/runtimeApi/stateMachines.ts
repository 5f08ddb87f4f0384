/** Goes from state to state along the arrows of a table, and nowhere else. */
export class StateMachine<State extends string> {
  private current: State;

  constructor(
    initial: State,
    private readonly allowed: Readonly<Record<State, readonly State[]>>,
  ) {
    this.current = initial;
  }

  get state(): State {
    return this.current;
  }

  /** Goes to `next` when that is allowed; otherwise stays and returns false. */
  enter(next: State): boolean {
    if (!this.allowed[this.current].includes(next)) {
      return false;
    }
    this.current = next;
    return true;
  }
}

/** States of the runtime in the words of the platform's own error texts (lambda-contract §2.8). */
export type RuntimeStateName =
  | 'Started'
  | 'Ready'
  | 'Running'
  | 'InvocationResponse'
  | 'InvocationErrorResponse'
  | 'RuntimeResponseSentState'
  | 'InitError';

/** What the runtime process may ask for next. */
export function runtimeStateMachine(): StateMachine<RuntimeStateName> {
  return new StateMachine<RuntimeStateName>('Started', {
    Started: ['Ready', 'InitError'],
    Ready: ['Ready', 'Running'],
    Running: ['InvocationResponse', 'InvocationErrorResponse'],
    InvocationResponse: ['RuntimeResponseSentState'],
    InvocationErrorResponse: ['RuntimeResponseSentState'],
    RuntimeResponseSentState: ['Ready'],
    InitError: [],
  });
}

/** States of an extension in the words of the platform's own error texts (lambda-contract §3.4). */
export type ExtensionStateName = 'Started' | 'Registered' | 'Ready' | 'Running' | 'InitError' | 'ExitError';

/** What an extension may ask for next. Repeating an error report is answered like the first one. */
export function extensionStateMachine(): StateMachine<ExtensionStateName> {
  return new StateMachine<ExtensionStateName>('Started', {
    Started: ['Registered'],
    Registered: ['Ready', 'InitError', 'ExitError'],
    Ready: ['Ready', 'Running', 'ExitError'],
    Running: ['Ready', 'ExitError'],
    InitError: ['InitError'],
    ExitError: ['ExitError'],
  });
}

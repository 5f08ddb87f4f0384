import type inspector from 'node:inspector';
import { builtIns } from './builtIns';

/** A scope of a function: the values its variables have now. */
export interface Scope {
  /** `Closure`, `Module`, `Block`, `Global`, … */
  readonly description: string;
  readonly object: Readonly<Record<string, unknown>>;
}

interface RemoteValue {
  readonly objectId?: string;
}

interface Answers {
  readonly 'Runtime.evaluate': { readonly result: RemoteValue };
  readonly 'Runtime.getProperties': {
    readonly result: readonly { readonly name: string; readonly value?: RemoteValue }[];
    readonly internalProperties?: readonly { readonly name: string; readonly value?: RemoteValue }[];
  };
  readonly 'Runtime.callFunctionOn': { readonly exceptionDetails?: unknown };
  readonly 'Runtime.releaseObject': unknown;
}

/** A function as the inspector knows it. */
export interface KnownFunction {
  readonly objectId: string;
}

const HAND_OVER = 'function(take){take(this)}\n//# sourceURL=node:internal/warmpath\n';
const GROUP = 'warmpath';

/**
 * Reads the variables that a function can see, through the inspector of its own process. Neither debugger nor console domain are
 * enabled, so that a debugger of the user notices nothing.
 */
export class ScopeReader {
  private received: unknown;
  private readonly take: KnownFunction;

  private constructor(private readonly session: inspector.Session) {
    this.take = this.know((value: unknown) => {
      this.received = value;
    });
  }

  /** Throws an Error where this Node.js has no inspector. */
  static open(): ScopeReader {
    // A third of a millisecond, only where somebody wants evidence.
    const { Session } = builtIns.require('node:inspector') as typeof inspector;
    const session = new Session();
    session.connect();
    return new ScopeReader(session);
  }

  /** Keeps hold of a function. */
  know(value: (...parameters: never[]) => unknown): KnownFunction {
    const name = `__warmpath_${String(Math.random()).slice(2)}`;
    Object.defineProperty(globalThis, name, { value, configurable: true, enumerable: false });
    try {
      const { result } = this.post('Runtime.evaluate', { expression: name, silent: true, objectGroup: GROUP });
      if (result.objectId === undefined) throw new Error('The inspector knows no such function');
      return { objectId: result.objectId };
    } finally {
      Reflect.deleteProperty(globalThis, name);
    }
  }

  /** The scopes a function sees, innermost first, and the function behind a bound one. */
  scopes({ objectId }: KnownFunction): { readonly scopes: readonly Scope[]; readonly target: unknown } {
    const { internalProperties = [] } = this.post('Runtime.getProperties', { objectId, ownProperties: true });
    const list = internalProperties.find(({ name }) => name === '[[Scopes]]')?.value?.objectId;
    const target = internalProperties.find(({ name }) => name === '[[TargetFunction]]')?.value?.objectId;
    const scopes = list === undefined ? [] : (this.fetch(list) as readonly Scope[]);
    return { scopes: Array.from(scopes), target: target === undefined ? undefined : this.fetch(target) };
  }

  private fetch(objectId: string): unknown {
    this.received = undefined;
    this.post('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: HAND_OVER,
      arguments: [{ objectId: this.take.objectId }],
      silent: true,
    });
    const { received } = this;
    this.received = undefined;
    this.post('Runtime.releaseObject', { objectId });
    return received;
  }

  /** Sessions with their own process are answered before `post` returns. */
  private post<Method extends keyof Answers>(method: Method, parameters: object): Answers[Method] {
    const answers: unknown[] = [];
    this.session.post(method, parameters, (error: Error | null, result?: unknown) => {
      if (error === null) answers.push(result);
    });
    const [answer] = answers;
    if (answer === undefined) throw new Error(`The inspector does not answer ${method}`);
    return answer as Answers[Method];
  }
}

import { builtIns } from './builtIns';
import type { FunctionVariables, HandlerRules } from './configuration';
import type { DeadlineClock } from './deadline';
import type { Invocation } from './runtimeApi';
import { runtimeError } from './runtimeErrors';

/** The parts of the context object that all handlers get (lambda-contract §9.3). */
export interface HandlerContext extends FunctionVariables {
  readonly clientContext: unknown;
  readonly identity: unknown;
  readonly invokedFunctionArn: string | undefined;
  readonly awsRequestId: string;
  readonly tenantId: string | undefined;
  readonly xRayTraceId?: string;
  getRemainingTimeInMillis(): number;
}

/** Makes context objects; their properties come in the order of AWS's clients, because functions log them. */
export class ContextFactory {
  constructor(
    private readonly rules: HandlerRules,
    private readonly variables: FunctionVariables,
    private readonly clock: DeadlineClock,
  ) {}

  /** Throws an Error when the client context or the identity is not JSON. */
  create(invocation: Invocation): HandlerContext {
    const { clock, variables } = this;
    const fromHeaders = {
      clientContext: this.parse(invocation.clientContext, 'ClientContext', 'lambda-runtime-client-context'),
      identity: this.parse(invocation.cognitoIdentity, 'CognitoIdentity', 'lambda-runtime-cognito-identity'),
      invokedFunctionArn: invocation.functionArn,
      awsRequestId: invocation.requestId,
      tenantId: invocation.tenantId,
      ...(this.rules === 'promise' ? { xRayTraceId: invocation.traceId ?? '' } : {}),
      getRemainingTimeInMillis() {
        return clock.remaining(invocation.deadlineMs);
      },
    };
    if (this.rules === 'promise') return { ...fromHeaders, ...variables };
    const { functionVersion, functionName, ...others } = variables;
    return { functionVersion, functionName, ...others, ...fromHeaders };
  }

  private parse(text: string | undefined, callbackName: string, promiseName: string): unknown {
    if (text === undefined || text === '') return undefined;
    try {
      return builtIns.parse(text);
    } catch (error) {
      throw this.rules === 'callback'
        ? new Error(`Cannot parse ${callbackName} as json: ${String(error)}`)
        : runtimeError(
            'promise',
            'PlatformError',
            `Failed to parse ${promiseName} as JSON: ${(error as Error).message}`,
          );
    }
  }
}

/** `_X_AMZN_TRACE_ID` holds the trace of the current invocation only. */
export function publishTraceId(environment: NodeJS.ProcessEnv, traceId: string | undefined): void {
  if (traceId !== undefined && traceId !== '') environment['_X_AMZN_TRACE_ID'] = traceId;
  else Reflect.deleteProperty(environment, '_X_AMZN_TRACE_ID');
}

import { builtIns } from './builtIns';
import type { HandlerRules } from './configuration';
import type { LoggedInvocation } from './console';
import { publishTraceId, type ContextFactory } from './context';
import type { ErrorLog } from './errorFormat';
import type { InvokeStore } from './invokeStore';
import type { Invocation, RuntimeApi } from './runtimeApi';

/** What running invocations takes, whatever the handler looks like. */
export interface RuntimeServices {
  readonly rules: HandlerRules;
  readonly api: RuntimeApi;
  readonly contexts: ContextFactory;
  readonly errorLog: ErrorLog;
  readonly logged: LoggedInvocation;
  readonly invokeStore: InvokeStore | undefined;
}

/** Makes `invocation` the current one for log lines, the trace variable and `awslambda.InvokeStore`. */
export function beginInvocation(services: RuntimeServices, invocation: Invocation): void {
  const { requestId, traceId, tenantId } = invocation;
  services.logged.requestId = requestId;
  services.logged.tenantId = tenantId;
  publishTraceId(process.env, traceId);
  services.invokeStore?.begin(requestId, traceId, tenantId);
}

/** Resolves in the next turn of the event loop, after the log lines of callbacks that are due already. */
export function nextTurn(): Promise<void> {
  return new builtIns.PromiseConstructor((resolve) => builtIns.setImmediate(resolve));
}

export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return typeof (value as { then?: unknown }).then === 'function';
}

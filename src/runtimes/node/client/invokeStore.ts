/** Keys that functions may read and not set; libraries know them by these names. */
const PROTECTED_KEYS = {
  REQUEST_ID: Symbol.for('_AWS_LAMBDA_REQUEST_ID'),
  X_RAY_TRACE_ID: Symbol.for('_AWS_LAMBDA_X_RAY_TRACE_ID'),
  TENANT_ID: Symbol.for('_AWS_LAMBDA_TENANT_ID'),
} as const;

type Values = Record<PropertyKey, unknown>;

/**
 * `awslambda.InvokeStore` since nodejs24.x: values of the current invocation. AWS's SDK and Powertools ask it for the trace
 * id. An environment runs one invocation at a time, so one set of values is enough.
 */
export class InvokeStore {
  static readonly PROTECTED_KEYS = PROTECTED_KEYS;
  private values: Values | undefined;

  getContext(): Values | undefined {
    return this.values;
  }

  hasContext(): boolean {
    return this.values !== undefined;
  }

  get(key: PropertyKey): unknown {
    return this.values?.[key];
  }

  /** Throws an Error for the keys that the runtime sets. */
  set(key: PropertyKey, value: unknown): void {
    if (this.isProtectedKey(key)) throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
    this.values ??= {};
    this.values[key] = value;
  }

  run<Result>(values: Values, run: () => Result): Result {
    this.values = values;
    return run();
  }

  isProtectedKey(key: PropertyKey): boolean {
    return Object.values<PropertyKey>(PROTECTED_KEYS).includes(key);
  }

  getRequestId(): unknown {
    return this.get(PROTECTED_KEYS.REQUEST_ID) ?? '-';
  }

  getXRayTraceId(): unknown {
    return this.get(PROTECTED_KEYS.X_RAY_TRACE_ID);
  }

  getTenantId(): unknown {
    return this.get(PROTECTED_KEYS.TENANT_ID);
  }

  /** Begins an invocation. */
  begin(requestId: string, traceId: string | undefined, tenantId: string | undefined): void {
    this.values = {
      [PROTECTED_KEYS.REQUEST_ID]: requestId,
      [PROTECTED_KEYS.X_RAY_TRACE_ID]: traceId,
      [PROTECTED_KEYS.TENANT_ID]: tenantId,
    };
  }
}

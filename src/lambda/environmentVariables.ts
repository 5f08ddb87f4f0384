import { LIMITS } from './limits';

/** Variables that a function configuration may not set (lambda-contract §8.2). */
export const RESERVED_VARIABLES: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
  'AWS_LAMBDA_MAX_CONCURRENCY',
  'AWS_LAMBDA_METADATA_API',
  'AWS_LAMBDA_METADATA_TOKEN',
]);

/** Variables of the runtime process that extensions do not see (lambda-contract §3.5). */
export const HIDDEN_FROM_EXTENSIONS: ReadonlySet<string> = new Set([
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_XRAY_CONTEXT_MISSING',
  'AWS_XRAY_DAEMON_ADDRESS',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
  '_AWS_XRAY_DAEMON_ADDRESS',
  '_AWS_XRAY_DAEMON_PORT',
  '_HANDLER',
]);

const KEY_PATTERN = /^[a-zA-Z][a-zA-Z0-9_]+$/;

/** Problems of a function's own variables, one sentence each; empty when the service would accept them. */
export function environmentVariableProblems(variables: Readonly<Record<string, string>>): string[] {
  const problems: string[] = [];
  let bytes = 0;
  for (const [key, value] of Object.entries(variables)) {
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
    if (RESERVED_VARIABLES.has(key)) {
      problems.push(
        `The variable ${key} is reserved by Lambda and cannot be set; remove it from the function's environment.`,
      );
    } else if (!KEY_PATTERN.test(key)) {
      problems.push(
        `The variable name "${key}" is not valid; use a letter followed by at least one letter, digit or underscore.`,
      );
    }
  }
  if (bytes > LIMITS.environmentVariablesBytes) {
    problems.push(
      `The environment variables take ${String(bytes)} bytes; Lambda allows ${String(LIMITS.environmentVariablesBytes)} for names and values together.`,
    );
  }
  return problems;
}

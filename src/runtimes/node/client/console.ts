import { builtIns } from './builtIns';
import type { HandlerRules, LoggingConfiguration } from './configuration';
import { FramedLog, StandardOutputLog, type LogDestination } from './logDestination';
import { formatJson, formatText } from './logFormat';
import { LOG_LEVELS, type LogLevel } from './logLevels';

/** The invocation that log lines belong to. It stays the last one until the next begins, as with AWS's clients. */
export interface LoggedInvocation {
  requestId: string | undefined;
  tenantId: string | undefined;
}

type LogFunction = (message?: unknown, ...parameters: unknown[]) => void;

/** Lines before the first invocation carry no request id: `undefined`, or `-` since nodejs24.x. */
export function beforeFirstInvocation(rules: HandlerRules): LoggedInvocation {
  return { requestId: rules === 'promise' ? '-' : undefined, tenantId: undefined };
}

/** Replaces the methods of `target` that write log lines (lambda-contract §7). Levels below the minimum write nothing. */
export function patchConsole(target: Console, logging: LoggingConfiguration, invocation: LoggedInvocation): void {
  const destination = logging.descriptor === undefined ? new StandardOutputLog() : new FramedLog(logging.descriptor);
  const at = (level: LogLevel): LogFunction =>
    level.priority >= logging.minimumLevel.priority ? logger(level, logging.format, destination, invocation) : ignore;
  const info = at(LOG_LEVELS.INFO);
  Object.assign(target, {
    trace: at(LOG_LEVELS.TRACE),
    debug: at(LOG_LEVELS.DEBUG),
    info,
    log: info,
    warn: at(LOG_LEVELS.WARN),
    error: at(LOG_LEVELS.ERROR),
    fatal: at(LOG_LEVELS.FATAL),
  });
}

const ignore: LogFunction = () => undefined;

function logger(
  level: LogLevel,
  format: LoggingConfiguration['format'],
  destination: LogDestination,
  invocation: LoggedInvocation,
): LogFunction {
  return (message, ...parameters) => {
    const now = new builtIns.DateConstructor();
    const context = { timestamp: now.toISOString(), level, ...invocation };
    if (format === 'JSON') destination.write('json', level, now.getTime(), formatJson(context, message, parameters));
    else destination.write('text', level, now.getTime(), formatText(context, message, parameters));
  };
}

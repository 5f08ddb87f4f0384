import { sourceFrames, type SourceFrame } from './sourceFrames';

/** What the payload of a function error tells. */
export interface FunctionErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  /** Both in one line. */
  readonly title: string;
  /** Where it happened, the innermost call first. */
  readonly frames: readonly SourceFrame[];
  /** Name of a module that could not be found. */
  readonly missingModule?: string;
}

const MISSING_MODULE = /(?:Cannot find (?:module|package)|No module named) '([^'\n]+)'/;
/** Node.js names who asked for a missing module without a line. */
const ASKED_BY = /(?:^- |imported from )(?<file>\/.+|[A-Za-z]:[\\/].+)$/gm;

/** Reads the payload of a function error; undefined when it is none that a runtime writes. */
export function readErrorPayload(text: string): FunctionErrorPayload | undefined {
  const payload = parsed(text);
  if (payload === undefined) return undefined;
  const { errorType, errorMessage, trace, stackTrace } = payload;
  if (typeof errorMessage !== 'string') return undefined;
  const missingModule = MISSING_MODULE.exec(errorMessage)?.[1];
  // Python begins with the outermost call.
  const calls = [...lines(trace), ...lines(stackTrace).reverse()].join('\n');
  const type = typeof errorType === 'string' ? errorType : 'Error';
  const [firstLine = ''] = errorMessage.split(/[\r\n]/);
  return {
    errorType: type,
    errorMessage,
    title: firstLine === '' ? type : `${type}: ${firstLine}`,
    frames: [...askedBy(missingModule === undefined ? '' : errorMessage), ...sourceFrames(calls)],
    ...(missingModule === undefined ? {} : { missingModule }),
  };
}

function askedBy(message: string): SourceFrame[] {
  return [...message.matchAll(ASKED_BY)].map((match) => ({
    file: match.groups?.['file'] ?? '',
    line: 1,
    column: 1,
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function lines(trace: unknown): string[] {
  return Array.isArray(trace) ? trace.filter((line): line is string => typeof line === 'string') : [];
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

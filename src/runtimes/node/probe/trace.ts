import { builtIns } from './builtIns';

/** Where a program stood; its frames are only looked at when somebody asks for them. */
export interface Trace {
  readonly stack?: unknown;
}

/** A frame that names a file, as it runs: before source maps. */
export interface Frame {
  /** Path, or `file:` URL of an ES module. */
  readonly file: string;
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly functionName: string | undefined;
}

/** Libraries have deep middleware; what is deeper is not looked at. */
const MAXIMUM_FRAMES = 100;

/** Where the program stands, awaiting callers included. A few microseconds: nothing is formatted. */
export function captureTrace(): Trace {
  const trace = {};
  const { ErrorConstructor } = builtIns;
  const limit = Object.getOwnPropertyDescriptor(ErrorConstructor, 'stackTraceLimit');
  ErrorConstructor.stackTraceLimit = MAXIMUM_FRAMES;
  try {
    ErrorConstructor.captureStackTrace(trace, captureTrace);
  } finally {
    if (limit === undefined) Reflect.deleteProperty(ErrorConstructor, 'stackTraceLimit');
    else if ('value' in limit) ErrorConstructor.stackTraceLimit = limit.value as number;
    else Object.defineProperty(ErrorConstructor, 'stackTraceLimit', limit);
  }
  return trace;
}

/** The frames of a trace, innermost first. What user code has installed to format stacks does not run. */
export function framesOf(trace: Trace): readonly Frame[] {
  const { ErrorConstructor } = builtIns;
  const formatter = Object.getOwnPropertyDescriptor(ErrorConstructor, 'prepareStackTrace');
  Object.defineProperty(ErrorConstructor, 'prepareStackTrace', {
    value: (_trace: unknown, sites: readonly NodeJS.CallSite[]) => sites,
    configurable: true,
    writable: true,
  });
  let sites: unknown;
  try {
    sites = trace.stack;
  } finally {
    if (formatter === undefined) Reflect.deleteProperty(ErrorConstructor, 'prepareStackTrace');
    else Object.defineProperty(ErrorConstructor, 'prepareStackTrace', formatter);
  }
  return Array.isArray(sites) ? (sites as readonly NodeJS.CallSite[]).flatMap(frame) : [];
}

function frame(site: NodeJS.CallSite): Frame[] {
  const file = site.getFileName();
  if (typeof file !== 'string' || file === '' || file.startsWith('node:')) return [];
  return [
    {
      file,
      line: site.getLineNumber() ?? 1,
      column: site.getColumnNumber() ?? 1,
      functionName: site.getFunctionName() ?? undefined,
    },
  ];
}

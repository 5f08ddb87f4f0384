import { builtIns } from './builtIns';

/** Where a program stood; its frames are only looked at when somebody asks for them. */
export interface Trace {
  readonly stack?: unknown;
}

/** A frame that names a file, as it runs: before source maps. */
export interface Frame {
  /** Path, `file:` URL of an ES module, or `node:` and the name of a built-in one. */
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
  withProperty('stackTraceLimit', MAXIMUM_FRAMES, () => ErrorConstructor.captureStackTrace(trace, captureTrace));
  return trace;
}

/** The frames of a trace, innermost first. What user code has installed to format stacks does not run. */
export function framesOf(trace: Trace): readonly Frame[] {
  let sites: unknown;
  withProperty(
    'prepareStackTrace',
    (_trace: unknown, all: readonly NodeJS.CallSite[]) => all,
    () => {
      sites = trace.stack;
    },
  );
  return Array.isArray(sites) ? (sites as readonly NodeJS.CallSite[]).flatMap(frame) : [];
}

/** Does something while `Error` has another property; does nothing where user code has frozen it. */
function withProperty(name: 'stackTraceLimit' | 'prepareStackTrace', value: unknown, work: () => void): void {
  const { ErrorConstructor } = builtIns;
  const before = Object.getOwnPropertyDescriptor(ErrorConstructor, name);
  if (
    !Reflect.defineProperty(ErrorConstructor, name, { value, configurable: true, enumerable: true, writable: true })
  ) {
    return;
  }
  try {
    work();
  } finally {
    if (before === undefined) Reflect.deleteProperty(ErrorConstructor, name);
    else Object.defineProperty(ErrorConstructor, name, before);
  }
}

function frame(site: NodeJS.CallSite): Frame[] {
  const file = site.getFileName();
  if (typeof file !== 'string' || file === '') return [];
  return [
    {
      file,
      line: site.getLineNumber() ?? 1,
      column: site.getColumnNumber() ?? 1,
      functionName: site.getFunctionName() ?? undefined,
    },
  ];
}

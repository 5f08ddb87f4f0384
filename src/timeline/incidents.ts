import { failed } from './timeline';
import type { Incident, IncidentKind, InitSpan, InvokeSpan } from './timeline';

/** Error types of processes that ended, or that could not be started. */
const CRASHES = /^(?:Sandbox\.|Extension\.)|ExitError$|InvalidEntrypoint$|Killed$|Signal$/;

/** The incident that a phase ended with; undefined when it ended well or goes on. */
export function incidentOf(span: InitSpan | InvokeSpan): Incident | undefined {
  if (!failed(span)) return undefined;
  const { status = 'error', errorType, phase, endMs } = span;
  return {
    kind: incidentKind(status, errorType),
    phase,
    atMs: endMs,
    text: errorType ?? status,
    ...(span.phase === 'invoke' ? { requestId: span.requestId } : {}),
  };
}

function incidentKind(status: string, errorType = ''): IncidentKind {
  if (errorType.includes('OutOfMemory')) return 'outOfMemory';
  if (status === 'timeout' || errorType === 'Sandbox.Timedout') return 'timeout';
  return CRASHES.test(errorType) ? 'crash' : 'error';
}

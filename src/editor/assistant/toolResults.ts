import type { ObservedEnvironment } from '../../evidence/environmentEvidence';
import type { SourcePlace } from '../../lambda/evidence';
import type { InvocationReport, InvocationResponse } from '../../lambda/invocation';
import type { EnvironmentState } from '../environmentStates';

/** A model reads no more than this of one answer. */
const LONGEST_TEXT = 20_000;

/** One invocation, for a model. */
export function invocationResult(response: InvocationResponse, report: InvocationReport): object {
  const text = Buffer.from(response.payload).toString();
  return {
    requestId: response.requestId,
    coldStart: response.coldStart,
    status: report.status,
    ...(response.functionError === undefined ? {} : { functionError: response.functionError }),
    metrics: report.metrics,
    payload: shortened(text),
    log: shortened(Buffer.from(report.logTail).toString()),
  };
}

/** One environment with what survives in it, for a model. Secrets are masked where they were observed. */
export function environmentResult(state: EnvironmentState, observed: ObservedEnvironment | undefined): object {
  const { number, phase, invocations, reason, memory, storage } = state;
  return {
    environment: number,
    phase,
    invocations,
    coldStartReason: reason,
    ...(memory === undefined ? {} : { memory }),
    ...(storage === undefined ? {} : { temporaryFolder: storage }),
    ...(observed === undefined
      ? {}
      : {
          openConnections: observed.connections
            .filter(({ ended, error }) => ended === undefined && error === undefined)
            .map(({ peer, place, opened }) => ({ peer, openedInInvocation: opened.invocation, ...placed(place) })),
          connectionsOpenedInAll: observed.openedConnections,
          files: observed.files.map(({ path, sizeBytes, place }) => ({ path, sizeBytes, ...placed(place) })),
          moduleState: observed.variables.map(({ name, type, value, size, change }) => ({
            name,
            type,
            value,
            size,
            change,
          })),
          unfinishedWork: observed.leftovers.map(({ description, place }) => ({ description, ...placed(place) })),
          notObserved: observed.lost,
        }),
  };
}

/** The beginning of a text that is too long to be read. */
export function shortened(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  return `${text.slice(0, LONGEST_TEXT)}… (${String(text.length - LONGEST_TEXT)} more characters)`;
}

function placed(place: SourcePlace | undefined): object {
  return place === undefined ? {} : { at: `${place.file}:${String(place.line)}` };
}

import path from 'node:path';
import type { SourcePlace } from '../../lambda/evidence';
import type { ProbeMessage } from './probeMessages';

type Observation = Exclude<ProbeMessage, { type: 'answer' }>;

/** What turns the names of a process into those of its host. */
export interface ProcessNames {
  /** Code folder as the process sees it, and where it is on the host. */
  readonly taskRoot: string;
  readonly codePath: string;
  /** Distinguishes what the processes before a reset have numbered from what these number. */
  readonly generation: number;
}

/** An observation as its host says it: files of the host, ids that are unique in the environment. */
export function asHostSees(message: Observation, names: ProcessNames): Observation {
  switch (message.type) {
    case 'evidence.connection': {
      const { record } = message;
      return {
        ...message,
        record: { ...record, connectionId: uniqueId(record.connectionId, names), ...placed(record.place, names) },
      };
    }
    case 'evidence.connectionEnded':
      return {
        ...message,
        record: { ...message.record, connectionId: uniqueId(message.record.connectionId, names) },
      };
    case 'evidence.file':
      return { ...message, record: { ...message.record, ...placed(message.record.place, names) } };
    case 'evidence.state':
      return { ...message, record: { ...message.record, file: onHost(message.record.file, names) } };
    case 'evidence.leftover':
      return {
        ...message,
        record: {
          leftovers: message.record.leftovers.map((leftover) => ({
            ...leftover,
            leftoverId: uniqueId(leftover.leftoverId, names),
            ...placed(leftover.place, names),
          })),
        },
      };
    case 'evidence.imports':
    case 'evidence.lost':
      return message;
  }
}

function uniqueId(id: string, { generation }: ProcessNames): string {
  return `${String(generation)}.${id}`;
}

function placed(place: SourcePlace | undefined, names: ProcessNames): { place?: SourcePlace } {
  return place === undefined ? {} : { place: { ...place, file: onHost(place.file, names) } };
}

function onHost(file: string, { taskRoot, codePath }: ProcessNames): string {
  const relative = path.posix.relative(taskRoot, file);
  return relative.startsWith('..') || path.posix.isAbsolute(relative) ? file : path.join(codePath, relative);
}

import { randomBytes } from 'node:crypto';
import { newLogStreamName } from '../lambda/identifiers';

/** Names that belong to one environment for its whole life. */
export interface EnvironmentIdentity {
  /** Short and unique among the environments of a machine. */
  readonly id: string;
  readonly logStreamName: string;
  /** Opens the metadata endpoint (lambda-contract §2.7). */
  readonly metadataToken: string;
}

const ID_LENGTH = 8;
const RANDOM_PART = 32;

export function newEnvironmentIdentity(epochMs: number): EnvironmentIdentity {
  const logStreamName = newLogStreamName(epochMs);
  return {
    // The log stream's own random part, shortened: AWS's name and ours point at each other.
    id: logStreamName.slice(-RANDOM_PART).slice(0, ID_LENGTH),
    logStreamName,
    metadataToken: randomBytes(24).toString('base64url'),
  };
}

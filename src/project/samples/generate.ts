import { UserError } from '../../lambda/errors';
import { findSample } from './registry';
import type { GivenValues, Sample } from './sample';

/** A sample event to make: which one, and what it travels in. */
export interface SampleRequest {
  readonly id: string;
  readonly values?: GivenValues;
  /** Services that bring it along, the innermost first: S3 in SNS in SQS is `s3` in `['sns', 'sqs']`. */
  readonly carriers?: readonly { readonly id: string; readonly values?: GivenValues }[];
}

/**
 * The event that a function receives. Equal requests make equal events.
 * Throws a UserError for an unknown sample, a parameter it has not, or a carrier that carries nothing.
 */
export function generateEvent({ id, values = {}, carriers = [] }: SampleRequest): unknown {
  let sample = findSample(id);
  let given = values;
  for (const carrier of carriers) {
    const outer = findSample(carrier.id);
    given = { ...carrier.values, [carrying(outer)]: JSON.stringify(sample.message(given)) };
    sample = outer;
  }
  return sample.event(given);
}

function carrying({ id, carries }: Sample): string {
  if (carries !== undefined) return carries;
  throw new UserError(`A ${id} event carries no event of another service; choose sns, sqs, eventbridge or kinesis.`);
}

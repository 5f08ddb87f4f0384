import { UserError } from '../../lambda/errors';
import { nearNames } from '../nearNames';
import type { EventSource } from '../projectFunction';
import { API_GATEWAY_SAMPLES } from './apiGateway';
import { API_GATEWAY_AUTHORIZER_SAMPLES } from './apiGatewayAuthorizers';
import { APP_SYNC_SAMPLES } from './appSync';
import { CLOUD_FRONT_SAMPLES } from './cloudFront';
import { CLOUD_WATCH_SAMPLES } from './cloudWatch';
import { COGNITO_SAMPLES } from './cognito';
import { CONVERSATION_SAMPLES } from './conversation';
import { DEVELOPER_TOOLS_SAMPLES } from './developerTools';
import { DEVICE_SAMPLES } from './devices';
import { EMAIL_SAMPLES } from './email';
import { EVENT_BRIDGE_SAMPLES } from './eventBridge';
import { KAFKA_SAMPLES } from './kafka';
import { LOAD_BALANCING_SAMPLES } from './loadBalancing';
import { MANAGEMENT_SAMPLES } from './management';
import { MESSAGING_SAMPLES } from './messaging';
import { S3_SAMPLES } from './s3';
import type { GivenValues, Sample } from './sample';
import { STREAM_SAMPLES } from './streams';

/** All samples, by the file that describes them. */
export const SAMPLE_GROUPS = {
  apiGateway: API_GATEWAY_SAMPLES,
  apiGatewayAuthorizers: API_GATEWAY_AUTHORIZER_SAMPLES,
  loadBalancing: LOAD_BALANCING_SAMPLES,
  s3: S3_SAMPLES,
  messaging: MESSAGING_SAMPLES,
  eventBridge: EVENT_BRIDGE_SAMPLES,
  streams: STREAM_SAMPLES,
  kafka: KAFKA_SAMPLES,
  cognito: COGNITO_SAMPLES,
  cloudFront: CLOUD_FRONT_SAMPLES,
  cloudWatch: CLOUD_WATCH_SAMPLES,
  appSync: APP_SYNC_SAMPLES,
  conversation: CONVERSATION_SAMPLES,
  developerTools: DEVELOPER_TOOLS_SAMPLES,
  devices: DEVICE_SAMPLES,
  email: EMAIL_SAMPLES,
  management: MANAGEMENT_SAMPLES,
} as const satisfies Readonly<Record<string, readonly Sample[]>>;

export const SAMPLES: readonly Sample[] = Object.values(SAMPLE_GROUPS).flat();

/** A sample with the values that an event source fixes. */
export interface FittingSample {
  readonly sample: Sample;
  readonly values: GivenValues;
}

/** The sample of this id. Throws a UserError that names near ids when there is none. */
export function findSample(id: string): Sample {
  const found = SAMPLES.find((sample) => sample.id === id);
  if (found !== undefined) return found;
  const near = nearNames(
    id,
    SAMPLES.map((sample) => sample.id),
  ).slice(0, 3);
  const advice = near.length > 0 ? `did you mean ${near.join(' or ')}?` : '"warmpath events list" shows them all.';
  throw new UserError(`There is no sample event "${id}"; ${advice}`);
}

/** The samples of a function's event sources, in their order, each once. */
export function samplesFor(eventSources: readonly EventSource[]): FittingSample[] {
  const fitting = eventSources.flatMap(({ type, settings }) =>
    SAMPLES.filter((sample) => sample.eventTypes.includes(type) && sample.fits(settings)).map((sample) => ({
      sample,
      values: sample.valuesFrom(settings),
    })),
  );
  return fitting.filter(({ sample }, index) => fitting.findIndex((other) => other.sample === sample) === index);
}

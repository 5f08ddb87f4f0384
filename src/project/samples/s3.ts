import type { S3BatchEvent, S3Event } from 'aws-lambda';
import { LOCAL_ACCOUNT } from '../../lambda/identifiers';
import type { EventSource } from '../projectFunction';
import { choice, records, text, time, wholeNumber } from './parameter';
import { sample } from './sample';
import { firstSetting, nameSetting, patternText } from './settings';
import { id, isoTime, region, times } from './values';

const bucket = text('Bucket', 'example-bucket');
const REQUEST_ID = 'C3D13FE58DE4C810';
const PRINCIPAL = 'AIDAJDPLRKLG7UEXAMPLE';

/** The first event name that a rule of a template such as `s3:ObjectCreated:*` stands for. */
function eventName(settings: EventSource['settings']): string | undefined {
  return firstSetting(settings, 'Events')
    ?.replace(/^s3:/, '')
    .replace(/^ObjectCreated:\*$/, 'ObjectCreated:Put')
    .replace(/^ObjectRemoved:\*$/, 'ObjectRemoved:Delete');
}

const notification = sample({
  id: 's3',
  title: 'S3 event notification',
  service: 'S3',
  eventTypes: ['S3'],
  parameters: {
    bucket,
    key: text('Key of the object; each further record gets a number before the extension', 'orders/2026/order.json'),
    eventName: text('What happened, e.g. ObjectCreated:Put, ObjectRemoved:Delete', 'ObjectCreated:Put'),
    size: wholeNumber('Size of the object in bytes', 1024),
    eTag: text('ETag of the object', '0123456789abcdef0123456789abcdef'),
    records: records(),
    region: region(),
    time: time(),
  },
  valuesFrom: (settings) => ({ bucket: nameSetting(settings, 'Bucket'), eventName: eventName(settings) }),
  event: (given) =>
    ({
      Records: times(given.records, (index) => ({
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: given.region,
        eventTime: isoTime(given.time),
        eventName: given.eventName,
        userIdentity: { principalId: `AWS:${PRINCIPAL}` },
        requestParameters: { sourceIPAddress: '203.0.113.10' },
        responseElements: {
          'x-amz-request-id': REQUEST_ID,
          'x-amz-id-2': 'FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD',
        },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'orders-notification',
          bucket: {
            name: given.bucket,
            ownerIdentity: { principalId: 'A3NL1KOZZKExample' },
            arn: `arn:aws:s3:::${given.bucket}`,
          },
          object: {
            key: encodedKey(keyOf(given.key, index)),
            ...(given.eventName.startsWith('ObjectRemoved') ? {} : { size: given.size, eTag: given.eTag }),
            sequencer: `0055AED6DCD9028${(index % 10).toString()}`,
          },
        },
      })),
    }) satisfies { Records: NotificationRecord[] },
});

/** S3 leaves size and ETag out where an object was removed; the published type does not know that. */
type NotificationRecord = Omit<S3Event['Records'][number], 's3'> & {
  s3: Omit<S3Event['Records'][number]['s3'], 'object'> & {
    object: Partial<S3Event['Records'][number]['s3']['object']>;
  };
};

function keyOf(key: string, index: number): string {
  return index === 0 ? key : key.replace(/(\.[^./]*)?$/, (extension) => `-${index + 1}${extension}`);
}

/** Keys come URL-encoded, with a plus for each space. */
function encodedKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
}

const batch = sample({
  id: 's3-batch',
  title: 'S3 Batch Operations task',
  service: 'S3',
  eventTypes: ['S3Batch'],
  parameters: {
    bucket,
    key: text('Key of the object', 'orders/2026/order.json'),
    jobId: id('Id of the job', 'f3cc4f60-61f6-4a2b-8a21-d07600c373ce'),
    taskId: text('Id of the task', 'dGFza2lkZ29lc2hlcmUK'),
  },
  event: (given) =>
    ({
      invocationSchemaVersion: '1.0',
      invocationId: 'YXNkbGZqYWRmaiBhc2RmdW9hZHNmZGpmaGFzbGtkaGZza2RmaAo',
      job: { id: given.jobId },
      tasks: [
        {
          taskId: given.taskId,
          s3Key: encodedKey(given.key),
          s3VersionId: '1',
          s3BucketArn: `arn:aws:s3:::${given.bucket}`,
        },
      ],
    }) satisfies S3BatchEvent,
});

/** The first kind a rule asks for, when it is one of those made here. */
function detailType(settings: EventSource['settings']): string | undefined {
  return DETAIL_TYPES.find((known) => known === patternText(settings, 'detail-type'));
}

const DETAIL_TYPES = ['Object Created', 'Object Deleted'] as const;

const eventBridge = sample({
  id: 's3-eventbridge',
  title: 'S3 event through EventBridge',
  service: 'S3',
  eventTypes: ['EventBridgeRule', 'CloudWatchEvent'],
  parameters: {
    bucket,
    key: text('Key of the object', 'orders/2026/order.json'),
    detailType: choice('What happened', ...DETAIL_TYPES),
    size: wholeNumber('Size of the object in bytes', 1024),
    id: id('Id of the event'),
    region: region(),
    time: time(),
  },
  fits: (settings) => patternText(settings, 'source') === 'aws.s3',
  valuesFrom: (settings) => ({ detailType: detailType(settings) }),
  event: (given) => ({
    version: '0',
    id: given.id,
    'detail-type': given.detailType,
    source: 'aws.s3',
    account: LOCAL_ACCOUNT,
    time: isoTime(given.time).replace('.000', ''),
    region: given.region,
    resources: [`arn:aws:s3:::${given.bucket}`],
    detail: {
      version: '0',
      bucket: { name: given.bucket },
      object: {
        key: given.key,
        ...(given.detailType === 'Object Created' ? { size: given.size } : {}),
        etag: '0123456789abcdef0123456789abcdef',
        sequencer: '0055AED6DCD90281E5',
      },
      'request-id': REQUEST_ID,
      requester: LOCAL_ACCOUNT,
      'source-ip-address': '203.0.113.10',
      ...(given.detailType === 'Object Created'
        ? { reason: 'PutObject' }
        : { reason: 'DeleteObject', 'deletion-type': 'Permanently Deleted' }),
    },
  }),
});

const objectLambda = sample({
  id: 's3-object-lambda',
  title: 'S3 Object Lambda GetObject request',
  service: 'S3',
  eventTypes: ['S3ObjectLambda'],
  parameters: {
    key: text('Key of the object', 'orders/2026/order.json'),
    accessPoint: text('Object Lambda access point', 'orders-access-point'),
    inputUrl: text(
      'Where the function fetches the object',
      'https://example-bucket.s3.amazonaws.com/orders/order.json',
    ),
    requestId: id('Id of the request'),
    region: region(),
  },
  event: (given) => {
    const accessPointArn = `arn:aws:s3-object-lambda:${given.region}:${LOCAL_ACCOUNT}:accesspoint/${given.accessPoint}`;
    return {
      xAmzRequestId: given.requestId,
      getObjectContext: {
        inputS3Url: given.inputUrl,
        outputRoute: 'io-use1-001',
        outputToken: 'OutputToken',
      },
      configuration: {
        accessPointArn,
        supportingAccessPointArn: accessPointArn.replace('s3-object-lambda', 's3'),
        payload: '{}',
      },
      userRequest: {
        url: `https://${given.accessPoint}-${LOCAL_ACCOUNT}.s3-object-lambda.${given.region}.amazonaws.com/${given.key}`,
        headers: { Host: 'object-lambda', 'Accept-Encoding': 'identity' },
      },
      userIdentity: {
        type: 'IAMUser',
        principalId: PRINCIPAL,
        arn: `arn:aws:iam::${LOCAL_ACCOUNT}:user/example`,
        accountId: LOCAL_ACCOUNT,
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      },
      protocolVersion: '1.00',
    };
  },
});

export const S3_SAMPLES = [notification, batch, eventBridge, objectLambda];

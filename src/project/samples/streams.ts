import type { DynamoDBRecord, DynamoDBStreamEvent, FirehoseTransformationEvent, KinesisStreamEvent } from 'aws-lambda';
import { choice, json, records, text, time } from './parameter';
import { sample } from './sample';
import { members, nameSetting, textSetting } from './settings';
import { arn, base64, id, idOf, numberAfter, region, times } from './values';

const MESSAGE = '{"orderId":42,"status":"paid"}';

/** The attribute values of an item, in DynamoDB's notation; the published type wants each of them typed apart. */
type AttributeMap = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['Keys']>;

function attributeMap(item: unknown): AttributeMap {
  return Object.fromEntries(members(item).map(([name, value]) => [name, attribute(value)]));
}

function attribute(value: unknown): AttributeMap[string] {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  return value === null ? { NULL: true } : { M: attributeMap(value) };
}

interface TableValues {
  readonly table: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly keys: unknown;
  readonly item: unknown;
  readonly oldItem: unknown;
  readonly region: string;
  readonly time: number;
}

function changedImages(given: TableValues): Pick<AttributeImages, 'Keys' | 'NewImage' | 'OldImage'> {
  return {
    Keys: attributeMap(given.keys),
    ...(given.eventName === 'REMOVE' ? {} : { NewImage: attributeMap(given.item) }),
    ...(given.eventName === 'INSERT' ? {} : { OldImage: attributeMap(given.oldItem) }),
  };
}

type AttributeImages = NonNullable<DynamoDBRecord['dynamodb']>;

const table = sample({
  id: 'dynamodb',
  title: 'DynamoDB stream records',
  service: 'DynamoDB',
  eventTypes: ['DynamoDB'],
  parameters: {
    table: text('Name of the table', 'orders'),
    eventName: choice('What happened', 'INSERT', 'MODIFY', 'REMOVE'),
    keys: json('Keys of the item, as plain JSON', { id: 42 }),
    item: json('The item now, as plain JSON', { id: 42, status: 'paid' }),
    oldItem: json('The item before, as plain JSON', { id: 42, status: 'open' }),
    records: records(),
    eventId: text('Id of the first record', 'c4ca4238a0b923820dcc509a6f75849b'),
    region: region(),
    time: time(),
  },
  valuesFrom: (settings) => ({
    table: /table\/([^/]+)/.exec(textSetting(settings, 'Stream') ?? '')?.[1],
  }),
  event: (given) =>
    ({
      Records: times(given.records, (index) => ({
        eventID: idOf(given.eventId, index),
        eventName: given.eventName,
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: given.region,
        dynamodb: {
          ApproximateCreationDateTime: given.time / 1000,
          ...changedImages(given),
          SequenceNumber: numberAfter('4421584500000000017450439091', index),
          SizeBytes: 26,
          StreamViewType: 'NEW_AND_OLD_IMAGES',
        },
        eventSourceARN: arn('dynamodb', given.region, `table/${given.table}/stream/2026-01-01T00:00:00.000`),
      })),
    }) satisfies DynamoDBStreamEvent,
  // What Kinesis Data Streams for DynamoDB puts into a stream.
  message: (given) => ({
    awsRegion: given.region,
    eventID: given.eventId,
    eventName: given.eventName,
    userIdentity: null,
    recordFormat: 'application/json',
    tableName: given.table,
    dynamodb: { ApproximateCreationDateTime: given.time, ...changedImages(given), SizeBytes: 26 },
    eventSource: 'aws:dynamodb',
  }),
});

const kinesis = sample({
  id: 'kinesis',
  title: 'Kinesis stream records',
  service: 'Kinesis',
  eventTypes: ['Kinesis'],
  parameters: {
    stream: text('Name of the stream', 'orders-stream'),
    data: text('Data of every record', MESSAGE),
    partitionKey: text('Partition key', 'order-42'),
    records: records(),
    region: region(),
    time: time(),
  },
  carries: 'data',
  valuesFrom: (settings) => ({ stream: nameSetting(settings, 'Stream') }),
  event: (given) =>
    ({
      Records: times(given.records, (index) => {
        const sequenceNumber = numberAfter('49590338271490256608559692538361571095921575989136588898', index);
        return {
          kinesis: {
            kinesisSchemaVersion: '1.0',
            partitionKey: given.partitionKey,
            sequenceNumber,
            data: base64(given.data),
            approximateArrivalTimestamp: given.time / 1000,
          },
          eventSource: 'aws:kinesis',
          eventVersion: '1.0',
          eventID: `shardId-000000000006:${sequenceNumber}`,
          eventName: 'aws:kinesis:record',
          invokeIdentityArn: arn('iam', '', 'role/orders-role'),
          awsRegion: given.region,
          eventSourceARN: arn('kinesis', given.region, `stream/${given.stream}`),
        };
      }),
    }) satisfies KinesisStreamEvent,
});

const firehose = sample({
  id: 'firehose',
  title: 'Firehose data transformation',
  service: 'Data Firehose',
  eventTypes: ['Firehose'],
  parameters: {
    stream: text('Name of the Firehose stream', 'orders-delivery'),
    data: text('Data of every record', MESSAGE),
    records: records(),
    invocationId: id('Id of the invocation'),
    region: region(),
    time: time(),
  },
  carries: 'data',
  event: (given) =>
    ({
      invocationId: given.invocationId,
      deliveryStreamArn: arn('firehose', given.region, `deliverystream/${given.stream}`),
      region: given.region,
      records: times(given.records, (index) => ({
        recordId: numberAfter('49546986683135544286507457936321625675700192471156785154', index),
        approximateArrivalTimestamp: given.time,
        data: base64(given.data),
      })),
    }) satisfies FirehoseTransformationEvent,
});

const documentDb = sample({
  id: 'documentdb',
  title: 'DocumentDB change stream',
  service: 'DocumentDB',
  eventTypes: ['DocumentDB'],
  parameters: {
    cluster: text('Name of the cluster', 'orders-cluster'),
    database: text('Database', 'shop'),
    collection: text('Collection', 'orders'),
    operation: choice('What happened', 'insert', 'update', 'replace', 'delete'),
    document: json('The document', { status: 'paid', quantity: 2 }),
    documentId: text('Id of the document', '63eeb6e7d418cd98afb1c1d7'),
    region: region(),
    time: time(),
  },
  carries: 'document',
  valuesFrom: (settings) => ({
    database: textSetting(settings, 'DatabaseName'),
    collection: textSetting(settings, 'CollectionName'),
  }),
  event: (given) => ({
    eventSourceArn: arn('rds', given.region, `cluster:${given.cluster}`),
    events: [
      {
        event: {
          _id: { _data: '0163eeb6e7000000090100000009000041e1' },
          clusterTime: { $timestamp: { t: Math.floor(given.time / 1000), i: 9 } },
          documentKey: { _id: { $oid: given.documentId } },
          ...(given.operation === 'delete'
            ? {}
            : { fullDocument: { _id: { $oid: given.documentId }, ...Object.fromEntries(members(given.document)) } }),
          ns: { db: given.database, coll: given.collection },
          operationType: given.operation,
        },
      },
    ],
    eventSource: 'aws:docdb',
  }),
});

export const STREAM_SAMPLES = [table, kinesis, firehose, documentDb];

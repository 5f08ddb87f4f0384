import type { MSKEvent, SelfManagedKafkaEvent } from 'aws-lambda';
import type { EventSource } from '../projectFunction';
import { records, text, time } from './parameter';
import { sample } from './sample';
import { firstSetting } from './settings';
import { arn, base64, region, times } from './values';

const TOPIC = {
  topic: text('Topic', 'orders'),
  key: text('Key of every record', 'order-42'),
  value: text('Value of every record', '{"orderId":42,"status":"paid"}'),
  bootstrapServers: text('Bootstrap servers', 'b-1.orders.example.com:9092,b-2.orders.example.com:9092'),
  records: records(),
  time: time(),
} as const;

interface TopicValues {
  readonly topic: string;
  readonly key: string;
  readonly value: string;
  readonly records: number;
  readonly time: number;
}

function topicRecords(given: TopicValues): MSKEvent['records'] {
  return {
    [`${given.topic}-0`]: times(given.records, (index) => ({
      topic: given.topic,
      partition: 0,
      offset: 15 + index,
      timestamp: given.time + index,
      timestampType: 'CREATE_TIME',
      key: base64(given.key),
      value: base64(given.value),
      headers: [{ origin: [...Buffer.from('orders')] }],
    })),
  };
}

/** The first topic that an event source names. */
function topicOf(settings: EventSource['settings']): { readonly topic: string | undefined } {
  return { topic: firstSetting(settings, 'Topics') };
}

const managed = sample({
  id: 'msk',
  title: 'Amazon MSK records',
  service: 'MSK',
  eventTypes: ['MSK'],
  parameters: { ...TOPIC, cluster: text('Name of the cluster', 'orders-cluster'), region: region() },
  carries: 'value',
  valuesFrom: topicOf,
  event: (given) =>
    ({
      eventSource: 'aws:kafka',
      eventSourceArn: arn('kafka', given.region, `cluster/${given.cluster}/4d1c7f2e-93d4-4d6b-8b7a-0c2f5e9d1a30-2`),
      bootstrapServers: given.bootstrapServers,
      records: topicRecords(given),
    }) satisfies MSKEvent,
});

const selfManaged = sample({
  id: 'kafka',
  title: 'Self-managed Apache Kafka records',
  service: 'Apache Kafka',
  eventTypes: ['SelfManagedKafka'],
  parameters: TOPIC,
  carries: 'value',
  valuesFrom: topicOf,
  event: (given) =>
    ({
      eventSource: 'SelfManagedKafka',
      bootstrapServers: given.bootstrapServers,
      records: topicRecords(given),
    }) satisfies SelfManagedKafkaEvent,
});

export const KAFKA_SAMPLES = [managed, selfManaged];

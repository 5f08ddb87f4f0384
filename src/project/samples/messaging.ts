import { createHash } from 'node:crypto';
import type { SNSEvent, SNSMessage, SQSEvent } from 'aws-lambda';
import { LOCAL_ACCOUNT } from '../../lambda/identifiers';
import type { EventSource } from '../projectFunction';
import { records, text, texts, time } from './parameter';
import { sample } from './sample';
import { firstSetting, nameSetting } from './settings';
import { arn, base64, id, idOf, isoTime, region, times } from './values';

const MESSAGE = '{"orderId":42,"status":"paid"}';

const queue = sample({
  id: 'sqs',
  title: 'SQS messages',
  service: 'SQS',
  eventTypes: ['SQS'],
  parameters: {
    queue: text('Name of the queue; .fifo adds group and sequence number', 'orders-queue'),
    body: text('Body of every message', MESSAGE),
    attributes: texts('Message attributes', {}),
    records: records(),
    messageId: id('Id of the first message', '059f36b4-87a3-44ab-83d2-661975830a7d'),
    region: region(),
    time: time(),
  },
  carries: 'body',
  valuesFrom: (settings) => ({ queue: nameSetting(settings, 'Queue') }),
  event: (given) =>
    ({
      Records: times(given.records, (index) => ({
        messageId: idOf(given.messageId, index),
        receiptHandle: `AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a${index}`,
        body: given.body,
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: String(given.time),
          SenderId: 'AIDAIENQZJOLO23YVJ4VO',
          ApproximateFirstReceiveTimestamp: String(given.time + 12),
          ...(given.queue.endsWith('.fifo')
            ? {
                SequenceNumber: `18849496460467696${String(index).padStart(3, '0')}`,
                MessageGroupId: 'orders',
                MessageDeduplicationId: idOf(given.messageId, index),
              }
            : {}),
        },
        messageAttributes: Object.fromEntries(
          Object.entries(given.attributes).map(([name, stringValue]) => [
            name,
            { stringValue, stringListValues: [], binaryListValues: [], dataType: 'String' },
          ]),
        ),
        md5OfBody: createHash('md5').update(given.body).digest('hex'),
        eventSource: 'aws:sqs',
        eventSourceARN: arn('sqs', given.region, given.queue),
        awsRegion: given.region,
      })),
    }) satisfies SQSEvent,
});

interface TopicValues {
  readonly topic: string;
  readonly message: string;
  readonly subject: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageId: string;
  readonly region: string;
  readonly time: number;
}

/** What functions and other services get alike of a message. */
function topicMessage(given: TopicValues): Omit<SNSMessage, 'SigningCertUrl' | 'UnsubscribeUrl'> {
  return {
    Type: 'Notification',
    MessageId: given.messageId,
    TopicArn: arn('sns', given.region, given.topic),
    ...(given.subject === '' ? {} : { Subject: given.subject }),
    Message: given.message,
    Timestamp: isoTime(given.time),
    SignatureVersion: '1',
    Signature:
      'EXAMPLEpH+DcEwjAPg8O9mY8dReBSwksfg2S7WKQcikcNKWLQjwu6A4VbeS0QHVCkhRS7fUQvi2egU3N858fiTDN6bkkOxYDVrY0Ad8L10Hs3zH81mtnPk5uvvolIC1CXGu43obcgFxeL3khZl8IKvO61GWB6jI9b5+gLPoBc1Q=',
    MessageAttributes: Object.fromEntries(
      Object.entries(given.attributes).map(([name, Value]) => [name, { Type: 'String', Value }]),
    ),
  };
}

function topicUrls(given: TopicValues): { readonly certificate: string; readonly unsubscribe: string } {
  const service = `https://sns.${given.region}.amazonaws.com/`;
  return {
    certificate: `${service}SimpleNotificationService-0123456789abcdef0123456789abcdef.pem`,
    unsubscribe: `${service}?Action=Unsubscribe&SubscriptionArn=${subscriptionArn(given)}`,
  };
}

function subscriptionArn({ region: inRegion, topic }: TopicValues): string {
  return arn('sns', inRegion, `${topic}:21be56ed-a058-49f5-8c98-aedd2564c486`);
}

const topic = sample({
  id: 'sns',
  title: 'SNS notification',
  service: 'SNS',
  eventTypes: ['SNS'],
  parameters: {
    topic: text('Name of the topic', 'orders-topic'),
    message: text('The message', MESSAGE),
    subject: text('Subject; without text there is none', 'Example subject'),
    attributes: texts('Message attributes', {}),
    messageId: id('Id of the message', '95df01b4-ee98-5cb9-9903-4c221d41eb5e'),
    region: region(),
    time: time(),
  },
  carries: 'message',
  valuesFrom: (settings) => ({ topic: nameSetting(settings, 'Topic') }),
  event: (given) => {
    const { certificate, unsubscribe } = topicUrls(given);
    const { Subject, ...message } = topicMessage(given);
    return {
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: subscriptionArn(given),
          Sns: {
            ...message,
            // Functions get null where other subscribers get no member.
            ...(Subject === undefined ? { Subject: null } : { Subject }),
            SigningCertUrl: certificate,
            UnsubscribeUrl: unsubscribe,
          },
        },
      ],
    } satisfies { Records: (Omit<SNSEvent['Records'][number], 'Sns'> & { Sns: DeliveredMessage })[] };
  },
  message: (given) => {
    const { certificate, unsubscribe } = topicUrls(given);
    const { MessageAttributes, ...message } = topicMessage(given);
    return {
      ...message,
      SigningCertURL: certificate,
      UnsubscribeURL: unsubscribe,
      ...(Object.keys(MessageAttributes).length === 0 ? {} : { MessageAttributes }),
    };
  },
});

/** The published type does not know that functions get null for no subject. */
type DeliveredMessage = Omit<SNSMessage, 'Subject'> & { Subject: string | null };

const activeMq = sample({
  id: 'mq-activemq',
  title: 'Amazon MQ messages (ActiveMQ)',
  service: 'Amazon MQ',
  eventTypes: ['MQ'],
  parameters: {
    broker: text('Name of the broker', 'orders-broker'),
    queue: text('Name of the queue', 'orders'),
    data: text('Text of every message', MESSAGE),
    records: records(),
    region: region(),
    time: time(),
  },
  carries: 'data',
  valuesFrom: brokerQueue,
  event: (given) => ({
    eventSource: 'aws:mq',
    eventSourceArn: brokerArn(given),
    messages: times(given.records, (index) => ({
      messageID: `ID:b-9bcfa592-423a-4942-879d-eb284b418fc8-1.mq.${given.region}.amazonaws.com-37557-1234520418293-4:1:1:1:${index + 1}`,
      messageType: 'jms/text-message',
      deliveryMode: 1,
      replyTo: null,
      type: null,
      expiration: '60000',
      priority: 1,
      correlationId: `order-${index + 1}`,
      redelivered: false,
      destination: { physicalName: given.queue },
      data: base64(given.data),
      timestamp: given.time,
      brokerInTime: given.time,
      brokerOutTime: given.time + 1,
      properties: {},
    })),
  }),
});

const rabbitMq = sample({
  id: 'mq-rabbitmq',
  title: 'Amazon MQ messages (RabbitMQ)',
  service: 'Amazon MQ',
  eventTypes: ['MQ'],
  parameters: {
    broker: text('Name of the broker', 'orders-broker'),
    queue: text('Name of the queue', 'orders'),
    virtualHost: text('Virtual host', '/'),
    data: text('Text of every message', MESSAGE),
    records: records(),
    region: region(),
    time: time(),
  },
  carries: 'data',
  valuesFrom: brokerQueue,
  event: (given) => ({
    eventSource: 'aws:rmq',
    eventSourceArn: brokerArn(given),
    rmqMessagesByQueue: {
      [`${given.queue}::${given.virtualHost}`]: times(given.records, () => ({
        basicProperties: {
          contentType: 'application/json',
          contentEncoding: null,
          headers: { origin: { bytes: [...Buffer.from('orders')] } },
          deliveryMode: 1,
          priority: 34,
          correlationId: null,
          replyTo: null,
          expiration: '60000',
          messageId: null,
          timestamp: rabbitTime(given.time),
          type: null,
          userId: LOCAL_ACCOUNT,
          appId: null,
          clusterId: null,
          bodySize: Buffer.byteLength(given.data),
        },
        redelivered: false,
        data: base64(given.data),
      })),
    },
  }),
});

/** The first queue that an event source names. */
function brokerQueue(settings: EventSource['settings']): { readonly queue: string | undefined } {
  return { queue: firstSetting(settings, 'Queues') };
}

function brokerArn(given: { readonly broker: string; readonly region: string }): string {
  return arn('mq', given.region, `broker:${given.broker}:b-9bcfa592-423a-4942-879d-eb284b418fc8`);
}

/** `Jan 1, 2026, 12:00:00 PM` */
function rabbitTime(epochMs: number): string {
  return new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' })
    .format(epochMs)
    .replaceAll(/\s/g, ' ');
}

export const MESSAGING_SAMPLES = [queue, topic, activeMq, rabbitMq];

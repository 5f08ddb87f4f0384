import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../../src/lambda/errors';
import { generateEvent } from '../../../../src/project/samples/generate';
import { findSample, SAMPLE_GROUPS, SAMPLES, samplesFor } from '../../../../src/project/samples/registry';

const GOLDEN = path.resolve(import.meta.dirname, '../../../golden/project/samples');
const at = { file: '/project/template.yaml', line: 1, column: 1 };

/** A member of an event, by its path. */
function inside(event: unknown, ...names: (string | number)[]): unknown {
  return names.reduce<unknown>((value, name) => (Object(value) as Record<string, unknown>)[name], event);
}

function parsed(text: unknown): unknown {
  return JSON.parse(String(text));
}

describe('every sample', () => {
  test.for(Object.entries(SAMPLE_GROUPS))('of %s is as it was', async ([group, samples]) => {
    const blocks = samples.map(({ id, title, service, eventTypes, parameters, event }) =>
      [
        `${id} - ${title}`,
        `${service}; event sources: ${eventTypes.join(', ') || 'none'}`,
        ...Object.entries(parameters).map(
          ([name, each]) => `  ${name}: ${each.description} (${each.takes}; ${JSON.stringify(each.default)})`,
        ),
        JSON.stringify(event({}), undefined, 2),
      ].join('\n'),
    );
    await expect(`${blocks.join('\n\n')}\n`).toMatchFileSnapshot(path.join(GOLDEN, `${group}.txt`));
  });

  test('there are samples for at least 35 sources, each with an id of its own', () => {
    expect(new Set(SAMPLES.map(({ id }) => id)).size).toBe(SAMPLES.length);
    expect(SAMPLES.length).toBeGreaterThanOrEqual(35);
  });

  test.for(SAMPLES)('$id is JSON, equal for equal values, and takes its own defaults', ({ event, parameters }) => {
    const standard = JSON.stringify(event({}));
    expect(JSON.stringify(event({}))).toBe(standard);
    expect(JSON.parse(standard)).toEqual(event({}));
    const written = Object.entries(parameters).map(([name, { default: value }]) => {
      if (name === 'time') return [name, new Date(Number(value)).toISOString()];
      return [name, typeof value === 'string' ? value : JSON.stringify(value)];
    });
    expect(event(Object.fromEntries(written) as Record<string, string>)).toEqual(event({}));
  });

  test.for(SAMPLES)('$id shows each parameter in the event or the message', ({ event, message, parameters }) => {
    for (const [name, parameter] of Object.entries(parameters)) {
      const other = ['INSERT', 'changed', '7', 'true', '{"changed":"yes"}', '2027-03-04T05:06:07Z'];
      const words = parameter.takes.startsWith('one of') ? parameter.takes.slice('one of '.length).split(', ') : other;
      const changes = words.some((word) => {
        const value = parameter.read(word);
        if (value === undefined || value === parameter.default) return false;
        const shown = (make: typeof event): boolean =>
          JSON.stringify(make({ [name]: word })) !== JSON.stringify(make({}));
        return shown(event) || shown(message);
      });
      // Only some kinds of event have a place for these.
      if (!['oldItem', 'physicalId', 'oldProperties'].includes(name)) expect([name, changes]).toEqual([name, true]);
    }
  });
});

describe('parameters', () => {
  test.for([
    ['s3', { buckett: 'x' }, 'The sample s3 has no parameter "buckett"; did you mean bucket?'],
    ['s3', { toString: 'x' }, 'The sample s3 has no parameter "toString"; it has bucket, key, eventName'],
    ['s3', { records: '0' }, 'The parameter records of s3 takes a whole number from 1 to 10000.'],
    ['s3', { records: '10001' }, 'The parameter records of s3 takes a whole number from 1 to 10000.'],
    ['s3', { time: 'soon' }, 'The parameter time of s3 takes a time such as 2026-01-01T12:00:00Z.'],
    ['dynamodb', { eventName: 'READ' }, 'The parameter eventName of dynamodb takes one of INSERT, MODIFY, REMOVE.'],
    ['dynamodb', { item: '{' }, 'The parameter item of dynamodb takes JSON.'],
    ['sqs', { attributes: '{"a": 1}' }, 'The parameter attributes of sqs takes a JSON object of texts.'],
    ['alb', { isBase64Encoded: 'yes' }, 'The parameter isBase64Encoded of alb takes true or false.'],
    ['schedule', { input: 'x' }, 'The parameter input of schedule takes JSON.'],
  ] as const)('%s refuses %j', ([id, values, message]) => {
    const generate = (): unknown => generateEvent({ id, values });
    expect(generate).toThrow(UserError);
    expect(generate).toThrow(message);
  });

  test('many records have keys and ids of their own', () => {
    const event = generateEvent({ id: 's3', values: { records: '3', key: 'a b/c.txt' } });
    const keys = [0, 1, 2].map((index) => inside(event, 'Records', index, 's3', 'object', 'key'));
    expect(keys).toEqual(['a+b/c.txt', 'a+b/c-2.txt', 'a+b/c-3.txt']);
    const queued = generateEvent({ id: 'sqs', values: { records: '300' } });
    const ids = Array.from({ length: 300 }, (_, index) => inside(queued, 'Records', index, 'messageId'));
    expect(new Set(ids).size).toBe(300);
  });

  test('a query with a name twice', () => {
    const event = generateEvent({ id: 'apigateway-rest', values: { query: 'a=1&a=2' } });
    expect(inside(event, 'queryStringParameters')).toEqual({ a: '2' });
    expect(inside(event, 'multiValueQueryStringParameters')).toEqual({ a: ['1', '2'] });
    const http = generateEvent({ id: 'apigateway-http', values: { query: 'a=1&a=2' } });
    expect(inside(http, 'queryStringParameters')).toEqual({ a: '1,2' });
  });

  test('logs are gzip in base64', () => {
    const data = inside(findSample('cloudwatch-logs').event({ message: 'hello' }), 'awslogs', 'data');
    const decoded = parsed(gunzipSync(Buffer.from(String(data), 'base64')).toString());
    expect(inside(decoded, 'logEvents', 0, 'message')).toBe('hello');
  });
});

describe('an event in another', () => {
  test('S3 in SNS in SQS: the queue gets the notification, not the record of a function', () => {
    const event = generateEvent({
      id: 's3',
      values: { bucket: 'uploads' },
      carriers: [{ id: 'sns' }, { id: 'sqs', values: { queue: 'uploads-queue' } }],
    });
    expect(inside(event, 'Records', 0, 'eventSourceARN')).toBe('arn:aws:sqs:us-east-1:123456789012:uploads-queue');
    const notification = parsed(inside(event, 'Records', 0, 'body'));
    expect(notification).toMatchObject({ Type: 'Notification', TopicArn: expect.stringContaining(':sns:') as unknown });
    expect(inside(notification, 'EventSource')).toBeUndefined();
    expect(inside(parsed(inside(notification, 'Message')), 'Records', 0, 's3', 'bucket', 'name')).toBe('uploads');
  });

  test('a change of a table in Kinesis is one record without stream members', () => {
    const event = generateEvent({ id: 'dynamodb', carriers: [{ id: 'kinesis' }] });
    const data = Buffer.from(String(inside(event, 'Records', 0, 'kinesis', 'data')), 'base64').toString();
    expect(parsed(data)).toMatchObject({ tableName: 'orders', eventSource: 'aws:dynamodb', userIdentity: null });
  });

  test('in a parameter that is JSON, as JSON', () => {
    const event = generateEvent({ id: 'iot-button', carriers: [{ id: 'stepfunctions' }] });
    expect(inside(event, 'input', 'clickType')).toBe('SINGLE');
  });

  test('refuses what carries nothing', () => {
    expect(() => generateEvent({ id: 's3', carriers: [{ id: 's3-batch' }] })).toThrow(
      'A s3-batch event carries no event of another service; choose sns, sqs, eventbridge or kinesis.',
    );
  });
});

describe('samples of event sources', () => {
  const ids = (type: string, settings: Record<string, unknown> = {}): string[] =>
    samplesFor([{ type, settings, at }]).map(({ sample }) => sample.id);

  test.for([
    ['Api', 'apigateway-rest'],
    ['HttpApi', 'apigateway-http'],
    ['WebSocket', 'apigateway-websocket'],
    ['S3', 's3'],
    ['SNS', 'sns'],
    ['SQS', 'sqs'],
    ['Kinesis', 'kinesis'],
    ['DynamoDB', 'dynamodb'],
    ['Schedule', 'schedule'],
    ['ScheduleV2', 'scheduler'],
    ['EventBridgeRule', 'eventbridge'],
    ['CloudWatchEvent', 'eventbridge'],
    ['CloudWatchLogs', 'cloudwatch-logs'],
    ['IoTRule', 'iot-rule'],
    ['AlexaSkill', 'alexa-skill'],
    ['MSK', 'msk'],
    ['MQ', 'mq-activemq'],
    ['SelfManagedKafka', 'kafka'],
    ['DocumentDB', 'documentdb'],
    ['Cognito', 'cognito-pre-sign-up'],
    ['ALB', 'alb'],
  ] as const)('%s begins with %s', ([type, id]) => {
    expect(ids(type)[0]).toBe(id);
  });

  test('settings choose', () => {
    expect(ids('Cognito', { Trigger: 'CustomMessage' })).toEqual(['cognito-custom-message']);
    expect(ids('Cognito', { Trigger: ['PreSignUp', 'PostConfirmation'] })).toEqual([
      'cognito-pre-sign-up',
      'cognito-post-confirmation',
    ]);
    expect(ids('EventBridgeRule', { Pattern: { source: ['aws.s3'] } })[0]).toBe('s3-eventbridge');
  });

  test('settings fix values', () => {
    const event = (type: string, settings: Record<string, unknown>): unknown => {
      const [fitting] = samplesFor([{ type, settings, at }]);
      return fitting?.sample.event(fitting.values);
    };
    expect(inside(event('SQS', { Queue: 'arn:aws:sqs:eu-west-1:1:orders' }), 'Records', 0, 'eventSourceARN')).toBe(
      'arn:aws:sqs:us-east-1:123456789012:orders',
    );
    expect(event('Schedule', { Input: '{"job": "clean"}' })).toEqual({ job: 'clean' });
    expect(
      event('EventBridgeRule', { Pattern: { source: ['my.app'], 'detail-type': [{ prefix: 'x' }] } }),
    ).toMatchObject({ source: 'my.app', 'detail-type': 'Order Paid' });
    expect(event('HttpApi', { Path: '/files/{path+}', Method: 'ANY' })).toMatchObject({
      routeKey: 'GET /files/{path+}',
      pathParameters: { path: 'path' },
    });
    expect(event('S3', { Bucket: 42, Events: 's3:ObjectRemoved:*' })).toMatchObject({
      Records: [{ eventName: 'ObjectRemoved:Delete' }],
    });
  });
});

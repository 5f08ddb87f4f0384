import { member } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import { knownSettings, plainValue } from '../cloudformation/plainValue';
import { nearNames } from '../nearNames';
import type { ProblemList } from '../problemList';
import type { EventSource, SourceLocation } from '../projectFunction';
import { httpSettings } from './httpEvents';

type Settings = Readonly<Record<string, unknown>>;

/** An event as it is written: `sqs: arn` or `sqs: { arn, batchSize }`. */
interface WrittenEvent {
  readonly at: SourceLocation;
  readonly value: Evaluated;
}

interface Translated {
  readonly type: string;
  readonly settings: Settings;
}

type Translation = (event: Evaluated) => readonly Translated[];

/** The events of a function in SAM's words. */
export function eventSources(events: readonly Evaluated[], problems: ProblemList): EventSource[] {
  return events.flatMap((item) => {
    const written: readonly (readonly [string, WrittenEvent])[] =
      item.kind === 'dictionary'
        ? [...item.entries]
        : item.kind === 'scalar'
          ? [[item.text, { at: item.at, value: { kind: 'null', at: item.at, computed: false } }]]
          : [];
    if (item.kind === 'unresolved') problems.add(item.at, 'warning', `The event is left out: ${item.reason}.`);
    return written.flatMap(([kind, { at, value }]) => one(kind, at, value, problems));
  });
}

function one(kind: string, at: SourceLocation, value: Evaluated, problems: ProblemList): EventSource[] {
  const translation = Object.hasOwn(TRANSLATIONS, kind) ? TRANSLATIONS[kind] : undefined;
  if (value.kind === 'unresolved') {
    problems.add(at, 'information', `What the event ${kind} listens to is not known: ${value.reason}.`);
  }
  if (translation !== undefined) return translation(value).map((translated) => ({ ...translated, at }));
  const [near] = nearNames(kind, Object.keys(TRANSLATIONS));
  const advice = near === undefined ? 'a plugin may bring it' : `perhaps ${near} is meant`;
  problems.add(at, 'information', `The framework has no event ${kind}; ${advice}.`);
  const settings = plainValue(value);
  return [{ type: kind, settings: isRecord(settings) ? settings : {}, at }];
}

/** A translation that only renames: SAM's word -> the framework's, or where the value of a text goes. */
function renamed(type: string, textIs: string, words: Readonly<Record<string, string>>): Translation {
  return (event) => [
    {
      type,
      settings: knownSettings({
        ...Object.fromEntries(Object.entries(words).map(([sam, own]) => [sam, member(event, own)])),
        ...(event.kind === 'dictionary' ? {} : { [textIs]: event }),
      }),
    },
  ];
}

const POLLED = {
  BatchSize: 'batchSize',
  Enabled: 'enabled',
  MaximumBatchingWindowInSeconds: 'maximumBatchingWindow',
};

const STREAMED = {
  ...POLLED,
  BisectBatchOnFunctionError: 'bisectBatchOnFunctionError',
  MaximumRecordAgeInSeconds: 'maximumRecordAgeInSeconds',
  MaximumRetryAttempts: 'maximumRetryAttempts',
  ParallelizationFactor: 'parallelizationFactor',
  StartingPosition: 'startingPosition',
  TumblingWindowInSeconds: 'tumblingWindowInSeconds',
};

const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  activemq: queueBroker,
  alb: (event) => [
    {
      type: 'ALB',
      settings: knownSettings({
        ListenerArn: member(event, 'listenerArn'),
        Priority: member(event, 'priority'),
        Path: condition(event, 'path'),
        Method: condition(event, 'method'),
        Host: condition(event, 'host'),
        MultiValueHeaders: member(event, 'multiValueHeaders'),
      }),
    },
  ],
  alexaSkill: renamed('AlexaSkill', 'SkillId', { SkillId: 'appId', Enabled: 'enabled' }),
  alexaSmartHome: renamed('AlexaSmartHome', 'SkillId', { SkillId: 'appId', Enabled: 'enabled' }),
  cloudFront: renamed('CloudFront', 'EventType', { EventType: 'eventType', PathPattern: 'pathPattern' }),
  cloudwatchEvent: renamed('CloudWatchEvent', 'Pattern', { Pattern: 'event', Input: 'input', Enabled: 'enabled' }),
  cloudwatchLog: renamed('CloudWatchLogs', 'LogGroupName', { LogGroupName: 'logGroup', FilterPattern: 'filter' }),
  cognitoUserPool: renamed('Cognito', 'UserPool', { UserPool: 'pool', Trigger: 'trigger' }),
  eventBridge: (event) => {
    const schedule = member(event, 'schedule');
    const input = { Input: member(event, 'input'), EventBusName: member(event, 'eventBus') };
    const pattern = { Pattern: member(event, 'pattern') };
    const rule = { type: 'EventBridgeRule', settings: knownSettings({ ...pattern, ...input }) };
    if (schedule === undefined) return [rule];
    const scheduled = { type: 'Schedule', settings: knownSettings({ Schedule: schedule, Input: input.Input }) };
    return pattern.Pattern === undefined ? [scheduled] : [scheduled, rule];
  },
  http: (event) => [{ type: 'Api', settings: httpSettings(event) }],
  httpApi: (event) => [{ type: 'HttpApi', settings: httpSettings(event) }],
  iot: renamed('IoTRule', 'Sql', { Sql: 'sql', AwsIotSqlVersion: 'sqlVersion', Enabled: 'enabled' }),
  iotFleetProvisioning: renamed('IoTFleetProvisioning', 'TemplateName', { TemplateName: 'templateName' }),
  kafka: listed(
    'Topics',
    renamed('SelfManagedKafka', 'Topics', {
      ...STREAMED,
      KafkaBootstrapServers: 'bootstrapServers',
      Topics: 'topic',
      ConsumerGroupId: 'consumerGroupId',
    }),
  ),
  kinesis: streamOf('Kinesis'),
  msk: listed(
    'Topics',
    renamed('MSK', 'Stream', { ...STREAMED, Stream: 'arn', Topics: 'topic', ConsumerGroupId: 'consumerGroupId' }),
  ),
  rabbitmq: queueBroker,
  s3: (event) => [
    {
      type: 'S3',
      settings: {
        Events: 's3:ObjectCreated:*',
        ...knownSettings({
          Bucket: event.kind === 'dictionary' ? member(event, 'bucket') : event,
          Events: member(event, 'event'),
        }),
        ...keyFilter(event),
      },
    },
  ],
  schedule: (event) => {
    const rate = event.kind === 'dictionary' ? member(event, 'rate') : event;
    const scheduler = textOf(member(event, 'method')) === 'scheduler';
    const others = {
      Name: member(event, 'name'),
      Description: member(event, 'description'),
      Enabled: member(event, 'enabled'),
      Input: member(event, 'input'),
    };
    return (rate?.kind === 'list' ? rate.items : [rate]).map((each) => ({
      type: scheduler ? 'ScheduleV2' : 'Schedule',
      settings: knownSettings({ [scheduler ? 'ScheduleExpression' : 'Schedule']: each, ...others }),
    }));
  },
  sns: (event) => {
    const topic = event.kind === 'dictionary' ? (member(event, 'arn') ?? member(event, 'topicName')) : event;
    return [{ type: 'SNS', settings: knownSettings({ Topic: topic, FilterPolicy: member(event, 'filterPolicy') }) }];
  },
  sqs: (event) => [
    {
      type: 'SQS',
      settings: {
        ...renamed('SQS', 'Queue', { ...POLLED, Queue: 'arn' })(event)[0]?.settings,
        ...polledSettings(event),
      },
    },
  ],
  stream: (event) => {
    const arn = event.kind === 'dictionary' ? member(event, 'arn') : event;
    const type = textOf(member(event, 'type'));
    const kinesis = type === 'kinesis' || (type === undefined && /^arn:[^:]*:kinesis:/.test(textOf(arn) ?? ''));
    return streamOf(kinesis ? 'Kinesis' : 'DynamoDB')(event);
  },
  websocket: (event) => [
    {
      type: 'WebSocket',
      settings: knownSettings({ RouteKey: event.kind === 'dictionary' ? member(event, 'route') : event }),
    },
  ],
};

function streamOf(type: string): Translation {
  return (event) => [
    {
      type,
      settings: {
        ...renamed(type, 'Stream', { ...STREAMED, Stream: 'arn', MaximumBatchingWindowInSeconds: 'batchWindow' })(
          event,
        )[0]?.settings,
        ...polledSettings(event),
      },
    },
  ];
}

function queueBroker(event: Evaluated): readonly Translated[] {
  return listed('Queues', renamed('MQ', 'Broker', { ...POLLED, Broker: 'arn', Queues: 'queue' }))(event);
}

/** A translation whose setting is one text in the framework and a list in SAM. */
function listed(name: string, translation: Translation): Translation {
  return (event) =>
    translation(event).map(({ type, settings }) => ({
      type,
      settings: { ...settings, ...(typeof settings[name] === 'string' ? { [name]: [settings[name]] } : {}) },
    }));
}

/** What SAM nests differently than the framework does. */
function polledSettings(event: Evaluated): Settings {
  const patterns = plainValue(member(event, 'filterPatterns'));
  const response = plainValue(member(event, 'functionResponseType'));
  const concurrency = plainValue(member(event, 'maximumConcurrency'));
  return {
    ...(Array.isArray(patterns)
      ? { FilterCriteria: { Filters: patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) })) } }
      : {}),
    ...(response === undefined ? {} : { FunctionResponseTypes: [response] }),
    ...(concurrency === undefined ? {} : { ScalingConfig: { MaximumConcurrency: concurrency } }),
  };
}

function keyFilter(event: Evaluated): Settings {
  const rules = member(event, 'rules');
  if (rules?.kind !== 'list' || rules.items.length === 0) return {};
  const written = rules.items.flatMap((rule) =>
    rule.kind === 'dictionary'
      ? [...rule.entries].map(([name, { value }]) => ({ Name: name, Value: textOf(value) ?? '' }))
      : [],
  );
  return { Filter: { S3Key: { Rules: written } } };
}

/** The value, or the values, of a condition of a load balancer's rule. */
function condition(event: Evaluated, name: string): Evaluated | undefined {
  const conditions = member(event, 'conditions');
  const value = conditions === undefined ? undefined : member(conditions, name);
  return value?.kind === 'list' && value.items.length === 1 ? value.items[0] : value;
}

function textOf(value: Evaluated | undefined): string | undefined {
  return value?.kind === 'scalar' ? value.text : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

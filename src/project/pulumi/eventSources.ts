import { member } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import { knownSettings, plainValue } from '../cloudformation/plainValue';
import type { EventSource } from '../projectFunction';
import { inputOf } from './resources';
import type { PulumiProgram, PulumiResource } from './resources';

/** An event source with the value that leads to its function. */
interface Linked {
  readonly target: Evaluated | undefined;
  readonly type: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

type Link = (resource: PulumiResource, program: PulumiProgram) => readonly Linked[];

/** The event sources of functions, which are resources of their own. */
export function eventSourcesOf(program: PulumiProgram): ReadonlyMap<PulumiResource, readonly EventSource[]> {
  const sources = new Map<PulumiResource, EventSource[]>();
  for (const resource of program.resources) {
    const link = Object.hasOwn(LINKS, resource.type) ? LINKS[resource.type] : undefined;
    for (const { target, type, settings } of link?.(resource, program) ?? []) {
      const found = program.resourceOf(target);
      if (found === undefined) continue;
      const { file, line, column } = resource.at;
      const source = { type, name: resource.name, settings, at: { file, line, column } };
      sources.set(found, [...(sources.get(found) ?? []), source]);
    }
  }
  return sources;
}

/** Name of the resource that an input stands for, or its text. */
function nameOf(program: PulumiProgram, value: Evaluated | undefined): string | undefined {
  return program.resourceOf(value)?.name ?? (value?.kind === 'scalar' ? value.text : undefined);
}

function input(resource: PulumiResource, name: string): Evaluated | undefined {
  return inputOf(resource, name)?.value;
}

/** Streams and queues by the type of what is polled: type and the property that names it. */
const POLLED: Readonly<Record<string, readonly [type: string, property: string]>> = {
  'dynamodb.Table': ['DynamoDB', 'Stream'],
  'kinesis.Stream': ['Kinesis', 'Stream'],
  'msk.Cluster': ['MSK', 'Stream'],
  'mq.Broker': ['MQ', 'Broker'],
  'sqs.Queue': ['SQS', 'Queue'],
};

function polled(resource: PulumiResource, program: PulumiProgram): readonly Linked[] {
  const origin = input(resource, 'eventSourceArn');
  const service = origin?.kind === 'scalar' ? /^arn:[^:]*:(\w+):/.exec(origin.text)?.[1] : undefined;
  const byArn = Object.keys(POLLED).find((type) => type.startsWith(`${service ?? '?'}.`));
  const type = program.resourceOf(origin)?.type ?? byArn ?? '';
  const [name, property] = (Object.hasOwn(POLLED, type) ? POLLED[type] : undefined) ?? ['SQS', 'Queue'];
  const known = nameOf(program, origin);
  return [
    {
      target: input(resource, 'functionName'),
      type: name,
      settings: {
        ...(known === undefined ? {} : { [property]: known }),
        ...knownSettings({
          BatchSize: input(resource, 'batchSize'),
          StartingPosition: input(resource, 'startingPosition'),
        }),
      },
    },
  ];
}

function notifications(resource: PulumiResource, program: PulumiProgram): readonly Linked[] {
  const functions = input(resource, 'lambdaFunctions');
  const bucket = nameOf(program, input(resource, 'bucket'));
  return (functions?.kind === 'list' ? functions.items : []).map((item) => {
    const rules = [
      ['prefix', plainValue(member(item, 'filterPrefix'))],
      ['suffix', plainValue(member(item, 'filterSuffix'))],
    ].flatMap(([name, value]) => (value === undefined ? [] : [{ Name: name, Value: value }]));
    return {
      target: member(item, 'lambdaFunctionArn'),
      type: 'S3',
      settings: {
        ...(bucket === undefined ? {} : { Bucket: bucket }),
        ...knownSettings({ Events: member(item, 'events') }),
        ...(rules.length === 0 ? {} : { Filter: { S3Key: { Rules: rules } } }),
      },
    };
  });
}

function ruleTarget(resource: PulumiResource, program: PulumiProgram): readonly Linked[] {
  const rule = program.resourceOf(input(resource, 'rule'));
  const schedule = rule && input(rule, 'scheduleExpression');
  const pattern = rule && input(rule, 'eventPattern');
  const target = input(resource, 'arn');
  if (schedule !== undefined) return [{ target, type: 'Schedule', settings: knownSettings({ Schedule: schedule }) }];
  const written = pattern?.kind === 'scalar' ? json(pattern.text) : undefined;
  return [{ target, type: 'EventBridgeRule', settings: written === undefined ? {} : { Pattern: written } }];
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `@pulumi/aws-apigateway`: routes with functions as their handlers. */
function restApi(resource: PulumiResource): readonly Linked[] {
  const routes = input(resource, 'routes');
  return (routes?.kind === 'list' ? routes.items : []).map((route) => ({
    target: member(route, 'eventHandler'),
    type: 'Api',
    settings: {
      ...knownSettings({ Path: member(route, 'path'), Method: member(route, 'method') }),
      RestApiId: resource.name,
    },
  }));
}

/** An HTTP API that was made with its one target. */
function httpApi(resource: PulumiResource): readonly Linked[] {
  const key = input(resource, 'routeKey');
  const [, method = 'ANY', route] = /^(\S+)\s+(\S+)$/.exec(key?.kind === 'scalar' ? key.text : '') ?? [];
  const settings = route === undefined ? {} : { Path: route, Method: method };
  return [{ target: input(resource, 'target'), type: 'HttpApi', settings: { ...settings, ApiId: resource.name } }];
}

const LINKS: Readonly<Record<string, Link>> = {
  RestAPI: restApi,
  'apigatewayv2.Api': httpApi,
  'cloudwatch.EventTarget': ruleTarget,
  'lambda.EventSourceMapping': polled,
  's3.BucketNotification': notifications,
  'scheduler.Schedule': (resource) => {
    const target = input(resource, 'target');
    const settings = knownSettings({ ScheduleExpression: input(resource, 'scheduleExpression') });
    return [{ target: target && member(target, 'arn'), type: 'ScheduleV2', settings }];
  },
  'sns.TopicSubscription': (resource, program) => {
    const topic = nameOf(program, input(resource, 'topic'));
    const settings = topic === undefined ? {} : { Topic: topic };
    return [{ target: input(resource, 'endpoint'), type: 'SNS', settings }];
  },
};

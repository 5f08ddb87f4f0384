import type { ProjectFiles } from '../projectFiles';
import type { EventSource } from '../projectFunction';
import { member } from './evaluated';
import type { Evaluated } from './evaluated';
import { definitionEventSources, mayHaveDefinition } from './httpDefinitions';
import { methodEventSources, quickCreateEventSources, routeEventSources } from './httpEventSources';
import { listenerEventSources, listenerRuleEventSources } from './httpLoadBalancers';
import { linkedTo, propertyOf } from './linkedEventSource';
import type { LinkedEventSource } from './linkedEventSource';
import type { Resource } from './resources';
import type { Template } from './template';

/**
 * Event sources that are resources of their own, by the name of the function they lead to. OpenAPI definitions are read from
 * `files` where the template only says where they are.
 */
export async function linkedEventSources(
  template: Template,
  files: ProjectFiles,
): Promise<ReadonlyMap<string, readonly EventSource[]>> {
  const byFunction = new Map<string, EventSource[]>();
  for (const resource of template.resources.values()) {
    const read = Object.hasOwn(READERS, resource.type) ? READERS[resource.type] : undefined;
    if (read === undefined && !mayHaveDefinition(resource)) continue;
    if (resource.condition !== undefined && template.condition(resource.condition) === false) continue;
    const defined = await definitionEventSources(template, resource, files);
    const found = [...(read?.(template, resource) ?? []), ...defined];
    for (const { functionName, source } of found) {
      byFunction.set(functionName, [...(byFunction.get(functionName) ?? []), source]);
    }
  }
  return byFunction;
}

type SourceReader = (template: Template, resource: Resource) => readonly LinkedEventSource[];

const READERS: Readonly<Record<string, SourceReader>> = {
  'AWS::ApiGateway::Method': methodEventSources,
  'AWS::ApiGatewayV2::Api': quickCreateEventSources,
  'AWS::ApiGatewayV2::Route': routeEventSources,
  'AWS::Cognito::UserPool': (template, resource) => {
    const triggers = propertyOf(template, resource, 'LambdaConfig');
    const pool = propertyOf(template, resource, 'UserPoolName');
    return [...(triggers?.kind === 'dictionary' ? triggers.entries : [])].flatMap(([trigger, { at, value }]) =>
      linkedTo(member(value, 'LambdaArn') ?? value, at, 'Cognito', resource, {
        Trigger: { kind: 'scalar', at, computed: false, text: trigger },
        UserPool: pool,
      }),
    );
  },
  'AWS::ElasticLoadBalancingV2::Listener': listenerEventSources,
  'AWS::ElasticLoadBalancingV2::ListenerRule': listenerRuleEventSources,
  'AWS::Events::Rule': (template, resource) => {
    const schedule = propertyOf(template, resource, 'ScheduleExpression');
    return itemsOf(propertyOf(template, resource, 'Targets')).flatMap((target) =>
      linkedTo(member(target, 'Arn'), target.at, schedule === undefined ? 'EventBridgeRule' : 'Schedule', resource, {
        Schedule: schedule,
        Pattern: propertyOf(template, resource, 'EventPattern'),
        EventBusName: propertyOf(template, resource, 'EventBusName'),
        Input: member(target, 'Input'),
        InputPath: member(target, 'InputPath'),
        State: propertyOf(template, resource, 'State'),
      }),
    );
  },
  'AWS::IoT::TopicRule': (template, resource) => {
    const payload = propertyOf(template, resource, 'TopicRulePayload');
    return itemsOf(payload === undefined ? undefined : member(payload, 'Actions')).flatMap((action) => {
      const lambda = member(action, 'Lambda');
      const target = lambda === undefined ? undefined : member(lambda, 'FunctionArn');
      return linkedTo(target, action.at, 'IoTRule', resource, { Sql: payload && member(payload, 'Sql') });
    });
  },
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Logs::SubscriptionFilter': (template, resource) =>
    linkedTo(propertyOf(template, resource, 'DestinationArn'), resource.at, 'CloudWatchLogs', resource, {
      LogGroupName: propertyOf(template, resource, 'LogGroupName'),
      FilterPattern: propertyOf(template, resource, 'FilterPattern'),
    }),
  'AWS::S3::Bucket': (template, resource) => {
    const notifications = propertyOf(template, resource, 'NotificationConfiguration');
    const items = notifications === undefined ? undefined : member(notifications, 'LambdaConfigurations');
    return itemsOf(items).flatMap((item) =>
      linkedTo(member(item, 'Function'), item.at, 'S3', resource, {
        Bucket: propertyOf(template, resource, 'BucketName'),
        Events: member(item, 'Event'),
        Filter: member(item, 'Filter'),
      }),
    );
  },
  'AWS::SNS::Subscription': (template, resource) =>
    isLambda(propertyOf(template, resource, 'Protocol'))
      ? linkedTo(propertyOf(template, resource, 'Endpoint'), resource.at, 'SNS', resource, {
          Topic: propertyOf(template, resource, 'TopicArn'),
          FilterPolicy: propertyOf(template, resource, 'FilterPolicy'),
        })
      : [],
  'AWS::SNS::Topic': (template, resource) =>
    itemsOf(propertyOf(template, resource, 'Subscription')).flatMap((item) =>
      isLambda(member(item, 'Protocol'))
        ? linkedTo(member(item, 'Endpoint'), item.at, 'SNS', resource, {
            Topic: template.reference(resource.logicalId, resource.at),
          })
        : [],
    ),
  'AWS::Scheduler::Schedule': (template, resource) => {
    const target = propertyOf(template, resource, 'Target');
    return linkedTo(target && member(target, 'Arn'), resource.at, 'ScheduleV2', resource, {
      ScheduleExpression: propertyOf(template, resource, 'ScheduleExpression'),
      Input: target && member(target, 'Input'),
      State: propertyOf(template, resource, 'State'),
    });
  },
};

/** Service in the ARN of an event source, or its resource type, -> SAM's word for it and for its ARN. */
const STREAMS: readonly (readonly [service: RegExp, type: string, setting: string])[] = [
  [/^arn:[^:]*:sqs:|^AWS::SQS::/, 'SQS', 'Queue'],
  [/^arn:[^:]*:kinesis:|^AWS::Kinesis::/, 'Kinesis', 'Stream'],
  [/^arn:[^:]*:dynamodb:|^AWS::DynamoDB::|^AWS::Serverless::SimpleTable/, 'DynamoDB', 'Stream'],
  [/^arn:[^:]*:kafka:|^AWS::MSK::/, 'MSK', 'Stream'],
  [/^arn:[^:]*:mq:|^AWS::AmazonMQ::/, 'MQ', 'Broker'],
  [/^arn:[^:]*:rds:|^AWS::DocDB::/, 'DocumentDB', 'Cluster'],
];

function eventSourceMapping(template: Template, resource: Resource): readonly LinkedEventSource[] {
  const source = propertyOf(template, resource, 'EventSourceArn');
  const referred = source?.kind === 'unresolved' ? template.resources.get(source.resource ?? '')?.type : undefined;
  const known = source?.kind === 'scalar' ? source.text : (referred ?? '');
  const selfManaged = propertyOf(template, resource, 'SelfManagedEventSource');
  const [, type, setting] = STREAMS.find(([service]) => service.test(known)) ?? ['', 'SelfManagedKafka', ''];
  if (setting === '' && selfManaged === undefined) return [];
  const read = (name: string): Evaluated | undefined => propertyOf(template, resource, name);
  return linkedTo(read('FunctionName'), resource.at, type, resource, {
    ...(setting === '' ? {} : { [setting]: source }),
    BatchSize: read('BatchSize'),
    Enabled: read('Enabled'),
    FilterCriteria: read('FilterCriteria'),
    FunctionResponseTypes: read('FunctionResponseTypes'),
    MaximumBatchingWindowInSeconds: read('MaximumBatchingWindowInSeconds'),
    Queues: read('Queues'),
    StartingPosition: read('StartingPosition'),
    Topics: read('Topics'),
  });
}

function itemsOf(value: Evaluated | undefined): readonly Evaluated[] {
  return value?.kind === 'list' ? value.items : [];
}

function isLambda(protocol: Evaluated | undefined): boolean {
  return protocol?.kind === 'scalar' && protocol.text === 'lambda';
}

import { functionArn } from '../../lambda/identifiers';
import type { SourceLocation } from '../projectFunction';
import { CIRCULAR, scalar, unresolved } from './evaluated';
import type { Evaluated } from './evaluated';
import type { Scope } from './scope';

export const FUNCTION_TYPES: ReadonlySet<string> = new Set(['AWS::Serverless::Function', 'AWS::Lambda::Function']);
export const LAYER_TYPES: ReadonlySet<string> = new Set(['AWS::Serverless::LayerVersion', 'AWS::Lambda::LayerVersion']);

/** One entry of the template's Resources. */
export interface Resource {
  readonly logicalId: string;
  readonly at: SourceLocation;
  readonly type: string;
  /** Nodes, unevaluated; undefined when the resource has none. */
  readonly properties: unknown;
  readonly metadata: unknown;
  /** Name of the condition under which the resource is made. */
  readonly condition: string | undefined;
}

/** Where local resources pretend to live. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly urlSuffix: string;
}

/** How a resource is spoken of once its name is known: what `Ref` and `Fn::GetAtt` give. */
interface Naming {
  /** Property that holds the name. */
  readonly property: string;
  readonly reference: (name: string, place: Place) => string;
  readonly attributes: Readonly<Record<string, (name: string, place: Place) => string>>;
}

type Builder = (name: string, place: Place) => string;

const itself: Builder = (name) => name;

function arn(service: string, prefix = ''): Builder {
  return (name, { partition, region, account }) => `arn:${partition}:${service}:${region}:${account}:${prefix}${name}`;
}

const bucketArn: Builder = (name, { partition }) => `arn:${partition}:s3:::${name}`;
const queueUrl: Builder = (name, { region, urlSuffix, account }) =>
  `https://sqs.${region}.${urlSuffix}/${account}/${name}`;
const lambdaArn: Builder = (name, { region }) => functionArn(name, undefined, region);

const FUNCTION: Naming = { property: 'FunctionName', reference: itself, attributes: { Arn: lambdaArn } };
const TABLE: Naming = { property: 'TableName', reference: itself, attributes: { Arn: arn('dynamodb', 'table/') } };

/** Resources whose Ref and ARN follow from a name that a template can give. */
const NAMINGS: Readonly<Record<string, Naming>> = {
  'AWS::DynamoDB::Table': TABLE,
  'AWS::Events::EventBus': { property: 'Name', reference: itself, attributes: { Arn: arn('events', 'event-bus/') } },
  'AWS::Kinesis::Stream': { property: 'Name', reference: itself, attributes: { Arn: arn('kinesis', 'stream/') } },
  'AWS::Lambda::Function': FUNCTION,
  'AWS::S3::Bucket': { property: 'BucketName', reference: itself, attributes: { Arn: bucketArn } },
  'AWS::SNS::Topic': {
    property: 'TopicName',
    reference: arn('sns'),
    attributes: { TopicArn: arn('sns'), TopicName: itself },
  },
  'AWS::SQS::Queue': {
    property: 'QueueName',
    reference: queueUrl,
    attributes: { Arn: arn('sqs'), QueueName: itself, QueueUrl: queueUrl },
  },
  'AWS::SSM::Parameter': { property: 'Name', reference: itself, attributes: {} },
  'AWS::Serverless::Function': FUNCTION,
  'AWS::Serverless::SimpleTable': TABLE,
};

/** `Ref` of a resource, or `Fn::GetAtt` when an attribute is given. */
export function resourceValue(
  scope: Scope,
  place: Place,
  resource: Resource,
  attribute: string | undefined,
  at: SourceLocation,
): Evaluated {
  const { logicalId, type } = resource;
  const naming = Object.hasOwn(NAMINGS, type) ? NAMINGS[type] : undefined;
  const builder = attribute === undefined ? naming?.reference : attributeBuilder(naming, attribute);
  const what = attribute === undefined ? logicalId : `${logicalId}.${attribute}`;
  if (naming === undefined || builder === undefined) {
    return unresolved(at, `${what} is known only after a deployment; set the value in a .env file`, logicalId);
  }
  const name = scope.evaluate(scope.document.entry(resource.properties, naming.property)?.value);
  if (name.kind === 'scalar') return scalar(at, builder(name.text, place));
  if (name.kind === 'unresolved' && name.reason === CIRCULAR) return unresolved(at, CIRCULAR);
  // A function without a name of its own goes by its logical id here.
  if (FUNCTION_TYPES.has(type)) return scalar(at, builder(logicalId, place));
  const advice = `give ${logicalId} a ${naming.property} or set the value in a .env file`;
  return unresolved(at, `${what} is known only after a deployment; ${advice}`, logicalId);
}

/** ARN of a resource that has no name before it is deployed: its logical id stands in. Only for showing. */
export function standInArn(place: Place, resource: Resource): string {
  const naming = Object.hasOwn(NAMINGS, resource.type) ? NAMINGS[resource.type] : undefined;
  const builder = naming?.attributes['Arn'] ?? naming?.attributes['TopicArn'] ?? arn('unknown');
  return builder(resource.logicalId, place);
}

function attributeBuilder(naming: Naming | undefined, attribute: string): Builder | undefined {
  return naming !== undefined && Object.hasOwn(naming.attributes, attribute) ? naming.attributes[attribute] : undefined;
}

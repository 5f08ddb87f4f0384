import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../lambda/identifiers';
import { scalar, unresolved } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import type { SourceRange } from '../projectFunction';
import type { TerraformModule } from './terraformModule';

/** How a resource is spoken of once its name is known. */
interface Naming {
  /** Attribute that holds the name. */
  readonly property: string;
  /** Service and what stands before the name in the ARN. */
  readonly service: string;
  readonly prefix?: string;
}

const NAMINGS: Readonly<Record<string, Naming>> = {
  aws_cloudwatch_event_bus: { property: 'name', service: 'events', prefix: 'event-bus/' },
  aws_dynamodb_table: { property: 'name', service: 'dynamodb', prefix: 'table/' },
  aws_kinesis_stream: { property: 'name', service: 'kinesis', prefix: 'stream/' },
  aws_lambda_function: { property: 'function_name', service: 'lambda', prefix: 'function:' },
  aws_s3_bucket: { property: 'bucket', service: 's3' },
  aws_sns_topic: { property: 'name', service: 'sns' },
  aws_sqs_queue: { property: 'name', service: 'sqs' },
};

/** An attribute of a resource, data source or module: as written, or as it follows from the resource's name. */
export function resourceAttribute(
  module: TerraformModule,
  address: string,
  attribute: string,
  at: SourceRange,
): Evaluated {
  const known = accountData(module, address, attribute);
  if (known !== undefined) return scalar(at, known);
  const block = module.blocks.get(address);
  if (block === undefined) return unresolved(at, `there is no ${address} in this folder; add it or correct the name`);
  const type = address.split('.', 1)[0] ?? '';
  const written = type === 'module' ? undefined : block.body.attributes.get(attribute);
  if (written !== undefined) return about(module.evaluate(written.value), address);
  const naming = Object.hasOwn(NAMINGS, type) ? NAMINGS[type] : undefined;
  const property = naming === undefined ? undefined : block.body.attributes.get(naming.property);
  const name = property === undefined ? undefined : module.evaluate(property.value);
  const value =
    naming === undefined || name?.kind !== 'scalar' ? undefined : namedAttribute(module, naming, name.text, attribute);
  if (value !== undefined) return scalar(at, value);
  const what = attribute === '' ? address : `${address}.${attribute}`;
  return unresolved(at, `${what} is known only after an apply; set the value in a .env file`, address);
}

/** Where local resources pretend to live. */
function accountData(module: TerraformModule, address: string, attribute: string): string | undefined {
  if (address.startsWith('data.aws_region.')) return module.region ?? LOCAL_REGION;
  if (address.startsWith('data.aws_caller_identity.') && attribute === 'account_id') return LOCAL_ACCOUNT;
  return address.startsWith('data.aws_partition.') && attribute === 'partition' ? 'aws' : undefined;
}

function namedAttribute(
  module: TerraformModule,
  { service, prefix = '' }: Naming,
  name: string,
  attribute: string,
): string | undefined {
  const region = module.region ?? LOCAL_REGION;
  const owner = service === 's3' ? ':' : `${region}:${LOCAL_ACCOUNT}`;
  const isArn = attribute === 'arn' || (attribute === 'id' && service === 'sns');
  if (isArn) return `arn:aws:${service}:${owner}:${prefix}${name}`;
  const isUrl = service === 'sqs' && (attribute === 'url' || attribute === 'id');
  if (isUrl) return `https://sqs.${region}.amazonaws.com/${LOCAL_ACCOUNT}/${name}`;
  return attribute === 'id' ? name : undefined;
}

/** Whoever knows a way around a missing value is told what it stands for. */
function about(value: Evaluated, address: string): Evaluated {
  return value.kind === 'unresolved' ? { ...value, resource: address } : value;
}

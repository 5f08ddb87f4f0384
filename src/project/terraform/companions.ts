import type { Evaluated } from '../cloudformation/evaluated';
import { member } from '../cloudformation/evaluated';
import { knownSettings } from '../cloudformation/plainValue';
import { Properties } from '../cloudformation/properties';
import { ProblemList } from '../problemList';
import type { EventSource } from '../projectFunction';
import { mentioned } from './hclTree';
import type { HclBlock } from './hclTree';
import type { TerraformModule } from './terraformModule';

type CompanionType =
  | 'aws_lambda_alias'
  | 'aws_lambda_event_source_mapping'
  | 'aws_lambda_function_event_invoke_config'
  | 'aws_lambda_function_url'
  | 'aws_lambda_provisioned_concurrency_config';

/** Properties of the resources that configure a function from outside, by their type. */
export type Companions = ReadonlyMap<CompanionType, readonly Properties[]>;

const TYPES: readonly CompanionType[] = [
  'aws_lambda_alias',
  'aws_lambda_function_event_invoke_config',
  'aws_lambda_function_url',
  'aws_lambda_provisioned_concurrency_config',
];

export function companionsOf(module: TerraformModule, block: HclBlock, functionName: string): Companions {
  return new Map(
    TYPES.map((type) => [
      type,
      blocksOf(module, type, block, functionName).map(
        (each) => new Properties(module.properties(each), new ProblemList()),
      ),
    ]),
  );
}

/** Service in the ARN or type of the resource -> event source in the words of SAM. */
const SOURCES: Readonly<Record<string, string>> = {
  aws_dynamodb_table: 'DynamoDB',
  aws_kinesis_stream: 'Kinesis',
  aws_mq_broker: 'MQ',
  aws_msk_cluster: 'MSK',
  aws_sqs_queue: 'SQS',
  dynamodb: 'DynamoDB',
  kafka: 'MSK',
  kinesis: 'Kinesis',
  mq: 'MQ',
  sqs: 'SQS',
};

export function eventSourcesOf(module: TerraformModule, block: HclBlock, functionName: string): EventSource[] {
  return blocksOf(module, 'aws_lambda_event_source_mapping', block, functionName).map((mapping) => {
    const properties = module.properties(mapping);
    const source = member(properties, 'event_source_arn');
    const written = mapping.body.attributes.get('event_source_arn');
    const [resource = ''] = written === undefined ? [] : mentioned(written.value);
    const service = source?.kind === 'scalar' ? (source.text.split(':')[2] ?? '') : '';
    const type = SOURCES[service] ?? SOURCES[resource.split('.', 1)[0] ?? ''] ?? 'EventSourceMapping';
    const name = mapping.labels.at(-1) ?? '';
    const settings = knownSettings({
      [type === 'SQS' ? 'Queue' : 'Stream']: source,
      BatchSize: member(properties, 'batch_size'),
      Enabled: member(properties, 'enabled'),
      StartingPosition: member(properties, 'starting_position'),
    });
    return { type, name, settings, at: mapping.at };
  });
}

/** Resources of a type that belong to a function: they mention it, or carry its name or ARN. */
function blocksOf(module: TerraformModule, type: CompanionType, block: HclBlock, functionName: string): HclBlock[] {
  const own = block.type === 'module' ? `module.${block.labels[0] ?? ''}` : block.labels.join('.');
  return [...module.blocks].flatMap(([address, companion]) => {
    const written = companion.body.attributes.get('function_name');
    if (!address.startsWith(`${type}.`) || written === undefined) return [];
    const mentions = mentioned(written.value);
    const belongs =
      mentions.length > 0 ? mentions.includes(own) : isNamed(module.evaluate(written.value), functionName);
    return belongs ? [companion] : [];
  });
}

function isNamed(value: Evaluated, functionName: string): boolean {
  return value.kind === 'scalar' && (value.text === functionName || value.text.endsWith(`:function:${functionName}`));
}

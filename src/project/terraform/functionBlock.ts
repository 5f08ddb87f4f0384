import { member } from '../cloudformation/evaluated';
import type { Entry, Evaluated } from '../cloudformation/evaluated';
import type { HclBlock } from './hclTree';

/** What declares a function: the provider's resource, or the module most people use around it. */
export function functionBlock({ type, labels, body }: HclBlock): 'resource' | 'module' | undefined {
  if (type === 'resource') return labels[0] === 'aws_lambda_function' ? 'resource' : undefined;
  const source = type === 'module' ? body.attributes.get('source')?.value : undefined;
  const isLambda =
    source?.kind === 'literal' &&
    /^(?:registry\.terraform\.io\/)?terraform-aws-modules\/lambda\/aws$|\/terraform-aws-lambda(?:\.git)?(?:\?|$)/.test(
      source.text,
    );
  return isLambda ? 'module' : undefined;
}

/** Input of the module -> attribute of the resource, with the block that it is in. */
const INPUTS: Readonly<Record<string, readonly string[]>> = {
  authorization_type: ['function_url', 'authorization_type'],
  dead_letter_target_arn: ['dead_letter_config', 'target_arn'],
  environment_variables: ['environment', 'variables'],
  ephemeral_storage_size: ['ephemeral_storage', 'size'],
  image_config_command: ['image_config', 'command'],
  image_config_entry_point: ['image_config', 'entry_point'],
  image_config_working_directory: ['image_config', 'working_directory'],
  invoke_mode: ['function_url', 'invoke_mode'],
  logging_application_log_level: ['logging_config', 'application_log_level'],
  logging_log_format: ['logging_config', 'log_format'],
  logging_system_log_level: ['logging_config', 'system_log_level'],
  tracing_mode: ['tracing_config', 'mode'],
};

/** The module's inputs in the shape of the resource's attributes. */
export function moduleAsResource(inputs: Evaluated): Evaluated {
  if (inputs.kind !== 'dictionary') return inputs;
  const { at } = inputs;
  const entries = new Map<string, Entry>();
  for (const [name, entry] of inputs.entries) {
    const [block, attribute] = INPUTS[name] ?? [];
    if (block === undefined || attribute === undefined) {
      entries.set(name, entry);
      continue;
    }
    const before = entries.get(block)?.value;
    const inside = before?.kind === 'dictionary' ? before.entries : new Map<string, Entry>();
    const value: Evaluated = {
      kind: 'dictionary',
      at,
      computed: false,
      entries: new Map([...inside, [attribute, entry]]),
    };
    entries.set(block, { at: entry.at, value });
  }
  const makesUrl = member(inputs, 'create_lambda_function_url');
  if (!(makesUrl?.kind === 'scalar' && makesUrl.text === 'true')) entries.delete('function_url');
  return { ...inputs, entries };
}

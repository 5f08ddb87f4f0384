import { scalar } from '../cloudformation/evaluated';
import { problemAt } from '../projectFunction';
import type { Problem } from '../projectFunction';
import type { HclBlock } from './hclTree';
import type { Instance, TerraformModule } from './terraformModule';

/** One function of a block. */
export interface FunctionInstance {
  /** What follows the block's name: `["orders"]`, `[0]`, or nothing. */
  readonly suffix: string;
  readonly values: Instance;
}

const SINGLE: FunctionInstance = { suffix: '', values: {} };

/** More instances than this of one block are generated, not written. */
const MOST_INSTANCES = 100;

/** The instances that `count` or `for_each` make of a block; one, with a problem, where they are not known. */
export function instancesOf(
  module: TerraformModule,
  { body, labels }: HclBlock,
): { readonly instances: readonly FunctionInstance[]; readonly problem?: Problem } {
  const written = body.attributes.get('for_each') ?? body.attributes.get('count');
  if (written === undefined) return { instances: [SINGLE] };
  const value = module.evaluate(written.value);
  const { at } = value;
  if (value.kind === 'dictionary') {
    const instances = [...value.entries].map(([key, entry]) => ({
      suffix: `["${key}"]`,
      values: { 'each.key': scalar(at, key), 'each.value': entry.value },
    }));
    if (instances.length <= MOST_INSTANCES) return { instances };
  }
  if (value.kind === 'list' && value.items.length <= MOST_INSTANCES) {
    const texts = value.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
    const instances = texts.map((key) => ({
      suffix: `["${key}"]`,
      values: { 'each.key': scalar(at, key), 'each.value': scalar(at, key) },
    }));
    if (texts.length === value.items.length) return { instances };
  }
  const count = value.kind === 'scalar' ? Number(value.text) : NaN;
  if (count <= MOST_INSTANCES) {
    const instances = Array.from({ length: count }, (_, index) => ({
      // What is made once or not at all is known by its plain name.
      suffix: count === 1 ? '' : `[${index}]`,
      values: { 'count.index': scalar(at, String(index)) },
    }));
    return { instances };
  }
  const reason = value.kind === 'unresolved' ? value.reason : 'its count or for_each is too large or no collection';
  const message = `How many functions ${labels.at(-1) ?? ''} stands for is not known, it is taken as one: ${reason}.`;
  return { instances: [SINGLE], problem: problemAt(written.at, 'information', message) };
}

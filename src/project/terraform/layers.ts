import path from 'node:path';
import { member } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import { kindOf } from '../handlerFile';
import type { ProblemList } from '../problemList';
import { codePlace } from './codePlace';
import type { HclBlock } from './hclTree';
import type { TerraformModule } from './terraformModule';

/** Absolute paths of the layers that are on this machine, in merge order; the others are reported. */
export async function readLayers(
  module: TerraformModule,
  items: readonly Evaluated[],
  problems: ProblemList,
): Promise<string[]> {
  const layers: string[] = [];
  for (const item of items) {
    const layer = await localLayer(module, item);
    if ('path' in layer) layers.push(layer.path);
    else problems.add(item.at, 'warning', `The layer ${layer.refusal}.`);
  }
  return layers;
}

async function localLayer(
  module: TerraformModule,
  item: Evaluated,
): Promise<{ readonly path: string } | { readonly refusal: string }> {
  const address = item.kind === 'unresolved' ? (item.resource ?? '') : '';
  const block = /^(?:aws_lambda_layer_version|module)\./.test(address) ? module.blocks.get(address) : undefined;
  if (block !== undefined) return layerContent(module, block);
  if (item.kind === 'unresolved') return { refusal: `is left out: ${item.reason}` };
  if (item.kind !== 'scalar') return { refusal: 'is left out: it must be an ARN; correct it' };
  return { refusal: `${item.text} is not available locally; download it and make it an aws_lambda_layer_version` };
}

async function layerContent(
  module: TerraformModule,
  block: HclBlock,
): Promise<{ readonly path: string } | { readonly refusal: string }> {
  const properties = module.properties(block);
  const filename = member(properties, 'filename');
  const archive = filename?.kind === 'scalar' ? path.resolve(module.folder, filename.text) : undefined;
  // A layer may be a zip file as it is; its content need not be known.
  if (archive?.endsWith('.zip') === true && (await kindOf(archive)) === 'file') return { path: archive };
  const place = await codePlace(module, block, properties, {});
  return 'path' in place ? { path: place.path } : { refusal: `${block.labels.at(-1) ?? ''} ${place.refusal}` };
}

import path from 'node:path';
import { kindOf } from '../handlerFile';
import { ProblemList } from '../problemList';
import { buildMethod, builtFolder, localPath } from './code';
import type { Evaluated } from './evaluated';
import { Properties } from './properties';
import { LAYER_TYPES } from './resources';
import type { Resource } from './resources';
import { stagedAsset } from './stagedAsset';
import type { Template } from './template';

/** Absolute paths of the layers that are on this machine, in merge order; the others are reported. */
export async function readLayers(
  template: Template,
  items: readonly Evaluated[],
  templateFolder: string,
  problems: ProblemList,
): Promise<string[]> {
  const layers: string[] = [];
  for (const item of items) {
    const layer = await localLayer(template, item, templateFolder);
    if ('path' in layer) layers.push(layer.path);
    if ('unbuilt' in layer) problems.add(item.at, 'warning', layer.unbuilt);
    if ('refusal' in layer) problems.add(item.at, 'warning', `The layer ${layer.refusal}.`);
  }
  return layers;
}

type LocalLayer = { readonly path: string; readonly unbuilt?: string } | { readonly refusal: string };

async function localLayer(template: Template, item: Evaluated, templateFolder: string): Promise<LocalLayer> {
  const resource =
    item.kind === 'unresolved' && item.resource !== undefined ? template.resources.get(item.resource) : undefined;
  if (resource !== undefined && LAYER_TYPES.has(resource.type)) return layerContent(template, resource, templateFolder);
  if (resource !== undefined) return { refusal: `${resource.logicalId} is not a LayerVersion; correct the reference` };
  if (item.kind === 'unresolved') return { refusal: `is left out: ${item.reason}` };
  if (item.kind !== 'scalar') return { refusal: 'is left out: it must be a reference or an ARN; correct it' };
  return {
    refusal: `${item.text} is not available locally; download it and refer to it as a LayerVersion of this template`,
  };
}

async function layerContent(
  template: Template,
  { logicalId, metadata, properties }: Resource,
  templateFolder: string,
): Promise<LocalLayer> {
  const { document } = template;
  const content = document.entry(properties, 'ContentUri') ?? document.entry(properties, 'Content');
  if (content === undefined) return { refusal: `${logicalId} has no content; give it a ContentUri` };
  const value = template.evaluate(content.value);
  const about = new Properties(template.evaluate(metadata), new ProblemList());
  const method = buildMethod(about);
  const built = await builtFolder(logicalId, templateFolder);
  if (method !== undefined && built !== undefined) return { path: built };
  const staged = await stagedAsset(about, 'Content', value, templateFolder);
  const local = staged === undefined ? localPath(value) : { path: staged };
  if ('refusal' in local) return { refusal: `${logicalId} ${local.refusal}` };
  const layer = path.resolve(templateFolder, local.path);
  const kind = await kindOf(layer);
  if (kind === 'folder' || (kind === 'file' && layer.endsWith('.zip'))) {
    if (method === undefined) return { path: layer };
    const unbuilt = `The layer ${logicalId} is used as its source is, although SAM makes it with ${method}; run sam build.`;
    return { path: layer, unbuilt };
  }
  return { refusal: `${logicalId} has no folder or zip file ${layer}; build the layer or correct its ContentUri` };
}

import path from 'node:path';
import { member } from '../cloudformation/evaluated';
import type { Entry, Evaluated } from '../cloudformation/evaluated';
import { kindOf } from '../handlerFile';
import { mentioned } from './hclTree';
import type { HclBlock } from './hclTree';
import type { Instance, TerraformModule } from './terraformModule';

/** Absolute path of what a package is made from, or what is said instead, to follow a subject. */
export type CodePlace =
  { readonly path: string; readonly entry: Entry } | { readonly refusal: string; readonly entry?: Entry };

/** Where the code of a function, a layer or a module's package comes from. */
export async function codePlace(
  module: TerraformModule,
  block: HclBlock,
  properties: Evaluated,
  instance: Instance,
): Promise<CodePlace> {
  const entries = properties.kind === 'dictionary' ? properties.entries : new Map<string, Entry>();
  const sourcePath = entries.get('source_path');
  if (sourcePath !== undefined)
    return { ...(await localFolder(module, firstPath(sourcePath.value))), entry: sourcePath };
  const stored = ['s3_bucket', 's3_key', 's3_existing_package'].map((name) => entries.get(name)).find(Boolean);
  const entry = entries.get('filename') ?? entries.get('local_existing_package');
  if (entry === undefined) {
    return stored === undefined
      ? { refusal: 'has no place; add filename or source_path' }
      : { refusal: 'is in S3, which is not read; name a local folder instead', entry: stored };
  }
  const archive = archiveOf(module, block, entry, instance);
  if (archive !== undefined) return { ...(await archivedFolder(module, archive, instance)), entry };
  const place = await localFolder(module, entry.value);
  if ('path' in place && place.path.endsWith('.zip')) {
    return { refusal: `is the file ${place.path}; make it with archive_file, so that its folder is known`, entry };
  }
  return { ...place, entry };
}

/** The archive_file that makes the file: the one that is mentioned, or the one with the same output path. */
function archiveOf(module: TerraformModule, block: HclBlock, entry: Entry, instance: Instance): HclBlock | undefined {
  const written = [...block.body.attributes].find(([, { at }]) => at === entry.at)?.[1];
  const isArchive = (address: string): boolean => /^(?:data\.)?archive_file\./.test(address);
  const direct = written === undefined ? undefined : mentioned(written.value).find(isArchive);
  if (direct !== undefined) return module.blocks.get(direct);
  const { value } = entry;
  if (value.kind === 'unresolved' && value.resource !== undefined && isArchive(value.resource)) {
    return module.blocks.get(value.resource);
  }
  if (value.kind !== 'scalar') return undefined;
  for (const [address, archive] of module.blocks) {
    const output = isArchive(address) ? archive.body.attributes.get('output_path') : undefined;
    const made = output === undefined ? undefined : module.evaluate(output.value, instance);
    if (made?.kind === 'scalar' && path.resolve(module.folder, made.text) === path.resolve(module.folder, value.text)) {
      return archive;
    }
  }
  return undefined;
}

async function archivedFolder(
  module: TerraformModule,
  archive: HclBlock,
  instance: Instance,
): Promise<{ readonly path: string } | { readonly refusal: string }> {
  const settings = module.properties(archive, instance);
  const folder = member(settings, 'source_dir');
  if (folder !== undefined) return localFolder(module, folder);
  const file = member(settings, 'source_file');
  if (file === undefined) {
    return { refusal: `is put together by ${archive.labels.join('.')}; give it a source_dir to run it` };
  }
  return localFolder(module, file);
}

async function localFolder(
  { folder }: TerraformModule,
  value: Evaluated | undefined,
): Promise<{ readonly path: string } | { readonly refusal: string }> {
  if (value?.kind === 'unresolved') return { refusal: `cannot be found: ${value.reason}` };
  if (value?.kind !== 'scalar') return { refusal: 'cannot be found: it must be a path; correct it' };
  const place = path.resolve(folder, value.text);
  const kind = await kindOf(place);
  if (kind === 'folder' || place.endsWith('.zip')) return { path: place };
  // A single file is packed alone; what is beside it is there too when it runs here.
  if (kind === 'file') return { path: path.dirname(place) };
  return { refusal: `is not there: there is no ${place}; build it, or correct the path` };
}

/** The module takes a path, a list of paths, or of objects with a path: the first is where the code is. */
function firstPath(value: Evaluated): Evaluated | undefined {
  const first = value.kind === 'list' ? value.items[0] : value;
  return first?.kind === 'dictionary' ? member(first, 'path') : first;
}

import path from 'node:path';
import { kindOf } from '../handlerFile';
import { member } from './evaluated';
import type { Evaluated } from './evaluated';
import type { Properties } from './properties';

/**
 * The local folder or file that CDK staged for a property whose value is in S3: it says so in the resource's metadata,
 * and the key is the hash that is also the name of the folder. Relative to the template; undefined when there is none.
 */
export async function stagedAsset(
  metadata: Properties,
  property: 'Code' | 'Content',
  value: Evaluated,
  templateFolder: string,
): Promise<string | undefined> {
  const staged = stagedPath(metadata, property);
  if (staged !== undefined) return staged;
  const key = member(value, 'S3Key');
  const hash = key?.kind === 'scalar' ? /^([\da-f]{64})\.zip$/.exec(key.text)?.[1] : undefined;
  if (hash === undefined) return undefined;
  const folder = `asset.${hash}`;
  return (await kindOf(path.join(templateFolder, folder))) === 'folder' ? folder : undefined;
}

/** What the metadata of a resource says about the asset of one of its properties. */
export function stagedPath(metadata: Properties, property: 'Code' | 'Content' | 'TemplateURL'): string | undefined {
  const staged = metadata.entry('aws:asset:path')?.value;
  const stagedProperty = metadata.entry('aws:asset:property')?.value;
  const isOther = stagedProperty?.kind === 'scalar' && stagedProperty.text !== property;
  return staged?.kind === 'scalar' && !isOther ? staged.text : undefined;
}

import path from 'node:path';
import { definedMembers } from '../definedMembers';
import { textsOf } from '../plainSettings';
import type { ImageSettings } from '../projectFunction';
import { member } from './evaluated';
import type { Evaluated } from './evaluated';
import { plainValue } from './plainValue';
import type { Properties } from './properties';

/** How a function of package type Image is built and started, as far as the template says. */
export function readImage(properties: Properties, metadata: Properties, templateFolder: string): ImageSettings {
  const place = properties.has('ImageUri') ? properties : properties.below('Code');
  const uri = place.text('ImageUri')?.text;
  const configuration = properties.entry('ImageConfig')?.value;
  const setting = (name: string): Evaluated | undefined => configuration && member(configuration, name);
  return definedMembers({
    uri,
    ...buildFiles(metadata, templateFolder),
    command: texts(setting('Command')),
    entryPoint: texts(setting('EntryPoint')),
    workingDirectory: text(setting('WorkingDirectory')),
  });
}

/** SAM looks for the Dockerfile in the context, under its usual name when it is given none. */
function buildFiles(metadata: Properties, templateFolder: string): Pick<ImageSettings, 'context' | 'dockerfile'> {
  const context = text(metadata.entry('DockerContext')?.value);
  const dockerfile = text(metadata.entry('Dockerfile')?.value);
  if (context === undefined && dockerfile === undefined) return {};
  const folder = path.resolve(templateFolder, context ?? '.');
  return { context: folder, dockerfile: path.resolve(folder, dockerfile ?? 'Dockerfile') };
}

function text(value: Evaluated | undefined): string | undefined {
  return value?.kind === 'scalar' ? value.text : undefined;
}

function texts(value: Evaluated | undefined): string[] | undefined {
  return value?.kind === 'list' ? textsOf(plainValue(value)) : undefined;
}

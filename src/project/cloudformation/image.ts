import path from 'node:path';
import { definedMembers } from '../definedMembers';
import type { ImageSettings } from '../projectFunction';
import { member } from './evaluated';
import type { Evaluated } from './evaluated';
import { plainValue } from './plainValue';
import type { Properties } from './properties';

/** How a function of package type Image is built and started, as far as the template says. */
export function readImage(properties: Properties, metadata: Properties, templateFolder: string): ImageSettings {
  const code = properties.entry('Code')?.value;
  const uri = text(properties.entry('ImageUri')?.value ?? (code && member(code, 'ImageUri')));
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
  const items: unknown = value?.kind === 'list' ? plainValue(value) : undefined;
  return Array.isArray(items) ? items.filter((item) => typeof item === 'string') : undefined;
}

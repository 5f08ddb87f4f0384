import path from 'node:path';
import { member } from '../cloudformation/evaluated';
import type { Entry, Evaluated } from '../cloudformation/evaluated';
import { dictionaryOf, entryOf, textAt } from '../translation/evaluatedBuilders';
import type { Service } from './service';

/** `image: uri`, `image: name` of `provider.ecr.images`, or `{ name, uri, command, entryPoint, workingDirectory }`. */
export function imageProperties(service: Service, { at, value }: Entry): [string, Entry][] {
  const named = value.kind === 'dictionary' ? (member(value, 'uri') ?? member(value, 'name')) : value;
  const image = named?.kind === 'scalar' ? namedImage(service, named.text) : undefined;
  const uri = image?.kind === 'dictionary' ? member(image, 'uri') : (image ?? named);
  const configuration = dictionaryOf(value.at, {
    Command: member(value, 'command'),
    EntryPoint: member(value, 'entryPoint'),
    WorkingDirectory: member(value, 'workingDirectory'),
  });
  return [
    ['PackageType', entryOf(textAt(value.at, 'Image'), at)],
    ...(uri === undefined ? [] : [['ImageUri', entryOf(uri, at)] satisfies [string, Entry]]),
    ['ImageConfig', entryOf(configuration, at)],
  ];
}

/** Where an image of `provider.ecr.images` is built: `path` is the context, `file` the Dockerfile in it. */
export function imageMetadata(service: Service, image: Evaluated | undefined): Record<string, Evaluated> {
  const named = image?.kind === 'dictionary' ? member(image, 'name') : image;
  const found = named?.kind === 'scalar' ? namedImage(service, named.text) : undefined;
  const context = found === undefined ? undefined : member(found, 'path');
  if (context?.kind !== 'scalar') return {};
  const file = found === undefined ? undefined : member(found, 'file');
  return {
    DockerContext: { ...context, text: path.posix.normalize(context.text) },
    ...(file === undefined ? {} : { Dockerfile: file }),
  };
}

function namedImage({ provider }: Service, name: string): Evaluated | undefined {
  const repository = member(provider, 'ecr');
  const images = repository === undefined ? undefined : member(repository, 'images');
  return images === undefined ? undefined : member(images, name);
}

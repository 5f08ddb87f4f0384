import { lastName } from '../../program/program';
import type { FixSource } from '../fix';
import { freeName } from '../names';
import type { CreationSite } from './creationSite';

/** A name for the client of a place that the file does not use; its variable's own name is not free. */
export function clientName(source: FixSource, site: CreationSite): string {
  const base = baseName(site);
  const { library } = site.creation.entry;
  const owner = lowerFirst(
    library
      .replace(/^@/, '')
      .split(/[/ ]/)[0]
      ?.replaceAll(/\W+(\w)?/g, '$1') ?? '',
  );
  return freeName(source.file.facts, [
    base,
    kindName(site),
    `${owner}${upperFirst(base)}`,
    `shared${upperFirst(base)}`,
  ]);
}

/** What the client would be called. */
export function baseName(site: CreationSite): string {
  return site.variable?.name ?? kindName(site);
}

/** A name for what is made: `sqsClient`. */
function kindName({ creation }: CreationSite): string {
  const [, imported = ''] = creation.path.split('#');
  const symbol = imported === '' ? lastName(creation.call.callee) : imported;
  const called = symbol.split('.').findLast((part) => /^[A-Z]/.test(part));
  const word = called ?? creation.entry.creates;
  return lowerFirst(word.replaceAll(/\W+(\w)/g, (_all, letter: string) => letter.toUpperCase()).replaceAll(/\W/g, ''));
}

export function upperFirst(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** `SQSClient` -> `sqsClient` */
function lowerFirst(word: string): string {
  return word.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+/, (capitals) => capitals.toLowerCase());
}

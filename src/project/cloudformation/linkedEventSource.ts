import type { EventSource, SourceLocation } from '../projectFunction';
import { member } from './evaluated';
import type { Evaluated } from './evaluated';
import { knownSettings } from './plainValue';
import type { Resource } from './resources';
import type { Template } from './template';

/** An event source and the name of the function that it leads to. */
export interface LinkedEventSource {
  readonly functionName: string;
  readonly source: EventSource;
}

/**
 * The event source that leads to the function `target`; empty when that is none, or not known. `plain` are settings that
 * are put together rather than written.
 */
export function linkedTo(
  target: Evaluated | undefined,
  at: SourceLocation,
  type: string,
  { logicalId }: Resource,
  settings: Readonly<Record<string, Evaluated | undefined>>,
  plain: EventSource['settings'] = {},
): LinkedEventSource[] {
  const functionName = functionNameOf(target);
  if (functionName === undefined) return [];
  return [{ functionName, source: { type, name: logicalId, settings: { ...knownSettings(settings), ...plain }, at } }];
}

/** A property of a resource. */
export function propertyOf(template: Template, { properties }: Resource, name: string): Evaluated | undefined {
  return member(template.evaluate(properties), name);
}

/** The resource that a property refers to as a whole, or the id that is written in its place. */
export function referenceOf(template: Template, resource: Resource, name: string): string | undefined {
  return logicalIdOf(propertyOf(template, resource, name));
}

/** Logical id behind a `Ref`, or the id that is written in its place. */
export function logicalIdOf(value: Evaluated | undefined): string | undefined {
  if (value?.kind === 'unresolved') return value.resource;
  return value?.kind === 'scalar' ? value.text : undefined;
}

/** Name of the function that an ARN, a name or an integration URI leads to. */
function functionNameOf(value: Evaluated | undefined): string | undefined {
  if (value?.kind !== 'scalar') return undefined;
  const inArn = /:function:([A-Za-z0-9_-]+)/.exec(value.text)?.[1];
  return inArn ?? (/^[A-Za-z0-9_-]+$/.test(value.text) ? value.text : undefined);
}

import type { SourceLocation } from '../projectFunction';
import { scalar, unresolved } from './evaluated';
import type { Entry, Evaluated } from './evaluated';
import type { Scope } from './scope';

/** CloudFormation's own limit for a template: no text in it can be longer. */
const LONGEST_TEXT = 1_048_576;

/**
 * `Fn::Sub`: `${Name}` and `${Resource.Attribute}` are replaced, `${!Name}` stands for itself. The argument is a text, or
 * a list of a text and a mapping of further names.
 */
export function substitute(
  scope: Scope,
  at: SourceLocation,
  argumentNode: unknown,
  argument: () => Evaluated,
): Evaluated {
  const [template, ...others] = scope.document.items(argumentNode);
  const text = template === undefined ? argument() : scope.evaluate(template);
  const names = others.length === 0 ? undefined : scope.evaluate(others[0]);
  const own: ReadonlyMap<string, Entry> = names?.kind === 'dictionary' ? names.entries : new Map();
  if (text.kind === 'unresolved') return unresolved(at, text.reason);
  if (text.kind !== 'scalar') return unresolved(at, 'Fn::Sub takes a text, or a list of a text and its variables');

  // One name alone is what it stands for, which matters where a resource cannot be a text.
  const alone = /^\$\{([^!}][^}]*)\}$/.exec(text.text)?.[1];
  if (alone !== undefined) return own.get(alone)?.value ?? lookUp(scope, alone, at);

  let reason: string | undefined;
  let length = 0;
  const replaced = text.text.replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    const value = own.get(name)?.value ?? lookUp(scope, name, at);
    if (value.kind === 'scalar') {
      length += value.text.length;
      if (length > LONGEST_TEXT) reason ??= 'its text is longer than a whole template may be; shorten it';
      return reason === undefined ? value.text : '';
    }
    reason ??= value.kind === 'unresolved' ? value.reason : `\${${name}} is not a text; use one in its place`;
    return whole;
  });
  return reason === undefined ? scalar(at, replaced) : unresolved(at, reason);
}

function lookUp(scope: Scope, name: string, at: SourceLocation): Evaluated {
  const dot = name.indexOf('.');
  return dot < 0 ? scope.reference(name, at) : scope.attribute(name.slice(0, dot), name.slice(dot + 1), at);
}

import type { PlainNode } from '../../../syntax/plainTree';
import type { FileFacts } from '../../facts/fileFacts';
import { child, parts } from '../../languages/languageWalk';
import type { FixSource } from '../fix';
import { freeName } from '../names';
import { textOf } from './codeBlocks';
import type { CreationSite } from './creationSite';

/** Whether the module can have a name that functions have for themselves so far. */
export function canBeOfModule({ bindings, references, exports }: FileFacts, name: string): boolean {
  return (
    !Object.hasOwn(exports, name) &&
    !bindings.some((binding) => binding.function === 0 && binding.name === name) &&
    !references.some((reference) => reference.name.name === name && reference.name.binding === undefined)
  );
}

/** A name for a client that has none: after the service, or after what it is. */
export function clientName(source: FixSource, site: CreationSite): string {
  const kind = site.creation.entry.creates.replace(/\W+/g, '_');
  const own = site.name?.name ?? attributeName(source, site.place.statement, site.call);
  const service = serviceName(source, site.call);
  const base = own ?? service ?? kind;
  const names: [string, ...string[]] = [base, ...(service === undefined ? [] : [service])];
  if (base !== kind) names.push(`${base}_${kind}`);
  return freeName(source.file.facts, names);
}

/** `self.s3 = boto3.client("s3")` */
function attributeName(source: FixSource, statement: PlainNode, call: PlainNode): string | undefined {
  const [assignment] = parts(statement);
  const left = child(assignment, 'left');
  if (assignment?.type !== 'assignment' || left?.type !== 'attribute') return undefined;
  if (child(assignment, 'right') !== call) return undefined;
  const attribute = child(left, 'attribute');
  return attribute === undefined ? undefined : textOf(source, attribute).replace(/^_+/, '');
}

/** `boto3.client("secretsmanager")` */
function serviceName(source: FixSource, call: PlainNode): string | undefined {
  const callee = child(call, 'function');
  const [first] = parts(child(call, 'arguments'));
  const isService = callee !== undefined && /(?:^|\.|_)(?:client|resource)$/.test(textOf(source, callee));
  if (!isService || first?.type !== 'string') return undefined;
  const name = textOf(source, first)
    .replace(/^['"]|['"]$/g, '')
    .replaceAll('-', '_');
  return /^[a-z]\w*$/.test(name) ? name : undefined;
}

import { builtIns } from './builtIns';
import { isSecretName, MASK, withoutSecrets } from './secrets';
import { shapeOf, type Shape } from './values';

const MAXIMUM_LENGTH = 80;
const MAXIMUM_DEPTH = 2;

/** Short text of a variable's value, without secrets. */
export function valueText(name: string, value: unknown, isOwnClass: (constructor: object) => boolean): string {
  return shortened(written(name, value, isOwnClass, 0));
}

function written(name: string, value: unknown, isOwnClass: (constructor: object) => boolean, depth: number): string {
  const shape = shapeOf(value, isOwnClass);
  if (isSecretName(name) && isSecretKind(shape, value)) return MASK;
  switch (shape.kind) {
    case 'primitive':
      return primitive(value);
    case 'opaque':
      return opaque(shape, value);
    case 'list':
    case 'map':
    case 'object':
      return collection(name, shape, isOwnClass, depth);
  }
}

/** A counter of tokens is none; neither is a client that has a credential in its name. */
function isSecretKind(shape: Shape, value: unknown): boolean {
  return shape.kind === 'primitive' ? typeof value === 'string' && value !== '' : shape.kind !== 'opaque';
}

function primitive(value: unknown): string {
  if (typeof value === 'string') return builtIns.stringify(shortened(withoutSecrets(value.slice(0, 4_096))));
  if (typeof value === 'bigint') return `${String(value)}n`;
  return Object.is(value, -0) ? '-0' : String(value);
}

function opaque(shape: Shape & { kind: 'opaque' }, value: unknown): string {
  if (shape.type === 'Date') {
    try {
      return builtIns.dateText(value);
    } catch {
      return 'Invalid Date';
    }
  }
  return shape.size === undefined ? shape.type : `${shape.type}(${String(shape.size)})`;
}

function collection(
  name: string,
  shape: Shape & { kind: 'list' | 'map' | 'object' },
  isOwnClass: (constructor: object) => boolean,
  depth: number,
): string {
  const { kind, size } = shape;
  const label = labelOf(shape);
  const [open, close] = label === '' && kind === 'list' ? ['[', ']'] : ['{ ', ' }'];
  if (size === 0) return `${label}${open.trim()}${close.trim()}`;
  if (depth === MAXIMUM_DEPTH) return `${label}${open.trim()}…${close.trim()}`;
  const items: string[] = [];
  let length = 0;
  for (const [key, value] of shape.entries()) {
    if (length > MAXIMUM_LENGTH) break;
    const inner = kind === 'list' ? name : typeof key === 'string' ? key : '';
    const text = written(inner, value, isOwnClass, depth + 1);
    const before =
      kind === 'list' ? '' : kind === 'map' ? `${written('', key, isOwnClass, depth + 1)} => ` : `${inner}: `;
    items.push(before + text);
    length += before.length + text.length;
  }
  return `${label}${open}${items.join(', ')}${close}`;
}

/** Arrays and plain objects are known by their brackets. */
function labelOf({ kind, type, size }: Shape & { kind: 'list' | 'map' | 'object' }): string {
  if (type === 'Array' || type === 'Object') return '';
  return kind === 'object' ? `${type} ` : `${type}(${String(size)}) `;
}

function shortened(text: string): string {
  return text.length <= MAXIMUM_LENGTH ? text : `${text.slice(0, MAXIMUM_LENGTH - 1)}…`;
}

import { builtIns } from './builtIns';
import { isSecretName, MASK, withoutSecrets } from './secrets';
import { shapeOf, type Shape } from './values';

const MAXIMUM_LENGTH = 80;
const MAXIMUM_DEPTH = 2;
const { toISOString } = Date.prototype;

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
      return Reflect.apply(toISOString, value, []);
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
  const { kind, type, size } = shape;
  const [open, close] = kind === 'list' && type === 'Array' ? ['[', ']'] : ['{ ', ' }'];
  const label = kind === 'object' ? (type === 'Object' ? '' : `${type} `) : type === 'Array' ? '' : `${type}(${String(size)}) `;
  if (size === 0) return `${label}${open.trim()}${close.trim()}`;
  if (depth === MAXIMUM_DEPTH) return `${label}${open.trim()}…${close.trim()}`;
  let text = `${label}${open}`;
  let first = true;
  for (const [key, value] of shape.entries()) {
    if (text.length > MAXIMUM_LENGTH) break;
    const inner = kind === 'list' ? name : String(typeof key === 'symbol' ? '' : typeof key === 'object' ? '' : key);
    const item = written(inner, value, isOwnClass, depth + 1);
    const named =
      kind === 'list' ? item : kind === 'map' ? `${written('', key, isOwnClass, depth + 1)} => ${item}` : `${inner}: ${item}`;
    text += first ? named : `, ${named}`;
    first = false;
  }
  return `${text}${close}`;
}

function shortened(text: string): string {
  return text.length <= MAXIMUM_LENGTH ? text : `${text.slice(0, MAXIMUM_LENGTH - 1)}…`;
}

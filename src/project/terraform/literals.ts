import type { Evaluated } from '../cloudformation/evaluated';

/** A value that JSON has a number or a truth value for. */
export function withLiteral(value: Evaluated, literal: number | boolean | undefined): Evaluated {
  return value.kind === 'scalar' && literal !== undefined ? { ...value, literal } : value;
}

/** A value as Terraform converts it to `string`, `number` or `bool`; other types, and what does not fit, stay as they are. */
export function ofType(value: Evaluated, type: string): Evaluated {
  if (value.kind !== 'scalar') return value;
  const { kind, at, computed } = value;
  const text: Evaluated = { kind, at, computed, text: value.text };
  if (type === 'string') return text;
  const number = value.text.trim() === '' ? NaN : Number(value.text);
  if (type === 'number' && !Number.isNaN(number)) return withLiteral(text, number);
  return type === 'bool' && /^(?:true|false)$/.test(value.text) ? withLiteral(text, value.text === 'true') : value;
}

import { scalar, unresolved } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import { plainValue } from '../cloudformation/plainValue';
import type { SourceRange } from '../projectFunction';

const NUMBERS: Readonly<Record<string, (left: number, right: number) => number | boolean>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
};

/** The value of an operator; what decides it alone decides it although the other side is not known. */
export function evaluateOperation(operator: string, operands: readonly Evaluated[], at: SourceRange): Evaluated {
  const [left, right] = operands;
  if (left === undefined) return unresolved(at, 'it cannot be read; correct it');
  const unknown = operands.find(({ kind }) => kind === 'unresolved');
  if (operator === '&&' || operator === '||') {
    const decisive = operator === '||' ? 'true' : 'false';
    const decided = operands.find((each) => each.kind === 'scalar' && each.text === decisive);
    return decided ?? unknown ?? scalar(at, String(operator === '&&'));
  }
  if (unknown !== undefined) return unknown;
  if (right === undefined) return evaluateUnary(operator, left, at);
  if (operator === '==' || operator === '!=') return scalar(at, String(isEqual(left, right) === (operator === '==')));
  return calculate(operator, left, right) ?? unresolved(at, NO_NUMBER);
}

const NO_NUMBER = 'an operand is no number; correct it';

function isEqual(left: Evaluated, right: Evaluated): boolean {
  return JSON.stringify(plainValue(left) ?? null) === JSON.stringify(plainValue(right) ?? null);
}

function evaluateUnary(operator: string, operand: Evaluated, at: SourceRange): Evaluated {
  if (operand.kind !== 'scalar') return unresolved(at, NO_NUMBER);
  return scalar(at, String(operator === '!' ? operand.text !== 'true' : -Number(operand.text)));
}

function calculate(operator: string, left: Evaluated, right: Evaluated): Evaluated | undefined {
  const apply = Object.hasOwn(NUMBERS, operator) ? NUMBERS[operator] : undefined;
  if (left.kind !== 'scalar' || right.kind !== 'scalar' || apply === undefined) return undefined;
  const value = apply(Number(left.text), Number(right.text));
  return Number.isNaN(value) ? undefined : scalar(left.at, String(value));
}

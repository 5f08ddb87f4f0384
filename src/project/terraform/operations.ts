import { scalar, unresolved } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import { jsonText } from '../cloudformation/jsonText';
import type { SourceRange } from '../projectFunction';
import { withLiteral } from './literals';

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
    return decided ?? unknown ?? truth(at, operator === '&&');
  }
  if (unknown !== undefined) return unknown;
  if (right === undefined) return evaluateUnary(operator, left, at);
  if (operator === '==' || operator === '!=') return compare(operator, left, right, at);
  return calculate(operator, left, right, at) ?? unresolved(at, NO_NUMBER);
}

const NO_NUMBER = 'an operand is no number; correct it';

/** Values of different types are never equal, nor are a number and the text of its digits. */
function compare(operator: string, left: Evaluated, right: Evaluated, at: SourceRange): Evaluated {
  const [one, other] = [jsonText(left), jsonText(right)];
  if (typeof one !== 'string') return unresolved(at, one.reason);
  if (typeof other !== 'string') return unresolved(at, other.reason);
  return truth(at, (one === other) === (operator === '=='));
}

function evaluateUnary(operator: string, operand: Evaluated, at: SourceRange): Evaluated {
  if (operand.kind !== 'scalar') return unresolved(at, NO_NUMBER);
  if (operator !== '!') return numberOrTruth(-numberIn(operand), at) ?? unresolved(at, NO_NUMBER);
  return operand.text === 'true' || operand.text === 'false'
    ? truth(at, operand.text === 'false')
    : unresolved(at, 'its operand is neither true nor false; correct it');
}

function calculate(operator: string, left: Evaluated, right: Evaluated, at: SourceRange): Evaluated | undefined {
  const apply = Object.hasOwn(NUMBERS, operator) ? NUMBERS[operator] : undefined;
  if (apply === undefined) return undefined;
  const [one, other] = [numberIn(left), numberIn(right)];
  return Number.isNaN(one) || Number.isNaN(other) ? undefined : numberOrTruth(apply(one, other), at);
}

function numberIn(value: Evaluated): number {
  return value.kind === 'scalar' && value.text.trim() !== '' ? Number(value.text) : NaN;
}

/** Undefined for what is divided by zero. */
function numberOrTruth(value: number | boolean, at: SourceRange): Evaluated | undefined {
  if (typeof value === 'boolean') return truth(at, value);
  // Terraform calculates with decimals: 0.1 + 0.2 is 0.3 there.
  const rounded = Number(value.toPrecision(15));
  return Number.isFinite(rounded) ? withLiteral(scalar(at, String(rounded)), rounded) : undefined;
}

function truth(at: SourceRange, value: boolean): Evaluated {
  return withLiteral(scalar(at, String(value)), value);
}

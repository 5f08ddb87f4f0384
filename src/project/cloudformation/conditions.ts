import { isScalar } from 'yaml';
import type { Evaluated } from './evaluated';
import { intrinsicCall } from './intrinsicCall';
import type { Scope, Truth } from './scope';

/** More operators within each other than a person writes. */
const DEEPEST = 100;

/** Truth of a condition expression. What is not known stays unknown unless the other operands decide. */
export function conditionHolds(scope: Scope, node: unknown, depth = 0): Truth {
  if (depth > DEEPEST) return { reason: 'the condition nests too deeply; simplify it' };
  const { document } = scope;
  const resolved = document.resolve(node);
  if (resolved === undefined) return { reason: 'the condition is empty; write Fn::Equals, Fn::And, Fn::Or or Fn::Not' };
  const named = document.entry(resolved, 'Condition');
  if (named !== undefined && resolved.tag === undefined) return namedCondition(scope, named.value);
  const call = intrinsicCall(resolved);
  if (call === undefined) return literal(scope, resolved);
  const operands = document.items(call.argument);
  switch (call.name) {
    case 'Condition':
      return namedCondition(scope, call.argument);
    case 'Fn::Equals':
      return equals(scope, operands);
    case 'Fn::And':
      return decide(scope, operands, false, depth);
    case 'Fn::Or':
      return decide(scope, operands, true, depth);
    case 'Fn::Not':
      return negate(conditionHolds(scope, operands[0], depth + 1));
    default:
      return literal(scope, resolved);
  }
}

function namedCondition(scope: Scope, node: unknown): Truth {
  const name = scope.document.resolve(node);
  return scope.condition(isScalar(name) ? String(name.value) : '');
}

function literal(scope: Scope, node: unknown): Truth {
  const value = scope.evaluate(node);
  if (value.kind === 'unresolved') return { reason: value.reason };
  if (value.kind === 'scalar' && (value.text === 'true' || value.text === 'false')) return value.text === 'true';
  return { reason: 'it is not a condition; write Fn::Equals, Fn::And, Fn::Or or Fn::Not' };
}

function equals(scope: Scope, operands: readonly unknown[]): Truth {
  const [left, right] = [scope.evaluate(operands[0]), scope.evaluate(operands[1])];
  if (left.kind === 'unresolved') return { reason: left.reason };
  if (right.kind === 'unresolved') return { reason: right.reason };
  return asText(left) === asText(right);
}

/** Texts and lists of texts are compared; other things cannot be, in CloudFormation. */
function asText(value: Evaluated): string {
  const items = value.kind === 'list' ? value.items : [value];
  return items.map((item) => (item.kind === 'scalar' ? item.text : '')).join(',');
}

/** `Fn::Or` is decided by the first operand that is true, `Fn::And` by the first that is false. */
function decide(scope: Scope, operands: readonly unknown[], deciding: boolean, depth: number): Truth {
  const truths = operands.map((operand) => conditionHolds(scope, operand, depth + 1));
  if (truths.includes(deciding)) return deciding;
  return truths.find((truth) => typeof truth !== 'boolean') ?? !deciding;
}

function negate(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth;
}

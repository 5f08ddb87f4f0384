import { isObject } from '../responseParts';
import { fitsWildcards } from './wildcards';

/** What a policy says about one ARN. Nothing said is a refusal, too. */
export type Verdict = 'allowed' | 'denied' | 'notMentioned';

const INVOKE = 'execute-api:Invoke';

/**
 * Evaluates the IAM policy of an authorizer for `arn`. A statement that denies wins. `*` and `?` are wildcards in actions
 * and resources; statements with conditions, NotAction or NotResource do not apply here. Undefined: this is no policy.
 */
export function evaluatePolicy(document: unknown, arn: string): Verdict | undefined {
  if (!isObject(document)) return undefined;
  const given = document['Statement'];
  const statements: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (!statements.every(isStatement)) return undefined;
  const applying = statements.filter(
    (statement) =>
      statement['Condition'] === undefined &&
      textsOf(statement['Action']).some((pattern) => fitsWildcards(pattern, INVOKE, { ignoreCase: true })) &&
      textsOf(statement['Resource']).some((pattern) => fitsWildcards(pattern, arn)),
  );
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return applying.some(({ Effect }) => Effect === 'Allow') ? 'allowed' : 'notMentioned';
}

function isStatement(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && (value['Effect'] === 'Allow' || value['Effect'] === 'Deny');
}

function textsOf(value: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((text) => typeof text === 'string');
}

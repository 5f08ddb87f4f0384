import type { Finding } from '../finding';
import type { Analysis } from '../program/analysis';
import type { ExpiringCalls } from '../program/expiringCalls';
import { InitValues } from '../program/initValues';
import type { InitCall, Ways } from '../program/initValues';
import { partsOfExpression } from '../program/mentions';
import { lastName } from '../program/program';
import type { ProgramFile } from '../program/program';
import type { Rule } from './rule';
import { findingOf } from './rule';

/** A secret, parameter or token is fetched once for an environment, and nothing fetches it again. */
export const expiringSecretCached: Rule = {
  code: 'expiring-secret-cached',
  title: 'A value that expires or is rotated is fetched once for all invocations of an environment',
  find: (file, analysis) => {
    const { expiring } = analysis;
    const values = new InitValues(file, analysis.reach, analysis.reads);
    const calls = values.calls();
    const pools = calls.filter(({ call }) => POOL.test(lastName(call.callee)));
    const found = [
      ...calls.flatMap((each) => kept(file, each, { values, pools, expiring })),
      ...pools.flatMap((pool) => given(file, pool, values, analysis)),
    ];
    return found.filter(({ span }, at) => found.findIndex((other) => other.span.start === span.start) === at);
  },
};

/** What opens connections later, with what it was given once. A single connection that is open survives. */
const POOL = /Pool$|^(?:create_?(?:async_)?(?:engine|pool)|Sequelize|DataSource|knex|postgres)$/i;

interface Looked {
  readonly values: InitValues;
  readonly pools: readonly InitCall[];
  readonly expiring: ExpiringCalls;
}

/** A name keeps the value, and invocations or a pool use it. */
function kept(file: ProgramFile, { call, name, holder }: InitCall, { values, pools, expiring }: Looked): Finding[] {
  const words = expiring.inWords(file, call);
  if (words === undefined || values.isRenewed(holder)) return [];
  const ways =
    values.waysOf(holder) ?? (holder.kind === 'name' ? waysOfPool(file, holder.binding, values, pools) : undefined);
  if (ways === undefined) return [];
  return [finding(file, call.span, `${words} runs once, in the Init phase, and ${name} keeps what it gave`, ways)];
}

/** A pool gets the value where it is made. */
function given(file: ProgramFile, { call: pool, holder }: InitCall, values: InitValues, analysis: Analysis): Finding[] {
  const ways = values.isRenewed(holder) ? undefined : values.waysOf(holder);
  if (ways === undefined) return [];
  return pool.arguments.flatMap(({ value }) =>
    partsOfExpression(file, value).flatMap((part) => {
      const call = part.kind === 'call' ? file.facts.calls[part.call] : undefined;
      const words = call?.function === 0 ? analysis.expiring.inWords(file, call) : undefined;
      if (call === undefined || words === undefined) return [];
      return [finding(file, call.span, `${words} runs once, in the Init phase, and the pool keeps what it gave`, ways)];
    }),
  );
}

function waysOfPool(
  file: ProgramFile,
  binding: number,
  values: InitValues,
  pools: readonly InitCall[],
): Ways | undefined {
  const names = values.namesOf(binding);
  const pool = pools.find(({ call }) =>
    call.arguments.some(({ value }) =>
      partsOfExpression(file, value).some(
        (part) => part.kind === 'name' && part.binding !== undefined && names.has(part.binding),
      ),
    ),
  );
  return pool === undefined || values.isRenewed(pool.holder) ? undefined : values.waysOf(pool.holder);
}

function finding(file: ProgramFile, span: Finding['span'], what: string, ways: Ways): Finding {
  const message = `${what}: once it has expired or was rotated, warm invocations go on with the old one; fetch it again after some time, as Powertools Parameters does.`;
  return findingOf(expiringSecretCached, file, span, { severity: 'hint', message, ways });
}

import type { CallFacts } from '../facts/fileFacts';
import type { Finding } from '../finding';
import { lower } from '../finding';
import type { Analysis } from '../program/analysis';
import type { ProgramFile } from '../program/program';
import { lastName } from '../program/program';
import type { Rule } from './rule';
import { findingOf } from './rule';
import { isSure, wayInWords } from './way';

/** Methods of Powertools' loggers whose keys stay until they are removed. */
const ADDING =
  /^(?:aws_lambda_powertools\.(?:logging\.)?Logger\(\)\.append_keys|@aws-lambda-powertools\/logger#Logger\(\)\.(?:appendKeys|appendPersistentKeys|addPersistentLogAttributes|setPersistentLogAttributes))$/;

const ADDING_NAME =
  /^(?:append_keys|appendKeys|appendPersistentKeys|addPersistentLogAttributes|setPersistentLogAttributes)$/;

const REMOVING: ReadonlySet<string> = new Set([
  'clear_state',
  'removeKeys',
  'removePersistentKeys',
  'removePersistentLogAttributes',
  'remove_keys',
  'resetKeys',
]);

const CLEARING: ReadonlySet<string> = new Set(['clearState', 'clear_state', 'resetKeys']);

/** Keys of log lines that later invocations write, too. */
export function keptLogKeys(rule: Rule, file: ProgramFile, analysis: Analysis): Finding[] {
  const calls = file.facts.calls.filter(({ callee }) => ADDING_NAME.test(lastName(callee)));
  if (calls.length === 0 || removes(file)) return [];
  return calls.flatMap((call) => {
    const ways = analysis.reach.waysTo({ file, function: call.function });
    if (ways === undefined || ways.some(({ root }) => removes(root.place.file)) || isLocal(file, call)) return [];
    const values = analysis.values.of(file, call.callee);
    if (!values.some((value) => value.kind === 'external' && ADDING.test(value.path))) return [];
    const isTainted = call.arguments.some(({ value }) => {
      const { event, context } = analysis.taint.of(file, value);
      return event || context;
    });
    const clear =
      file.language === 'python'
        ? 'clear_state=True to inject_lambda_context'
        : 'resetKeys: true to injectLambdaContext';
    const message = `${lastName(call.callee)}() adds keys to a logger that outlives the invocation${wayInWords(ways)}, so later invocations log them, too; pass ${clear}, or remove them.`;
    const severity = lower(isTainted ? 'warning' : 'hint', isSure(ways) ? 0 : 1);
    return [findingOf(rule, file, call.span, { severity, message, ways })];
  });
}

/** Whether a file has the keys of loggers removed. */
function removes({ facts }: ProgramFile): boolean {
  return facts.calls.some(
    ({ callee, arguments: given }) =>
      REMOVING.has(lastName(callee)) ||
      given.some(
        ({ name, value }) =>
          CLEARING.has(name ?? '') ||
          (value.kind === 'object' && value.entries.some((entry) => CLEARING.has(entry.name))),
      ),
  );
}

/** A logger of the invocation's own. */
function isLocal(file: ProgramFile, { callee, function: calling }: CallFacts): boolean {
  const object = callee.kind === 'member' ? callee.object : undefined;
  const binding =
    object?.kind === 'name' && object.binding !== undefined ? file.facts.bindings[object.binding] : undefined;
  return binding !== undefined && binding.function !== 0 && binding.function === calling;
}

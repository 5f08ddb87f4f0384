import type { PlainNode } from '../../../syntax/plainTree';
import { child, parts } from '../../languages/languageWalk';
import type { FixMaker, FixSource, TextEdit } from '../fix';
import { functionAt } from '../names';
import { lineBreakOf } from '../textLayout';
import { addedArgument, argumentOf } from './addArgument';
import { nodeAt, textOf } from './codeBlocks';
import { importInsertion } from './moduleScope';

/** Seconds, for functions whose own timeout is not known or long. */
const USUAL_TIMEOUT = 5;

/** What takes `timeout=` in seconds. */
const WITH_TIMEOUT = /^(?:requests|urllib3|urllib\.request|http\.client|httpx)\./;
const AWS_CLIENT = /^boto3\.(?:session\.)?(?:Session\(\)\.)?(?:client|resource)$/;

/** Gives a request less time than the function has. */
export const addTimeout: FixMaker = ({ span }, source) => {
  const call = nodeAt(source, span);
  const facts = source.file.facts.calls.find((each) => each.span.start === span.start && each.span.end === span.end);
  if (call?.type !== 'call' || facts === undefined) return [];
  const [value] = source.analysis.values.of(source.file, facts.callee);
  const path = value?.kind === 'external' ? value.path : '';
  const seconds = secondsFor(source, call);
  if (AWS_CLIENT.test(path)) return configured(source, call, seconds);
  const edit = WITH_TIMEOUT.test(path) ? timeoutEdit(source, call, seconds) : undefined;
  return edit === undefined ? [] : [{ title: `Give up after ${seconds} s`, edits: [edit], isSafe: false }];
};

/** Less than the function itself may take. */
function secondsFor({ file, analysis }: FixSource, call: PlainNode): number {
  const id = functionAt(file.facts, call.start);
  const here = analysis.reach.in(file).filter(([{ place }]) => id === 0 || place.function === id);
  const limits = here.flat().flatMap(({ root }) => (root.handler.timeout === undefined ? [] : [root.handler.timeout]));
  const limit = Math.min(...limits, USUAL_TIMEOUT + 1);
  return limit > 1 ? Math.min(USUAL_TIMEOUT, Math.ceil(limit) - 1) : limit / 2;
}

function timeoutEdit(source: FixSource, call: PlainNode, seconds: number): TextEdit | undefined {
  const given = argumentOf(source, call, 'timeout');
  if (given === undefined) return addedArgument(source, call, `timeout=${seconds}`);
  return isNumber(given) ? { span: { start: given.start, end: given.end }, text: String(seconds) } : undefined;
}

function isNumber({ type }: PlainNode): boolean {
  return type === 'integer' || type === 'float' || type === 'none';
}

/** `config=Config(connect_timeout=…, read_timeout=…)` */
function configured(source: FixSource, call: PlainNode, seconds: number): ReturnType<FixMaker> {
  const title = `Give up after ${seconds} s`;
  const given = argumentOf(source, call, 'config');
  const times = `connect_timeout=${Math.min(seconds, 2)}, read_timeout=${seconds}`;
  if (given !== undefined) {
    const callee = child(given, 'function');
    const isConfig = given.type === 'call' && callee !== undefined && /(?:^|\.)Config$/.test(textOf(source, callee));
    if (!isConfig || /_timeout\s*=/.test(textOf(source, given))) return [];
    const edit = addedArgument(source, given, times);
    return edit === undefined ? [] : [{ title, edits: [edit], isSafe: false }];
  }
  if (parts(child(call, 'arguments')).some(({ type }) => type === 'dictionary_splat')) return [];
  const config = configName(source);
  const edit = config === undefined ? undefined : addedArgument(source, call, `config=${config.name}(${times})`);
  return edit === undefined || config === undefined ? [] : [{ title, edits: [...config.edits, edit], isSafe: false }];
}

/** How botocore's Config is called in the file, with the edit that imports it. */
function configName(source: FixSource): { readonly name: string; readonly edits: readonly TextEdit[] } | undefined {
  const { bindings } = source.file.facts;
  const known = bindings.find(
    ({ function: owner, imported }) =>
      owner === 0 && imported?.symbol === 'Config' && /^botocore\.(?:config|client)$/.test(imported.from),
  );
  if (known !== undefined) return { name: known.name, edits: [] };
  if (bindings.some(({ name }) => name === 'Config')) return undefined;
  return {
    name: 'Config',
    edits: [importInsertion(source, `from botocore.config import Config${lineBreakOf(source.text)}`)],
  };
}

import type { PlainNode } from '../../../syntax/plainTree';
import { child, parts } from '../../languages/languageWalk';
import type { FixMaker, FixSource, TextEdit } from '../fix';
import { indentationAt, lineStart } from '../textLayout';
import { callSite } from './callSite';
import { textOf } from './topLevel';
import { styleOf } from './writingStyle';

/** Where a library takes its timeout, and how. */
interface TimeoutPlace {
  readonly path: RegExp;
  /** Of the argument with options. */
  readonly position: number;
  readonly option: (milliseconds: string) => string;
}

const TIMEOUT = (milliseconds: string): string => `timeout: ${milliseconds}`;
const SIGNAL = (milliseconds: string): string => `signal: AbortSignal.timeout(${milliseconds})`;

const PLACES: readonly TimeoutPlace[] = [
  { path: /^axios#(?:create\(\)\.)?(?:delete|get|head|options)$/, position: 1, option: TIMEOUT },
  { path: /^axios#(?:create\(\)\.)?(?:patch|post|put)$/, position: 2, option: TIMEOUT },
  { path: /^axios#(?:create\(\)(?:\.request)?|request)?$/, position: 0, option: TIMEOUT },
  { path: /^got#(?:delete|get|head|patch|post|put)?$/, position: 1, option: (time) => `timeout: { request: ${time} }` },
  { path: /^(?:fetch|node-fetch#|undici#fetch)$/, position: 1, option: SIGNAL },
  {
    path: /^@aws-sdk\/client-[\w-]+#/,
    position: 0,
    option: (time) =>
      `requestHandler: { connectionTimeout: 1000, requestTimeout: ${time}, throwOnRequestTimeout: true }`,
  },
  { path: /^aws-sdk(?:\/clients\/\w+)?#/, position: 0, option: (time) => `httpOptions: { timeout: ${time} }` },
  { path: /^(?:openai|@anthropic-ai\/sdk)#/, position: 0, option: TIMEOUT },
  { path: /^stripe#/, position: 1, option: TIMEOUT },
];

/** Lambda's own timeout where nothing else is said, in seconds. */
const SHORTEST = 3;
const MOST_SECONDS = 5;

/** How long a line may get before it is broken. */
const LONGEST_LINE = 100;

/** Gives a request a timeout that is shorter than that of the function. */
export const giveTimeout: FixMaker = (finding, source) => {
  const { file, analysis } = source;
  const site = callSite(source, finding.span);
  if (site === undefined) return [];
  const { callee } = site.facts;
  const [value] = callee.kind === 'name' && callee.binding === undefined ? [] : analysis.values.of(file, callee);
  const path = value?.kind === 'external' ? value.path : callee.kind === 'name' ? callee.name : '';
  const place = PLACES.find((each) => each.path.test(path));
  if (place === undefined) return [];
  const milliseconds = millisecondsFor(source);
  const given = parts(child(site.call, 'arguments'));
  const edit = optionEdit(source, site.call, given, { ...place, milliseconds });
  const title = `Give it a timeout of ${Number(milliseconds) / 1000} s`;
  return edit === undefined ? [] : [{ title, edits: [edit], isSafe: false }];
};

/** Half of the shortest time that a function of the file may take, as it is written. */
function millisecondsFor({ file, analysis }: FixSource): string {
  const ways = analysis.reach.in(file).flat();
  const limits = ways.flatMap(({ root }) => root.handler.timeout ?? []);
  const seconds = Math.min(MOST_SECONDS, Math.min(...limits, limits.length === 0 ? SHORTEST : Infinity) / 2);
  return String(Math.round(seconds * 1000));
}

function optionEdit(
  source: FixSource,
  call: PlainNode,
  given: readonly PlainNode[],
  { position, option, milliseconds }: TimeoutPlace & { readonly milliseconds: string },
): TextEdit | undefined {
  const { text } = source;
  const written = option(milliseconds);
  const options = given[position];
  if (given.slice(0, position + 1).some(({ type }) => type === 'spread_element')) return undefined;
  if (options?.type === 'object') return propertyEdit(source, options, written);
  if (options !== undefined || given.length !== position) return undefined;
  const list = child(call, 'arguments');
  // `new S3` needs its parentheses first.
  if (list === undefined) return undefined;
  const last = given.at(-1);
  const at = last?.end ?? list.start + 1;
  const isLong = text.slice(at, list.end).includes('\n');
  return isLong ? undefined : { span: { start: at, end: at }, text: `${last === undefined ? '' : ', '}{ ${written} }` };
}

/** Adds a property to an object, or gives another value to the number that it has. */
function propertyEdit(source: FixSource, object: PlainNode, written: string): TextEdit | undefined {
  const { text } = source;
  const [name = ''] = written.split(':');
  const properties = parts(object);
  const known = properties.find((each) => textOf(child(each, 'key') ?? each, text) === name);
  if (known !== undefined) {
    return child(known, 'value')?.type === 'number' ? { span: known, text: written } : undefined;
  }
  const last = properties.at(-1);
  const { lineBreak, indent } = styleOf(source);
  const isOnLines = last !== undefined && text.slice(last.end, object.end).includes('\n');
  const all = [...properties.map((each) => textOf(each, text)), written];
  const line = text.slice(lineStart(text, object.start), object.start) + all.join(', ');
  if (last === undefined || (!isOnLines && line.length > LONGEST_LINE)) {
    const indentation = indentationAt(text, object.start);
    const lines = all.map((each) => `${indentation}${indent}${each},`);
    const isLong = line.length > LONGEST_LINE;
    return { span: object, text: isLong ? ['{', ...lines, `${indentation}}`].join(lineBreak) : `{ ${written} }` };
  }
  const between = isOnLines ? `,${lineBreak}${indentationAt(text, last.start)}` : ', ';
  return { span: { start: last.end, end: last.end }, text: `${between}${written}` };
}

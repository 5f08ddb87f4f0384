import type { PlainNode } from '../../../syntax/plainTree';
import { lastName } from '../../program/program';
import type { Fix, FixMaker, FixSource } from '../fix';
import { freeName } from '../names';
import { indentationAt } from '../textLayout';
import { baseName, upperFirst } from './clientNames';
import type { CreationSite } from './creationSite';
import { creationSite } from './creationSite';
import { EditList } from './editList';
import { takeOut } from './endings';
import { knownOf } from './hoistCreation';
import type { ClientLife } from './lifeOfClient';
import { lossEventOf } from './lossEvents';
import type { ModuleNeeds } from './moduleNeeds';
import { dedented, hasLongText, wholeStatement } from './statements';
import { moduleInsertion, textOf } from './topLevel';
import { calleeOf, typeOfCall } from './types';
import { styleOf } from './writingStyle';

/** How long a line may get before it is broken. */
const LONGEST_LINE = 100;

const CONNECTING = 'Connect once and keep the connection';

/** Creates a client on first use, with a function of the module that keeps it. */
export const lazyGetter: FixMaker = (finding, source) => {
  const site = creationSite(finding, source);
  if (site === undefined || site.creation.entry.fix === 'none') return [];
  const known = knownOf(source, site);
  if (known === undefined || hasLongText(source, site.call)) return [];
  const { life, needs } = known;
  if (site.creation.entry.share === 'check' && lossEventOf(site) === undefined) return [];
  if (life.connects !== undefined) return connectingGetter(source, site, { life, needs, connects: life.connects });
  if (life.setUp.length > 0) return [];
  return site.isAwaited ? promiseGetter(source, site, { life, needs }) : plainGetter(source, site, { life, needs });
};

interface Known {
  readonly life: ClientLife;
  readonly needs: ModuleNeeds;
}

/** What the getter and its variable are called. */
interface Names {
  readonly kept: string;
  readonly getter: string;
}

function plainGetter(source: FixSource, site: CreationSite, known: Known): Fix[] {
  const { entry } = site.creation;
  // What has to be waited for would be given to several who do not.
  if (entry.fix === 'lazy-promise') return [];
  const { semicolon, lineBreak, indent, isTyped } = styleOf(source);
  const names = namesFor(source, site, '');
  const type = typeOfCall(source, site);
  const loss = lossEventOf(site);
  const open = openingName(source, site);
  const written = loss === undefined ? callText(source, site) : `${open}()`;
  const declared = `let ${names.kept}${isTyped ? `: ${type} | undefined` : ''}${semicolon}`;
  const head = `const ${names.getter} = ()${isTyped ? `: ${type}` : ''} =>`;
  const oneLine = `${head} (${names.kept} ??= ${written})${semicolon}`;
  const getter =
    oneLine.length <= LONGEST_LINE || written.includes('\n')
      ? oneLine
      : `${head}${lineBreak}${indent}(${names.kept} ??= ${written})${semicolon}`;
  const title = `Create ${baseName(site)} on first use and keep it`;
  const opening = loss === undefined ? [] : ['', openingCode(source, site, { name: open, kept: names.kept })];
  return fixOf(source, site, known, { title, code: [declared, getter, ...opening], call: `${names.getter}()` });
}

function promiseGetter(source: FixSource, site: CreationSite, known: Known): Fix[] {
  const { isTyped } = styleOf(source);
  const { callee, isNew } = site.creation.call;
  // Only the type of what has a name can be told without knowing the package.
  if (isTyped && (isNew || lastName(callee) === '')) return [];
  const names = namesFor(source, site, 'Promise');
  const open = openingName(source, site);
  const isWatched = lossEventOf(site) !== undefined;
  const made = isWatched ? open : textOf(calleeOf(site.call), source.text);
  const making = isWatched ? `${open}()` : callText(source, site);
  const opening = isWatched ? ['', openingCode(source, site, { name: open, kept: names.kept })] : [];
  const code = [...promiseCode(source, names, { type: `ReturnType<typeof ${made}>`, making }), ...opening];
  return fixOf(source, site, known, { title: CONNECTING, code, call: `${names.getter}()` });
}

/** `const client = new Client(); await client.connect();` */
function connectingGetter(
  source: FixSource,
  site: CreationSite,
  { life, needs, connects }: Known & { readonly connects: PlainNode },
): Fix[] {
  const { variable, value } = site;
  if (variable === undefined || site.isAwaited || value !== site.call) return [];
  const moved = [...life.setUp, connects];
  if (moved.some((statement) => hasLongText(source, statement))) return [];
  const names = namesFor(source, site, 'Promise');
  const open = openingName(source, site);
  const code = promiseCode(source, names, { type: `ReturnType<typeof ${open}>`, making: `${open}()` });
  const opening = openingCode(source, site, { name: open, kept: names.kept, moved });
  const call = `await ${names.getter}()`;
  return fixOf(source, site, { life, needs }, { title: CONNECTING, code: [...code, '', opening], call, moved });
}

/** The function that opens a connection, and forgets it when it is lost. */
function openingCode(
  source: FixSource,
  site: CreationSite,
  { name, kept, moved = [] }: { readonly name: string; readonly kept: string; readonly moved?: readonly PlainNode[] },
): string {
  const { semicolon, lineBreak, indent } = styleOf(source);
  const { variable, isAwaited } = site;
  const own = variable?.name ?? freeName(source.file.facts, ['opened', 'newlyOpened']);
  const loss = lossEventOf(site);
  const created = `const ${own} = ${isAwaited ? 'await ' : ''}${callText(source, site)}${semicolon}`;
  const watching =
    loss === undefined
      ? []
      : [
          `${own}.on('${loss}', () => {`.replaceAll("'", styleOf(source).quote),
          `${indent}${kept} = undefined${semicolon}`,
          `})${semicolon}`,
        ];
  const body = [
    ...created.split(/\r?\n/),
    ...watching,
    ...moved.flatMap((statement) => wholeStatement(source, statement).text.split(/\r?\n/)),
    `return ${own}${semicolon}`,
  ];
  const lines = body.map((line) => (line === '' ? '' : indent + line));
  const isAsync = isAwaited || moved.length > 0;
  return [`${isAsync ? 'async ' : ''}function ${name}() {`, ...lines, '}'].join(lineBreak);
}

function openingName(source: FixSource, site: CreationSite): string {
  const base = upperFirst(baseName(site));
  return freeName(source.file.facts, [`open${base}`, `openShared${base}`]);
}

/** A promise that is kept, but not its failure: that would stay for all invocations to come. */
function promiseCode(
  source: FixSource,
  { kept, getter }: Names,
  { type, making }: { readonly type: string; readonly making: string },
): string[] {
  const { semicolon, lineBreak, indent, isTyped } = styleOf(source);
  const lines = [
    `const ${getter} = () =>`,
    `${indent}(${kept} ??= ${making}.catch((error${isTyped ? ': unknown' : ''}) => {`,
    `${indent}${indent}${kept} = undefined${semicolon}`,
    `${indent}${indent}throw error${semicolon}`,
    `${indent}}))${semicolon}`,
  ];
  return [`let ${kept}${isTyped ? `: ${type} | undefined` : ''}${semicolon}`, lines.join(lineBreak)];
}

interface Written {
  readonly title: string;
  /** Statements of the module. */
  readonly code: readonly string[];
  /** What stands in place of the creation. */
  readonly call: string;
  /** Statements that stand in that code from now on. */
  readonly moved?: readonly PlainNode[];
}

function fixOf(source: FixSource, site: CreationSite, { life, needs }: Known, written: Written): Fix[] {
  const { title, code, call, moved = [] } = written;
  const [, topLevel] = site.path;
  const edits = new EditList(source.text);
  const locals = needs.locals.map(({ statement }) => statement);
  if (topLevel === undefined || !takeOut(source, { ends: life.ends, moved: [...locals, ...moved] }, edits)) return [];
  const { lineBreak } = styleOf(source);
  const texts = [...locals.map((statement) => wholeStatement(source, statement).text), ...code];
  const { span, text } = moduleInsertion(source, texts.join(lineBreak), needs.below, topLevel);
  edits.replace(span, text);
  edits.replace(site.call, call);
  const finished = edits.finish();
  const ending = life.ends.length > 0 ? ', and leave it open' : '';
  return finished === undefined ? [] : [{ title: title + ending, edits: finished, isSafe: false }];
}

function namesFor(source: FixSource, site: CreationSite, ending: string): Names {
  const base = baseName(site);
  const { facts } = source.file;
  const kept = `${base}${ending}`;
  return {
    kept: freeName(facts, [kept, `cached${upperFirst(kept)}`]),
    getter: freeName(facts, [`get${upperFirst(base)}`, `getShared${upperFirst(base)}`]),
  };
}

function callText(source: FixSource, { call }: CreationSite): string {
  return dedented(source, call, indentationAt(source.text, call.start));
}

import type { PlainNode } from '../../../syntax/plainTree';
import { parts } from '../../languages/languageWalk';
import type { FixSource, TextEdit } from '../fix';
import { nodesIn } from '../syntaxPath';
import { textOf } from './topLevel';

/** How a file can remove what is on disk. */
export interface FileRemoval {
  /** What is called, with `await` where that is needed. */
  readonly callee: string;
  /** What has to be imported for it. */
  readonly edits: readonly TextEdit[];
}

/** Whether what removes files has to be waited for, by what a name of the module stands for. */
const WHOLE: Readonly<Record<string, string>> = {
  'fs#': '.rmSync',
  'fs#promises': '.rm',
  'fs/promises#': '.rm',
};
const PROMISED = /^(?:fs\/promises#|fs#promises\.)rm$/;
const AT_ONCE = 'fs#rmSync';

/** With what the module has already; undefined where that has nothing of Node.js's file system. */
export function fileRemoval(source: FixSource, isAsync: boolean): FileRemoval | undefined {
  const { file, analysis } = source;
  const known = file.facts.bindings.flatMap(({ name, function: owner }, binding) => {
    if (owner !== 0) return [];
    const values = analysis.values.of(file, { kind: 'name', name, binding });
    return values.flatMap((value) => (value.kind === 'external' ? [calleeOf(name, value.path)] : []));
  });
  const callees = known.filter((callee) => callee !== undefined && (isAsync || !callee.startsWith('await ')));
  const [callee] = callees;
  return callee === undefined ? importedRemoval(source, isAsync) : { callee, edits: [] };
}

function calleeOf(name: string, path: string): string | undefined {
  if (PROMISED.test(path)) return `await ${name}`;
  if (path === AT_ONCE) return name;
  const method = Object.hasOwn(WHOLE, path) ? WHOLE[path] : undefined;
  if (method === undefined) return undefined;
  return method === '.rm' ? `await ${name}.rm` : name + method;
}

/** Adds a name to those that are imported from there: `import { rm, writeFile } from 'node:fs/promises'`. */
function importedRemoval({ root, text, file }: FixSource, isAsync: boolean): FileRemoval | undefined {
  for (const statement of parts(root)) {
    const from = /(?:\bfrom\s*|\brequire\()['"](?:node:)?(fs|fs\/promises)['"]\)?;?$/.exec(
      textOf(statement, text),
    )?.[1];
    const list = parts(from === undefined ? undefined : namesIn(statement));
    const last = list.at(-1);
    const name = from === 'fs' ? 'rmSync' : 'rm';
    if (last === undefined || (name === 'rm' && !isAsync)) continue;
    if (file.facts.bindings.some((binding) => binding.name === name)) return undefined;
    const next = list.find((each) => textOf(each, text) > name);
    const at = next?.start ?? last.end;
    const edits = [{ span: { start: at, end: at }, text: next === undefined ? `, ${name}` : `${name}, ` }];
    return { callee: name === 'rm' ? 'await rm' : name, edits };
  }
  return undefined;
}

function namesIn(statement: PlainNode): PlainNode | undefined {
  return [...nodesIn(statement)].find(({ type }) => type === 'named_imports' || type === 'object_pattern');
}

import type { CallFacts, Expression } from '../facts/fileFacts';
import { lastName } from './program';

/** Calls that write the file that one of their arguments, or an entry of an object among them, names. */
const WRITING =
  /^(?:appendFile(?:Sync)?|createWriteStream|download|download_file|download_to_filename|extract|extractAllTo|extractall|imwrite|outputFile(?:Sync)?|outputJson|pdf|save|savefig|screenshot|toFile|to_(?:csv|excel|feather|json|parquet|pickle)|urlretrieve|writeFile(?:Sync)?|writeJson(?:Sync)?)$/;

/** Calls that write the file or folder that their second argument names. */
const COPYING =
  /^(?:copy|copy2|copyFile|copyFileSync|copyfile|copytree|cp|cpSync|move|rename|renameSync|unpack_archive)$/;

/** Methods of a path that write it. */
const OF_PATH: ReadonlySet<string> = new Set(['touch', 'write_bytes', 'write_text']);

const OPENING: ReadonlySet<string> = new Set(['TarFile', 'ZipFile', 'open', 'openSync']);

const RUNNING: ReadonlySet<string> = new Set([
  'Popen',
  'call',
  'check_call',
  'check_output',
  'execFile',
  'execFileSync',
  'run',
  'spawn',
  'spawnSync',
]);

const REMOVING =
  /^(?:del|deleteAsync|emptyDir(?:Sync)?|remove|removeSync|removedirs|rimraf|rimrafSync|rm|rmSync|rmdir|rmdirSync|rmtree|unlink|unlinkSync)$/;

const MODE = /^[rwaxbt+:|gz]{1,5}$/;

/** What a call may write to; `isOutput`: a program that it runs may. */
export function writtenPaths(call: CallFacts): { path: Expression; isOutput: boolean }[] {
  const name = lastName(call.callee);
  const given = call.arguments.map(({ value }) => value);
  const sure = (paths: readonly (Expression | undefined)[]): { path: Expression; isOutput: boolean }[] =>
    paths.flatMap((path) => (path === undefined ? [] : [{ path, isOutput: false }]));
  const object = call.callee.kind === 'member' ? [call.callee.object] : [];
  if (OPENING.has(name)) return opensToWrite(call) ? sure([given[0], ...object]) : [];
  if (OF_PATH.has(name)) return sure(object);
  if (COPYING.test(name)) return sure([given[1]]);
  if (WRITING.test(name)) return sure([...given, ...given.flatMap(namedPaths)]);
  if (!RUNNING.has(name)) return [];
  const last = given.flatMap((value) => (value.kind === 'list' ? value.parts.slice(1).slice(-1) : []));
  return last.map((path) => ({ path, isOutput: true }));
}

/** `page.pdf({ path })` */
function namedPaths(value: Expression): Expression[] {
  if (value.kind !== 'object') return [];
  return value.entries.filter(({ name }) => name === 'path' || name === 'destination').map((entry) => entry.value);
}

function opensToWrite({ arguments: given }: CallFacts): boolean {
  return given.some(
    ({ name, value }, position) =>
      (name === 'mode' || (name === undefined && position < 2)) &&
      value.kind === 'literal' &&
      MODE.test(value.text ?? '') &&
      /[wax+]/.test(value.text ?? ''),
  );
}

/** A removal of files. */
export interface Removal {
  /** What is removed; undefined for everything in the folder. */
  readonly path: Expression | undefined;
  /** However the function ends. */
  readonly isSure: boolean;
}

/** What a call removes. */
export function removals(call: CallFacts): Removal[] {
  const name = lastName(call.callee);
  const { isInFinally: isSure } = call;
  const given = call.arguments.map(({ value }) => value);
  if (given.some((value) => isShellRemoval(value))) return [{ path: undefined, isSure }];
  // `stack.callback(os.remove, path)`
  const [first, ...others] = given;
  if (first !== undefined && first.kind !== 'call' && REMOVING.test(lastName(first))) {
    return others.map((path) => ({ path, isSure: true }));
  }
  if (isMove(call) && first !== undefined) return [{ path: first, isSure }];
  if (!REMOVING.test(name)) return [];
  // `path.unlink()`
  if (first === undefined || first.kind === 'object' || call.arguments[0]?.name !== undefined) {
    return call.callee.kind === 'member' ? [{ path: call.callee.object, isSure }] : [];
  }
  return [{ path: first, isSure }];
}

/** `os.replace(path, target)`, but not the `replace` of texts. */
function isMove({ callee }: CallFacts): boolean {
  const name = lastName(callee);
  if (name === 'replace') return callee.kind === 'member' && lastName(callee.object) === 'os';
  return /^(?:move|rename|renameSync)$/.test(name);
}

/** `rm -rf /tmp/*` */
function isShellRemoval(value: Expression): boolean {
  if (value.kind === 'list') {
    const [program] = value.parts;
    return program?.kind === 'literal' && /^(?:\/bin\/)?rm$/.test(program.text ?? '');
  }
  const first = value.kind === 'made' ? value.parts[0] : value;
  return first?.kind === 'literal' && /^\s*rm\s.*\/tmp/.test(first.text ?? '');
}

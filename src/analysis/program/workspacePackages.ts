import path from 'node:path';
import { parse } from 'jsonc-parser';

/** What a package.json says of the modules in its package. */
interface Package {
  readonly folder: string;
  readonly exports: unknown;
  /** What importing the package itself means, relative to its folder, the likeliest first. */
  readonly entries: readonly string[];
}

/** Conditions of `exports`, the source of a package before what is built of it. */
const CONDITIONS = ['source', 'development', 'types', 'import', 'node', 'default', 'require'];

/** Where builds put what they make of `src`. */
const BUILT = /^(?:\.\/)?(?:build|dist|lib|out)\//;

/** The packages of a workspace, which name each other as if they were installed. */
export class WorkspacePackages {
  private readonly names = new Map<string, string>();
  private readonly byName = new Map<string, Package>();

  /** Takes in the text of a package.json, by its absolute path; undefined when it is gone. */
  set(file: string, text: string | undefined): void {
    if (path.basename(file) !== 'package.json') return;
    const before = this.names.get(file);
    if (before !== undefined) this.byName.delete(before);
    this.names.delete(file);
    const read: unknown = text === undefined ? undefined : parse(text);
    const name = property(read, 'name');
    if (typeof name !== 'string') return;
    const entries = ['source', 'types', 'module', 'main'].flatMap((key) => textsIn(property(read, key)));
    this.names.set(file, name);
    this.byName.set(name, { folder: path.dirname(file), exports: property(read, 'exports'), entries });
  }

  /** Absolute paths, perhaps without extension, that the name of a module may stand for, the likeliest first. */
  candidates(from: string): string[] {
    const parts = from.split('/');
    const name = parts.slice(0, from.startsWith('@') ? 2 : 1).join('/');
    const found = this.byName.get(name);
    if (found === undefined) return [];
    const within = from.slice(name.length + 1);
    const places = within === '' ? entriesOf(found) : modulesOf(found, within);
    return places.flatMap((place) => withSource(place)).map((place) => path.resolve(found.folder, place));
  }
}

function entriesOf({ exports, entries }: Package): string[] {
  const dot = property(exports, '.');
  return [...targetsOf(dot ?? exports), ...entries, 'src/index', 'index'];
}

function modulesOf({ exports }: Package, within: string): string[] {
  const exact = targetsOf(property(exports, `./${within}`));
  const patterns = typeof exports === 'object' && exports !== null ? Object.entries(exports) : [];
  const matching = patterns.flatMap(([pattern, target]: [string, unknown]) => {
    const [before = '', after] = pattern.split('*', 2);
    const name = `./${within}`;
    if (after === undefined || !name.startsWith(before) || !name.endsWith(after)) return [];
    const inserted = name.slice(before.length, name.length - after.length);
    return targetsOf(target).map((each) => each.replaceAll('*', () => inserted));
  });
  return [...exact, ...matching, within, `src/${within}`];
}

/** The paths in a target of `exports`: a text, alternatives, or one for each condition. */
function targetsOf(target: unknown): string[] {
  if (typeof target === 'string') return [target];
  if (Array.isArray(target)) return target.flatMap((each) => targetsOf(each));
  return CONDITIONS.flatMap((condition) => {
    const given = property(target, condition);
    return given === undefined ? [] : targetsOf(given);
  });
}

/** A path and, where it is one of what is built, what it is built from. */
function withSource(place: string): string[] {
  const plain = place.replace(/\.d\.([cm]?)ts$/, '.$1js');
  const source = plain.replace(BUILT, 'src/').replace(/\.[cm]?js$/, '');
  return BUILT.test(plain) ? [plain, source] : [plain];
}

function textsIn(value: unknown): string[] {
  return typeof value === 'string' ? [value] : [];
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Reflect.get(value, name) : undefined;
}

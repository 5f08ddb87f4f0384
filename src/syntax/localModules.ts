import path from 'node:path';

const SCRIPT_ENDINGS = ['', '.ts', '.tsx', '.js', '.mts', '.cts', '.mjs', '.cjs', '.jsx'];

/**
 * Absolute paths that a module's name may stand for, the likeliest first; empty for packages. Python's absolute names
 * are looked for in the folders from the importing file's own up to `folder`.
 */
export function moduleCandidates(importing: string, from: string, folder: string): string[] {
  return importing.endsWith('.py') ? pythonCandidates(importing, from, folder) : scriptCandidates(importing, from);
}

function scriptCandidates(importing: string, from: string): string[] {
  if (!from.startsWith('.')) return [];
  const base = path.resolve(path.dirname(importing), from);
  // TypeScript names the file that it will have written: './orders.js' is orders.ts.
  const written = /\.([cm]?)js$/.exec(base);
  const source = written === null ? undefined : base.slice(0, -written[0].length);
  return [
    ...(source === undefined ? [] : [`${source}.${written?.[1] ?? ''}ts`, `${source}.tsx`]),
    ...SCRIPT_ENDINGS.map((ending) => base + ending),
    ...SCRIPT_ENDINGS.slice(1).map((ending) => path.join(base, `index${ending}`)),
  ];
}

function pythonCandidates(importing: string, from: string, folder: string): string[] {
  const dots = /^\.*/.exec(from)?.[0].length ?? 0;
  const names = from.slice(dots).split('.').filter(Boolean);
  const at = (base: string): string[] => {
    const module = path.join(base, ...names);
    return [...(names.length > 0 ? [`${module}.py`] : []), path.join(module, '__init__.py')];
  };
  const own = path.dirname(importing);
  if (dots > 0) return at(path.join(own, ...Array.from({ length: dots - 1 }, () => '..')));
  const bases = [own];
  for (let base = own; base !== folder && base !== path.dirname(base); base = path.dirname(base)) {
    bases.push(path.dirname(base));
  }
  return bases.slice(0, FOLDERS_UPWARDS).flatMap(at);
}

/** How many folders a Python module's root may be above it. */
const FOLDERS_UPWARDS = 8;

/** A member of a Python package that may be a module of its own. */
export function submodule(from: string, name: string): string {
  return from.endsWith('.') ? from + name : `${from}.${name}`;
}

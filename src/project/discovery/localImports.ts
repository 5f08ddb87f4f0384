/** What a file takes from another one of its project. */
export interface LocalImport {
  /** As the file names the module. */
  readonly from: string;
  /** Names in that module; `*` for all of it. */
  readonly names: readonly string[];
}

const SCRIPT_IMPORT = /\b(?:import|export)\s(?!\s*type\s)([\w$*{}\s,]{1,2000}?)\bfrom\s*['"](\.[^'"\n]*)['"]/g;
const SCRIPT_REQUIRE =
  /(?:\b(?:const|let|var)\s+(\{[^{}]*\})\s*=\s*)?(?:\bawait\s+import|\brequire)\(\s*['"](\.[^'"\n]*)['"]\s*\)(?:\.(\w+))?/g;
const PYTHON_FROM = /^[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^()]*\)|[^\n#]+)/gm;
const PYTHON_IMPORT =
  /^[ \t]*import[ \t]+([\w.]+(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[\w.]+(?:[ \t]+as[ \t]+\w+)?)*)/gm;

/**
 * The imports of a text that may lead to files of its project. By pattern instead of a parser, since it is done for
 * every file of a project; a commented-out import counts.
 */
export function localImports(file: string, text: string): LocalImport[] {
  return file.endsWith('.py') ? pythonImports(text) : scriptImports(text);
}

function scriptImports(text: string): LocalImport[] {
  const imports: LocalImport[] = [];
  for (const [, clause = '', from = ''] of text.matchAll(SCRIPT_IMPORT)) {
    const named = /\{([^{}]*)\}/.exec(clause)?.[1];
    const others = clause.replace(/\{[^{}]*\}/, '').trim();
    const names = named === undefined ? [] : importedNames(named, /\s+as\s+/);
    if (others.includes('*')) names.push('*');
    else if (/[\w$]/.test(others)) names.push('default');
    imports.push({ from, names });
  }
  for (const [, pattern, from = '', member] of text.matchAll(SCRIPT_REQUIRE)) {
    const names = pattern === undefined ? [member ?? '*'] : importedNames(pattern.slice(1, -1), /\s*:\s*/);
    imports.push({ from, names });
  }
  return imports;
}

function pythonImports(text: string): LocalImport[] {
  const imports: LocalImport[] = [];
  for (const [, from = '', clause = ''] of text.matchAll(PYTHON_FROM)) {
    imports.push({ from, names: importedNames(clause.replace(/[()]/g, '').replace(/#.*/g, ''), /\s+as\s+/) });
  }
  for (const [, clause = ''] of text.matchAll(PYTHON_IMPORT)) {
    for (const from of importedNames(clause, /\s+as\s+/)) imports.push({ from, names: ['*'] });
  }
  return imports;
}

/** The names before `as`. */
function importedNames(clause: string, renames: RegExp): string[] {
  return clause
    .split(',')
    .map((part) => part.trim().split(renames, 1)[0] ?? '')
    .filter((name) => name !== '' && !name.startsWith('type '));
}

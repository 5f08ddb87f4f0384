import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const OPTIONS: ts.CompilerOptions = {
  allowImportingTsExtensions: true,
  esModuleInterop: true,
  jsx: ts.JsxEmit.Preserve,
  module: ts.ModuleKind.Preserve,
  moduleDetection: ts.ModuleDetectionKind.Force,
  noEmit: true,
  skipLibCheck: true,
  strict: true,
  target: ts.ScriptTarget.ES2022,
  types: ['node'],
  typeRoots: [path.resolve('node_modules/@types')],
};

const known = new Map<string, ts.SourceFile | undefined>();

/**
 * What TypeScript has against the scripts of a folder, without the lines: against the syntax of JavaScript, and the types
 * of TypeScript, too. Packages are not there, so what they give may be anything.
 */
export function scriptMistakes(folder: string): string[] {
  const scripts = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
  const typed = scripts.filter((file) => /\.[cm]?tsx?$/.test(file));
  const plain = scripts.filter((file) => !typed.includes(file));
  const untyped = plain.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const { diagnostics = [] } = ts.transpileModule(text, {
      fileName: file,
      reportDiagnostics: true,
      compilerOptions: { ...OPTIONS, allowJs: true },
    });
    return diagnostics.map((diagnostic) => described(folder, file, diagnostic));
  });
  return [...untyped, ...typesOf(folder, typed)];
}

function typesOf(folder: string, files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const host = ts.createCompilerHost(OPTIONS);
  const read = host.getSourceFile.bind(host);
  // The libraries of the language are the same for all.
  host.getSourceFile = (name, ...given) => {
    if (!name.includes('node_modules')) return read(name, ...given);
    if (!known.has(name)) known.set(name, read(name, ...given));
    return known.get(name);
  };
  const program = ts.createProgram([...files], OPTIONS, host);
  return files.flatMap((file) => {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map((diagnostic) => described(folder, file, diagnostic));
  });
}

function described(folder: string, file: string, { code, messageText }: ts.Diagnostic): string {
  const message = ts.flattenDiagnosticMessageText(messageText, ' ').replaceAll(folder, '');
  return `${path.relative(folder, file)}: TS${code} ${message}`;
}

import * as vscode from 'vscode';
import type { Problem, Severity } from '../project/projectFunction';
import type { WorkspaceFunctions } from './workspaceFunctions';

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** Shows what is wrong with templates at its place. */
export function registerTemplateProblems(functions: WorkspaceFunctions): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('Warmpath');
  const show = (): void => {
    const problems = [...functions.problems, ...functions.functions.flatMap((found) => found.problems)];
    collection.clear();
    for (const file of new Set(problems.map((problem) => problem.file))) {
      const inFile = problems.filter((problem) => problem.file === file);
      collection.set(vscode.Uri.file(file), inFile.map(diagnostic));
    }
  };
  return vscode.Disposable.from(collection, functions.onChange(show));
}

/** The editor marks the word at an empty range. */
function diagnostic({ line, column, message, severity }: Problem): vscode.Diagnostic {
  const at = new vscode.Position(line - 1, column - 1);
  const result = new vscode.Diagnostic(new vscode.Range(at, at), message, SEVERITIES[severity]);
  result.source = 'Warmpath';
  return result;
}

import { createHash } from 'node:crypto';
import type { Diagnostic } from 'vscode-languageserver/node';
import type { Finding } from '../analysis/finding';
import { diagnosticOf, diagnosticOfProblem } from './diagnostics';
import type { DiagnosticOptions } from './diagnostics';
import type { Workspace } from './workspace';

/** The diagnostics of a file as it is now. */
export interface FileReport {
  readonly findings: readonly Finding[];
  readonly diagnostics: readonly Diagnostic[];
  /** Other diagnostics have another one. */
  readonly resultId: string;
}

/** The diagnostics of files, worked out once for each state of the workspace. */
export class FileDiagnostics {
  private known = new Map<string, FileReport>();
  private revision = -1;

  constructor(
    private readonly workspace: Workspace,
    private readonly options: DiagnosticOptions,
  ) {}

  /** `file`: absolute path. */
  of(file: string): FileReport {
    if (this.revision !== this.workspace.revision) {
      this.known = new Map();
      this.revision = this.workspace.revision;
    }
    let report = this.known.get(file);
    if (report === undefined) {
      report = this.report(file);
      this.known.set(file, report);
    }
    return report;
  }

  private report(file: string): FileReport {
    const findings = this.workspace.findings(file);
    const problems = this.workspace.problems(file);
    const diagnostics = [
      ...findings.map((finding) => diagnosticOf(finding, this.options)),
      ...problems.map(diagnosticOfProblem),
    ];
    const resultId = createHash('sha256').update(JSON.stringify(diagnostics)).digest('base64').slice(0, 22);
    return { findings, diagnostics, resultId };
  }
}

import { setImmediate as later } from 'node:timers/promises';
import type {
  CancellationToken,
  DocumentDiagnosticReport,
  FullDocumentDiagnosticReport,
  ResultProgressReporter,
  UnchangedDocumentDiagnosticReport,
  WorkDoneProgressReporter,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { DocumentDiagnosticReportKind } from 'vscode-languageserver/node';
import { pathOfUri } from './documentUris';
import type { DocumentUris } from './documentUris';
import type { FileDiagnostics } from './fileDiagnostics';
import { throwIfCancelled } from './requests';
import type { Workspace } from './workspace';

/** How many files of a workspace are told at a time. */
const FILES_AT_A_TIME = 50;

export interface PulledDiagnosticsOptions {
  readonly workspace: Workspace;
  readonly diagnostics: FileDiagnostics;
  readonly uris: DocumentUris;
  /** Version of an open document; null for the others. */
  readonly versionOf: (uri: string) => number | null;
  /** Whether the client takes diagnostics of other documents than the one it asks for. */
  readonly takesRelatedDocuments: boolean;
}

/** Answers a client that asks for diagnostics. */
export class PulledDiagnostics {
  constructor(private readonly options: PulledDiagnosticsOptions) {}

  /** Of one document, as everything known by now makes it. */
  ofDocument(uri: string, previousResultId: string | undefined): DocumentDiagnosticReport {
    const file = pathOfUri(uri);
    if (file === undefined) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
    const report = this.reportOf(file, previousResultId);
    const related = this.options.takesRelatedDocuments ? this.relatedDocuments(file) : {};
    return Object.keys(related).length === 0 ? report : { ...report, relatedDocuments: related };
  }

  /** Of all files that have another report than the client has, and of those whose report is to be forgotten. */
  async ofWorkspace(
    { previousResultIds }: WorkspaceDiagnosticParams,
    token: CancellationToken,
    progress: WorkDoneProgressReporter,
    partial: ResultProgressReporter<WorkspaceDiagnosticReport> | undefined,
  ): Promise<WorkspaceDiagnosticReport> {
    const { workspace, uris } = this.options;
    const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    const files = workspace.files;
    const all = [...new Set([...files.map((file) => uris.of(file)), ...previous.keys()])];
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    progress.begin('Warmpath', 0, `${all.length} files`, true);
    for (const [index, uri] of all.entries()) {
      throwIfCancelled(token);
      const report = this.changedReport(uri, previous.get(uri));
      if (report !== undefined) items.push(report);
      if (partial !== undefined && (items.length >= FILES_AT_A_TIME || index === all.length - 1)) {
        partial.report({ items: items.splice(0) });
        progress.report(Math.round(((index + 1) / all.length) * 100));
      }
      // The client may want to cancel, or have something that is more urgent.
      await later();
    }
    progress.done();
    return { items };
  }

  private changedReport(uri: string, previous: string | undefined): WorkspaceDocumentDiagnosticReport | undefined {
    const file = pathOfUri(uri);
    const version = this.options.versionOf(uri);
    if (file === undefined) return { kind: DocumentDiagnosticReportKind.Full, items: [], uri, version };
    const report = this.reportOf(file, previous);
    const isNothingNew = previous === undefined && report.kind === 'full' && report.items.length === 0;
    return isNothingNew ? undefined : { ...report, uri, version };
  }

  private reportOf(
    file: string,
    previous: string | undefined,
  ): FullDocumentDiagnosticReport | UnchangedDocumentDiagnosticReport {
    const { diagnostics, resultId } = this.options.diagnostics.of(file);
    return resultId === previous
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
      : { kind: DocumentDiagnosticReportKind.Full, resultId, items: [...diagnostics] };
  }

  /** The files on the ways to what is found in a file: an edit of it may change what is found there. */
  private relatedDocuments(file: string): Record<string, FullDocumentDiagnosticReport> {
    const { diagnostics, uris } = this.options;
    const files = new Set(diagnostics.of(file).findings.flatMap(({ related }) => related.map((place) => place.file)));
    files.delete(file);
    return Object.fromEntries(
      [...files].map((each) => {
        const { diagnostics: items, resultId } = diagnostics.of(each);
        return [uris.of(each), { kind: DocumentDiagnosticReportKind.Full, resultId, items: [...items] }];
      }),
    );
  }
}

import type {
  CancellationToken,
  CodeAction,
  CodeActionParams,
  Diagnostic,
  Range,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { CodeActionKind } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../analysis/finding';
import type { TextEdit } from '../analysis/fixes/fix';
import type { ClientFeatures } from './clientFeatures';
import { rangeOf } from './diagnostics';
import { pathOfUri } from './documentUris';
import type { FileDiagnostics } from './fileDiagnostics';
import { FIX_ALL_KIND } from './protocol';
import { contentModified, throwIfCancelled } from './requests';
import type { Workspace } from './workspace';

export interface CodeActionsOptions {
  readonly workspace: Workspace;
  readonly diagnostics: FileDiagnostics;
  /** An open document. */
  readonly document: (uri: string) => TextDocument | undefined;
  readonly client: Pick<ClientFeatures, 'resolvesEdits' | 'takesVersionedEdits'>;
}

/** What an action remembers until its edit is asked for. */
interface FixAllData {
  readonly uri: string;
  readonly version: number;
  readonly code: string;
}

/** Changes that a user may choose in an open document. */
export class CodeActions {
  constructor(private readonly options: CodeActionsOptions) {}

  /** The fixes of the findings at a range, and, where the client asks for such, what fixes the whole file. */
  async at(
    { textDocument: { uri }, range, context }: CodeActionParams,
    token: CancellationToken,
  ): Promise<CodeAction[]> {
    const document = this.options.document(uri);
    const file = pathOfUri(uri);
    if (document === undefined || file === undefined) return [];
    const wants = (kind: string): boolean => context.only?.some((each) => isKind(kind, each)) ?? kind !== FIX_ALL_KIND;
    const actions: CodeAction[] = [];
    if (wants(CodeActionKind.QuickFix)) actions.push(...(await this.quickFixes(document, file, range, token)));
    throwIfCancelled(token);
    if (wants(FIX_ALL_KIND)) actions.push(...(await this.fixEverything(document, file)));
    return actions;
  }

  /** Adds the edit to an action of `at` that came without one. */
  async resolve(action: CodeAction): Promise<CodeAction> {
    const data = fixAllData(action.data);
    const document = data === undefined ? undefined : this.options.document(data.uri);
    const file = data === undefined ? undefined : pathOfUri(data.uri);
    if (data === undefined || document === undefined || file === undefined) return action;
    if (document.version !== data.version) throw contentModified();
    const edit = await this.editOfAll(document, file, data.code);
    return edit === undefined ? action : { ...action, edit };
  }

  private async quickFixes(
    document: TextDocument,
    file: string,
    range: Range,
    token: CancellationToken,
  ): Promise<CodeAction[]> {
    const { diagnostics, workspace } = this.options;
    const report = diagnostics.of(file);
    const actions: CodeAction[] = [];
    for (const [index, finding] of report.findings.entries()) {
      const diagnostic = report.diagnostics[index];
      if (diagnostic === undefined || !touches(rangeOf(finding.range), range)) continue;
      throwIfCancelled(token);
      const { version } = document;
      const fixes = (await workspace.lintedOf(file)?.fixes(finding)) ?? [];
      if (document.version !== version) throw contentModified();
      actions.push(
        ...fixes.map(({ title, edits, isSafe }, at): CodeAction => ({
          title,
          kind: CodeActionKind.QuickFix,
          diagnostics: [diagnostic],
          edit: this.workspaceEdit(document, edits),
          ...(at === 0 && isSafe ? { isPreferred: true } : {}),
        })),
      );
      const isAnySafe = fixes.some(({ isSafe }) => isSafe);
      if (isAnySafe) actions.push(...(await this.fixesOfKind(document, file, finding, diagnostic)));
    }
    return withoutDoubles(actions);
  }

  /** One action for all findings of a rule, where there are several. */
  private async fixesOfKind(
    document: TextDocument,
    file: string,
    { code }: Finding,
    diagnostic: Diagnostic,
  ): Promise<CodeAction[]> {
    const others = this.options.diagnostics.of(file).findings.filter((finding) => finding.code === code);
    if (others.length < 2) return [];
    const action: CodeAction = {
      title: `Fix all ${code} findings in this file`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
    };
    if (this.options.client.resolvesEdits) {
      const data: FixAllData = { uri: document.uri, version: document.version, code };
      return [{ ...action, data }];
    }
    const edit = await this.editOfAll(document, file, code);
    return edit === undefined ? [] : [{ ...action, edit }];
  }

  private async fixEverything(document: TextDocument, file: string): Promise<CodeAction[]> {
    const edit = await this.editOfAll(document, file, undefined);
    return edit === undefined ? [] : [{ title: 'Fix all Warmpath findings', kind: FIX_ALL_KIND, edit }];
  }

  /** Undefined when nothing can be fixed without being looked at. */
  private async editOfAll(
    document: TextDocument,
    file: string,
    code: string | undefined,
  ): Promise<WorkspaceEdit | undefined> {
    const { version } = document;
    const all = await this.options.workspace.lintedOf(file)?.fixAll(file, code);
    if (document.version !== version) throw contentModified();
    return all === undefined || all.edits.length === 0 ? undefined : this.workspaceEdit(document, all.edits);
  }

  private workspaceEdit(document: TextDocument, edits: readonly TextEdit[]): WorkspaceEdit {
    const { uri, version } = document;
    const changes = edits.map(({ span, text }) => ({
      range: { start: document.positionAt(span.start), end: document.positionAt(span.end) },
      newText: text,
    }));
    return this.options.client.takesVersionedEdits
      ? { documentChanges: [{ textDocument: { uri, version }, edits: changes }] }
      : { changes: { [uri]: changes } };
  }
}

/** Whether a kind is another one or below it: `quickfix.x` is a `quickfix`. */
function isKind(kind: string, of: string): boolean {
  return of === '' || kind === of || kind.startsWith(`${of}.`);
}

function touches(left: Range, right: Range): boolean {
  return isBefore(left.start, right.end) && isBefore(right.start, left.end);
}

function isBefore(left: Range['start'], right: Range['start']): boolean {
  return left.line < right.line || (left.line === right.line && left.character <= right.character);
}

/** Findings at one place may offer the same. */
function withoutDoubles(actions: readonly CodeAction[]): CodeAction[] {
  const known = new Set<string>();
  return actions.filter(({ title, edit, data }) => {
    const key = JSON.stringify([title, edit, data]);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

function fixAllData(data: unknown): FixAllData | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { uri, version, code } = { uri: undefined, version: undefined, code: undefined, ...data };
  return typeof uri === 'string' && typeof version === 'number' && typeof code === 'string'
    ? { uri, version, code }
    : undefined;
}

import * as vscode from 'vscode';
import { RULES_WITHOUT_PROOF } from '../../evidence/provable';
import type { Disposable } from '../../lambda/lifecycleEvents';
import { DIAGNOSTIC_SOURCE } from '../../languageServer/protocol';
import { ANALYSED_DOCUMENTS } from '../analysis/analysedDocuments';
import type { CommandId } from '../identifiers';
import type { Settings } from '../settings';

/** The finding that `warmpath.prove` is for, as lenses and quick fixes give it. */
export interface ProofTarget {
  readonly uri: string;
  /** As the editor counts: from 0. */
  readonly line: number;
  readonly character: number;
  readonly code: string;
}

const PROVE: CommandId = 'warmpath.prove';

/** Offers to prove findings: as a lens above each warning, and beside its quick fixes. */
export class ProofOffers implements vscode.CodeLensProvider, vscode.CodeActionProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscriptions: Disposable[];

  readonly onDidChangeCodeLenses = this.changes.event;

  constructor(private readonly settings: Settings) {
    const changed = (): void => this.changes.fire();
    this.subscriptions = [
      this.changes,
      vscode.languages.onDidChangeDiagnostics(changed),
      settings.onChange(['codeLens.prove'], changed),
      vscode.workspace.onDidGrantWorkspaceTrust(changed),
      vscode.languages.registerCodeLensProvider(ANALYSED_DOCUMENTS, this),
      vscode.languages.registerCodeActionsProvider(ANALYSED_DOCUMENTS, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    ];
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    if (!this.settings.showProveLens || !vscode.workspace.isTrusted) return [];
    const found = vscode.languages.getDiagnostics(uri).filter(isProvable);
    const warnings = found.filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning);
    return warnings.map(
      (diagnostic) =>
        new vscode.CodeLens(diagnostic.range, {
          command: PROVE,
          title: `$(beaker) ${vscode.l10n.t('Prove it')}`,
          tooltip: vscode.l10n.t('Run the function before and after the quick fix, and compare.'),
          arguments: [targetOf(uri, diagnostic)],
        }),
    );
  }

  provideCodeActions(
    { uri }: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    if (!vscode.workspace.isTrusted) return [];
    return diagnostics.filter(isProvable).map((diagnostic) => {
      const title = vscode.l10n.t('Prove it: run before and after the fix');
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.diagnostics = [diagnostic];
      action.command = { command: PROVE, title, arguments: [targetOf(uri, diagnostic)] };
      return action;
    });
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** What a command was given, when it is a finding. */
export function proofTarget(given: unknown): ProofTarget | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { uri, line, character, code } = given as Partial<Record<keyof ProofTarget, unknown>>;
  return typeof uri === 'string' &&
    typeof line === 'number' &&
    typeof character === 'number' &&
    typeof code === 'string'
    ? { uri, line, character, code }
    : undefined;
}

/** The finding at the cursor, or the only one with a quick fix in the file in front. */
export function targetInFront(): ProofTarget | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const { uri } = editor.document;
  const found = vscode.languages.getDiagnostics(uri).filter(isProvable);
  const here = found.find(
    ({ range }) => range.start.line <= editor.selection.active.line && editor.selection.active.line <= range.end.line,
  );
  const chosen = here ?? (found.length === 1 ? found[0] : undefined);
  return chosen === undefined ? undefined : targetOf(uri, chosen);
}

function targetOf(uri: vscode.Uri, { range, code }: vscode.Diagnostic): ProofTarget {
  return { uri: uri.toString(), line: range.start.line, character: range.start.character, code: codeText(code) };
}

function isProvable({ source, code }: vscode.Diagnostic): boolean {
  return source === DIAGNOSTIC_SOURCE && codeText(code) !== '' && !RULES_WITHOUT_PROOF.has(codeText(code));
}

/** The code of a rule, whichever form a diagnostic has it in. */
export function codeText(code: vscode.Diagnostic['code']): string {
  return String(typeof code === 'object' ? code.value : (code ?? ''));
}

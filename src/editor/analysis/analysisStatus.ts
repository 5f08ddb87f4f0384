import * as vscode from 'vscode';
import type { Disposable } from '../../lambda/lifecycleEvents';
import { ANALYSED_DOCUMENTS, findingsIn } from './analysedDocuments';
import { analysisStatusText, type AnalysisState } from './analysisStatusText';

/** What the editor says about the analysis of the document in front, among the other things about its language. */
export class AnalysisStatus implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('warmpath.analysis', ANALYSED_DOCUMENTS);
  private readonly subscriptions: Disposable[];
  private known: AnalysisState = { state: 'starting' };

  constructor() {
    this.item.name = vscode.l10n.t('Warmpath Analysis');
    this.subscriptions = [
      this.item,
      vscode.languages.onDidChangeDiagnostics(() => this.render()),
      vscode.window.onDidChangeActiveTextEditor(() => this.render()),
    ];
    this.render();
  }

  set state(state: AnalysisState) {
    this.known = state;
    this.render();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private render(): void {
    const document = vscode.window.activeTextEditor?.document;
    const findings = document === undefined ? 0 : findingsIn(document.uri).length;
    const { text, detail, busy, failed, action } = analysisStatusText(this.known, findings, vscode.l10n.t);
    this.item.text = text;
    this.item.detail = detail;
    this.item.busy = busy;
    this.item.severity = failed ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    this.item.command = action;
  }
}

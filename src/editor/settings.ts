import path from 'node:path';
import * as vscode from 'vscode';
import { ON_CODE_CHANGE, TIMEOUT_POLICIES, type OnCodeChange, type TimeoutPolicy } from '../lambda/debugging';
import type { SettingId } from './identifiers';

const SECTION = 'warmpath';

/** When a document is analysed. */
type AnalysisRun = 'onSave' | 'onType';

/** The user's settings, read anew on every question. */
export class Settings {
  get showInvokeLens(): boolean {
    return this.get('codeLens.invoke') !== false;
  }

  get showDebugLens(): boolean {
    return this.get('codeLens.debug') !== false;
  }

  get showStateLens(): boolean {
    return this.get('codeLens.state') !== false;
  }

  get showProveLens(): boolean {
    return this.get('codeLens.prove') !== false;
  }

  get nodePath(): string | undefined {
    return nonEmpty(this.get('runtime.nodePath'));
  }

  get pythonPath(): string | undefined {
    return nonEmpty(this.get('runtime.pythonPath'));
  }

  get freeze(): boolean {
    return this.get('environment.freeze') !== false;
  }

  get keepAliveMs(): number {
    return this.number('environment.keepAliveMinutes', 10) * 60_000;
  }

  get maximumConcurrency(): number {
    return this.number('environment.maximumConcurrency', 10);
  }

  get region(): string {
    return nonEmpty(this.get('environment.region')) ?? 'us-east-1';
  }

  get passThrough(): readonly string[] {
    return texts(this.get('environment.passThrough'));
  }

  /** Absolute paths of `.env` files for the functions of a folder. */
  environmentFiles(folder: vscode.WorkspaceFolder | undefined): readonly string[] {
    const files = texts(this.get('environment.envFiles', folder));
    return folder === undefined ? files : files.map((file) => path.resolve(folder.uri.fsPath, file));
  }

  get templateParameters(): Readonly<Record<string, string>> {
    const given = this.get('project.parameters');
    const entries = typeof given === 'object' && given !== null ? Object.entries(given) : [];
    return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
  }

  get stage(): string | undefined {
    return nonEmpty(this.get('project.stage'));
  }

  get timeoutPolicy(): TimeoutPolicy {
    const given = this.get('debug.timeoutPolicy');
    return TIMEOUT_POLICIES.find((policy) => policy === given) ?? 'pause';
  }

  get onCodeChange(): OnCodeChange {
    const given = this.get('debug.onCodeChange');
    return ON_CODE_CHANGE.find((choice) => choice === given) ?? 'recycle';
  }

  get justMyCode(): boolean {
    return this.get('debug.justMyCode') !== false;
  }

  get invokeApiEnabled(): boolean {
    return this.get('invokeApi.enabled') !== false;
  }

  get invokeApiPort(): number {
    return this.number('invokeApi.port', 9010);
  }

  /** How many lifecycle events the timeline remembers. */
  get maximumTimelineEvents(): number {
    return this.number('timeline.maximumEvents', 50_000);
  }

  /** Whether functions are observed while they run. */
  get evidenceEnabled(): boolean {
    return this.get('evidence.enabled') !== false;
  }

  /** Whether lines carry notes of what runs have shown. */
  get evidenceNotes(): boolean {
    return this.get('evidence.notes') !== false;
  }

  analysisEnabled(place: vscode.Uri): boolean {
    return this.get('analysis.enabled', place) !== false;
  }

  analysisRun(place: vscode.Uri): AnalysisRun {
    return this.get('analysis.run', place) === 'onSave' ? 'onSave' : 'onType';
  }

  /** Calls `listener` when one of the settings was changed. */
  onChange(ids: readonly SettingId[], listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (ids.some((id) => event.affectsConfiguration(`${SECTION}.${id}`))) listener();
    });
  }

  private number(id: SettingId, otherwise: number): number {
    const given = this.get(id);
    return typeof given === 'number' ? given : otherwise;
  }

  private get(id: SettingId, scope?: vscode.ConfigurationScope): unknown {
    return vscode.workspace.getConfiguration(SECTION, scope).get(id);
  }
}

function texts(given: unknown): readonly string[] {
  return Array.isArray(given) ? given.filter((text) => typeof text === 'string') : [];
}

function nonEmpty(given: unknown): string | undefined {
  const text = typeof given === 'string' ? given.trim() : '';
  return text === '' ? undefined : text;
}

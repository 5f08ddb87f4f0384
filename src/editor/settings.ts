import path from 'node:path';
import * as vscode from 'vscode';
import { ON_CODE_CHANGE, TIMEOUT_POLICIES, type OnCodeChange, type TimeoutPolicy } from '../lambda/debugging';
import type { SettingId } from './identifiers';

const SECTION = 'warmpath';

/** The user's settings, read anew on every question. */
export class Settings {
  get showInvokeLens(): boolean {
    return this.get<boolean>('codeLens.invoke') ?? true;
  }

  get showDebugLens(): boolean {
    return this.get<boolean>('codeLens.debug') ?? true;
  }

  get showStateLens(): boolean {
    return this.get<boolean>('codeLens.state') ?? true;
  }

  get nodePath(): string | undefined {
    return nonEmpty(this.get<string>('runtime.nodePath'));
  }

  get pythonPath(): string | undefined {
    return nonEmpty(this.get<string>('runtime.pythonPath'));
  }

  get freeze(): boolean {
    return this.get<boolean>('environment.freeze') ?? true;
  }

  get keepAliveMs(): number {
    return (this.get<number>('environment.keepAliveMinutes') ?? 10) * 60_000;
  }

  get maximumConcurrency(): number {
    return this.get<number>('environment.maximumConcurrency') ?? 10;
  }

  get region(): string {
    return nonEmpty(this.get<string>('environment.region')) ?? 'us-east-1';
  }

  get passThrough(): readonly string[] {
    return this.get<string[]>('environment.passThrough') ?? [];
  }

  /** Absolute paths of `.env` files for the functions of a folder. */
  environmentFiles(folder: vscode.WorkspaceFolder | undefined): readonly string[] {
    const files = this.get<string[]>('environment.envFiles', folder) ?? [];
    return folder === undefined ? files : files.map((file) => path.resolve(folder.uri.fsPath, file));
  }

  get templateParameters(): Readonly<Record<string, string>> {
    return this.get<Record<string, string>>('project.parameters') ?? {};
  }

  get stage(): string | undefined {
    return nonEmpty(this.get<string>('project.stage'));
  }

  get timeoutPolicy(): TimeoutPolicy {
    const given = this.get<string>('debug.timeoutPolicy');
    return TIMEOUT_POLICIES.find((policy) => policy === given) ?? 'pause';
  }

  get onCodeChange(): OnCodeChange {
    const given = this.get<string>('debug.onCodeChange');
    return ON_CODE_CHANGE.find((choice) => choice === given) ?? 'recycle';
  }

  get justMyCode(): boolean {
    return this.get<boolean>('debug.justMyCode') ?? true;
  }

  get invokeApiEnabled(): boolean {
    return this.get<boolean>('invokeApi.enabled') ?? true;
  }

  get invokeApiPort(): number {
    return this.get<number>('invokeApi.port') ?? 9010;
  }

  /** Calls `listener` when one of the settings was changed. */
  onChange(ids: readonly SettingId[], listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (ids.some((id) => event.affectsConfiguration(`${SECTION}.${id}`))) listener();
    });
  }

  private get<Value>(id: SettingId, scope?: vscode.ConfigurationScope): Value | undefined {
    return vscode.workspace.getConfiguration(SECTION, scope).get<Value>(id);
  }
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}

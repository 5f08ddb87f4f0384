import { readFile } from 'node:fs/promises';
import type * as vscode from 'vscode';
import { RunEvidence } from '../../evidence/runEvidence';
import { observationsOf, seenLines, type SeenLine } from '../../evidence/seenLines';
import type { Disposable, LifecycleEvent } from '../../lambda/lifecycleEvents';
import type { EditorAnalysis } from '../analysis/editorAnalysis';
import type { FunctionHost } from '../functionHost';
import type { Settings } from '../settings';
import { EvidenceNotes } from './evidenceNotes';

/** What an invocation tells comes in a row; it is looked at once that is over. */
const QUIET_MS = 100;

export interface EditorEvidenceParts {
  readonly host: FunctionHost;
  readonly analysis: EditorAnalysis;
  readonly settings: Settings;
}

/** Brings what runs have shown to the lines it is about: as notes in the editor, and to the findings of the analysis. */
export class EditorEvidence implements vscode.Disposable {
  private readonly runs = new RunEvidence();
  /** By function; the texts of lines are those of its latest run. */
  private readonly seen = new Map<string, readonly SeenLine[]>();
  private readonly changed = new Set<string>();
  private readonly notes: EvidenceNotes;
  private readonly subscriptions: Disposable[];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: EditorEvidenceParts) {
    this.notes = new EvidenceNotes(parts.settings);
    this.subscriptions = [this.notes, parts.host.onEvent((event) => this.take(event))];
  }

  /** Forgets what was seen. */
  clear(): void {
    this.runs.clear();
    this.seen.clear();
    this.show();
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private take(event: LifecycleEvent): void {
    this.runs.add(event);
    if (
      event.type !== 'platform.report' &&
      event.type !== 'environment.created' &&
      !event.type.startsWith('evidence.')
    ) {
      return;
    }
    this.changed.add(event.functionName);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.refresh();
    }, QUIET_MS);
  }

  private async refresh(): Promise<void> {
    const functionNames = [...this.changed];
    this.changed.clear();
    for (const functionName of functionNames) {
      const texts = await textsOf(this.runs.files(functionName));
      const textOf = (file: string): string | undefined => texts.get(file);
      this.seen.set(functionName, seenLines(this.runs.lines(textOf, functionName), textOf));
    }
    this.show();
  }

  private show(): void {
    const all = [...this.seen.values()].flat();
    this.notes.update(all);
    this.parts.analysis.setObservations(observationsOf(all));
  }
}

/** Files as they are on the disk, which is what runs; those that are gone are left out. */
async function textsOf(files: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) texts.set(file, text);
  }
  return texts;
}

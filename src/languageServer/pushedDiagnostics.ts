import { setImmediate as later } from 'node:timers/promises';
import type { Diagnostic } from 'vscode-languageserver/node';

export interface PushedDiagnosticsOptions {
  /** Files that are looked at, those that the user sees first. */
  readonly files: () => Iterable<string>;
  readonly diagnostics: (file: string) => readonly Diagnostic[];
  readonly publish: (file: string, diagnostics: readonly Diagnostic[]) => void;
}

/** Sends diagnostics to a client that does not ask for them: those of a file when they are other than before. */
export class PushedDiagnostics {
  private readonly published = new Map<string, string>();
  private round = 0;

  constructor(private readonly options: PushedDiagnosticsOptions) {}

  /** Looks at all files again; what an earlier call still had to look at is left to this one. */
  async refresh(): Promise<void> {
    const round = ++this.round;
    const seen = new Set<string>();
    for (const file of this.options.files()) {
      if (seen.has(file)) continue;
      seen.add(file);
      this.publish(file, this.options.diagnostics(file));
      // Edits and requests go first.
      await later();
      if (round !== this.round) return;
    }
    for (const file of [...this.published.keys()]) if (!seen.has(file)) this.publish(file, []);
  }

  private publish(file: string, diagnostics: readonly Diagnostic[]): void {
    const now = diagnostics.length === 0 ? undefined : JSON.stringify(diagnostics);
    if (now === this.published.get(file)) return;
    if (now === undefined) this.published.delete(file);
    else this.published.set(file, now);
    this.options.publish(file, diagnostics);
  }
}

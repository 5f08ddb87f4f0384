import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../lambda/errors';
import type { Disposable } from '../../lambda/lifecycleEvents';
import { importTimeline } from '../../timeline/exchange/importTimeline';
import type { TimelineContent, TimelineSource } from './timelineSource';

/** Files that are longer than this are none that somebody reads at once. */
const LONGEST_BYTES = 256 * 1024 * 1024;
const NOTHING: Disposable = { dispose: () => undefined };

/** The timeline of a file: a log of production, a trace, a kept run. It is read when it is shown. */
export class FileTimeline implements TimelineSource, vscode.CustomDocument {
  private reading: Promise<TimelineContent> | undefined;

  constructor(
    readonly uri: vscode.Uri,
    /** Shows what the reader has to say of the file. */
    private readonly showNotices: (notices: readonly string[]) => void,
  ) {}

  content(): Promise<TimelineContent> {
    this.reading ??= this.read();
    return this.reading;
  }

  onEvent(): Disposable {
    return NOTHING;
  }

  onReplace(): Disposable {
    return NOTHING;
  }

  dispose(): void {
    this.reading = undefined;
  }

  private async read(): Promise<TimelineContent> {
    const name = path.posix.basename(this.uri.path);
    const { size } = await vscode.workspace.fs.stat(this.uri);
    if (size > LONGEST_BYTES) {
      throw new UserError(vscode.l10n.t('{0} is too long to be shown as a timeline; split it first.', name));
    }
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(this.uri));
    const { events, notices } = importTimeline(text);
    if (notices.length > 0) this.showNotices(notices);
    return { title: name.replace(/\.jsonl$/, ''), live: false, dropped: 0, events };
  }
}

import type { Disposable } from '../../lambda/lifecycleEvents';
import type { Clock } from '../../lambda/ports';

/** What text is written to. */
export interface TextTarget {
  append(text: string): void;
  replace(text: string): void;
}

/** One append per this time: the editor copes with few long ones, not with many short ones. */
const INTERVAL_MS = 50;
/** Log lines, in characters, that one interval can show; functions may write faster than anybody can read. */
const MAXIMUM_PER_INTERVAL = 128 * 1024;
/** How much the target holds at most, and what is left of it when it held more. */
const MAXIMUM_SHOWN = 4 * 1024 * 1024;
const KEPT = 1024 * 1024;
/** Pieces that were left out are let go of together. */
const MAXIMUM_PASSED_OVER = 1_000;

interface Piece {
  readonly text: string;
  readonly optional: boolean;
}

/** Gathers text and hands it on a few times a second, in bounded amounts. */
export class BatchedText implements Disposable {
  private pending: Piece[] = [];
  /** Where the pieces begin that were not left out. */
  private first = 0;
  private optionalLength = 0;
  private leftOut = 0;
  private shown: string[] = [];
  private shownLength = 0;
  private timer: Disposable | undefined;

  constructor(
    private readonly target: TextTarget,
    private readonly clock: Clock,
    /** What to say in place of log lines that were left out. */
    private readonly leftOutNote: (lines: number) => string,
  ) {}

  /** Writes what is shown in any case. */
  write(text: string): void {
    this.add({ text, optional: false });
  }

  /** Writes a log line, which a flood of later ones may push out. */
  writeLog(text: string): void {
    this.optionalLength += text.length;
    this.add({ text, optional: true });
    while (this.optionalLength > MAXIMUM_PER_INTERVAL && this.first < this.pending.length - 1) this.leaveOutOne();
    if (this.first >= MAXIMUM_PASSED_OVER) {
      this.pending = this.pending.slice(this.first);
      this.first = 0;
    }
  }

  /** Hands everything on now. */
  flush(): void {
    this.timer?.dispose();
    this.timer = undefined;
    const rest = this.pending.slice(this.first).map(({ text }) => text);
    const note = this.leftOut === 0 ? [] : [this.leftOutNote(this.leftOut)];
    const text = [...note, ...rest].join('');
    this.pending = [];
    this.first = 0;
    this.optionalLength = 0;
    this.leftOut = 0;
    if (text !== '') this.show(text);
  }

  dispose(): void {
    this.timer?.dispose();
    this.pending = [];
  }

  private add(piece: Piece): void {
    if (piece.text === '') return;
    this.pending.push(piece);
    this.timer ??= this.clock.after(INTERVAL_MS, () => this.flush());
  }

  /** What is shown in any case goes out before the lines behind it are counted. */
  private leaveOutOne(): void {
    const piece = this.pending[this.first];
    this.first += 1;
    if (piece === undefined) return;
    if (piece.optional) {
      this.optionalLength -= piece.text.length;
      this.leftOut += 1;
      return;
    }
    const note = this.leftOut === 0 ? '' : this.leftOutNote(this.leftOut);
    this.leftOut = 0;
    this.show(note + piece.text);
  }

  private show(text: string): void {
    this.shown.push(text);
    this.shownLength += text.length;
    if (this.shownLength <= MAXIMUM_SHOWN) {
      this.target.append(text);
      return;
    }
    const end = this.shown.join('').slice(-KEPT);
    const wholeLines = end.slice(end.indexOf('\n') + 1);
    this.shown = [wholeLines];
    this.shownLength = wholeLines.length;
    this.target.replace(wholeLines);
  }
}

import { toError } from '../lambda/errors';

/** Changes that took long to take in make the next ones wait as long for each other, but not longer than this. */
const LONGEST_QUIET_MS = 300;

type TakeIn = (texts: ReadonlyMap<string, string | undefined>, places: ReadonlySet<string>) => Promise<void>;

/** Collects changes while others are taken in. Of the texts of a file only the last one counts, so they never queue. */
export class PendingChanges {
  private texts = new Map<string, string | undefined>();
  private places = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private quiet = 0;
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly takeIn: TakeIn,
    private readonly onError: (error: Error) => void,
  ) {}

  /** The text of a file, or that the disk counts again. */
  text(file: string, text: string | undefined): void {
    this.texts.set(file, text);
    this.schedule();
  }

  /** A file or folder that is other than before on disk. */
  place(place: string): void {
    this.places.add(place);
    this.schedule();
  }

  /** Settles when everything that is known by now is taken in; it does not wait for more. */
  takenIn(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.working = this.working.then(() => this.take()).catch((thrown: unknown) => this.onError(toError(thrown)));
    return this.working;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.texts = new Map();
    this.places = new Set();
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => void this.takenIn(), this.quiet);
  }

  private async take(): Promise<void> {
    const { texts, places } = this;
    if (texts.size + places.size === 0) return;
    this.texts = new Map();
    this.places = new Set();
    const started = performance.now();
    await this.takeIn(texts, places);
    this.quiet = Math.min(performance.now() - started, LONGEST_QUIET_MS);
  }
}

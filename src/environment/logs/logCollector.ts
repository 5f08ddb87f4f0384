import type { Readable } from 'node:stream';
import type { LoggingConfiguration } from '../../lambda/functionConfiguration';
import type { Clock } from '../../lambda/ports';
import type { SandboxProcess } from '../../sandbox/sandbox';
import { eventLoopTurn } from '../deferred';
import type { EventStream } from '../eventStream';
import type { ProcessOutput } from '../processSet';
import { applicationRecord, type ApplicationLine } from './application';
import { FrameParser, type Frame } from './frames';
import { LineSplitter } from './lines';

/** A runtime that never stops writing must not keep a phase open for ever. */
const MAXIMUM_TURNS = 256;

/** Turns what the processes write into `function` and `extension` events, one per log event, in the order written. */
export class LogCollector implements ProcessOutput {
  /** Counts pieces of output, to see whether anything came. */
  private received = 0;

  constructor(
    private readonly events: EventStream,
    private readonly logging: LoggingConfiguration,
    private readonly clock: Clock,
    private readonly currentRequestId: () => string | undefined,
    /** What a debugger makes the runtime write, which is no log of the function. */
    private readonly debuggerOutput?: RegExp,
  ) {}

  attachRuntime(process: SandboxProcess): void {
    for (const stream of [process.stdout, process.stderr]) {
      this.attachLines(stream, (line) => {
        this.rawLine(line);
      });
    }
    if (process.logFrames !== undefined) {
      this.attachFrames(process.logFrames);
    }
  }

  attachExtension(process: SandboxProcess): void {
    for (const stream of [process.stdout, process.stderr]) {
      this.attachLines(stream, (line) => {
        this.events.emit('extension', line, this.currentRequestId());
      });
    }
  }

  /**
   * Resolves when everything that was written before the call has become an event. What is still in a pipe is read in
   * the next turns of the event loop; a turn without output says that the pipes are empty.
   */
  async drain(): Promise<void> {
    for (let turn = 0; turn < MAXIMUM_TURNS; turn += 1) {
      const before = this.received;
      await eventLoopTurn();
      if (this.received === before) {
        return;
      }
    }
  }

  private attachFrames(stream: Readable): void {
    const parser = new FrameParser();
    const emit = (frame: Frame): void => {
      this.functionLine({ text: frame.text, epochMs: frame.epochMs ?? this.clock.now(), level: frame.level });
    };
    const flush = (): void => {
      parser.flush().forEach(emit);
    };
    stream.on('data', (chunk: Buffer) => {
      this.received += 1;
      parser.push(chunk).forEach(emit);
    });
    stream.on('error', flush);
    stream.on('end', flush);
  }

  private attachLines(stream: Readable, emit: (line: string) => void): void {
    const splitter = new LineSplitter();
    const flush = (): void => {
      splitter.flush().forEach(emit);
    };
    stream.on('data', (chunk: Buffer) => {
      this.received += 1;
      splitter.push(chunk).forEach(emit);
    });
    // The pipe breaks when the process is killed; what it wrote before has been read.
    stream.on('error', flush);
    stream.on('end', flush);
  }

  private rawLine(text: string): void {
    if (this.debuggerOutput?.test(text) !== true) {
      this.functionLine({ text, epochMs: this.clock.now() });
    }
  }

  private functionLine(line: ApplicationLine): void {
    const record = applicationRecord(line, this.logging);
    if (record !== undefined) {
      this.events.emit('function', record, this.currentRequestId(), line.epochMs);
    }
  }
}

import type { Status } from './protocol';
import type { Workspace } from './workspace';

/** Tells how the server is doing, whenever that is other than before. */
export class StatusReporter {
  private told = '';

  constructor(
    private readonly workspace: Workspace,
    private readonly send: (status: Status) => void,
  ) {}

  update(): void {
    const { all, isReading } = this.workspace;
    const status: Status = {
      state: isReading ? 'reading' : 'ready',
      files: sum(all.map(({ files }) => files.length)),
      skipped: sum(all.map(({ skipped }) => skipped.length)),
      handlers: sum(all.map(({ handlers }) => handlers.length)),
    };
    const now = JSON.stringify(status);
    if (now === this.told) return;
    this.told = now;
    this.send(status);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { dispatch } from './dispatch';
import type { EventHandlers } from './dispatch';
import { insertOrdered } from './ordered';
import type { AsynchronousInvocation, AsynchronousStage } from './timeline';

type StageDraft = { -readonly [Key in keyof AsynchronousStage]: AsynchronousStage[Key] };

/** Follows asynchronous invocations from the queue to their end, retries included. */
export class AsynchronousInvocations {
  /** In the order in which they were queued. */
  private readonly built: AsynchronousInvocation[] = [];
  private readonly journals = new Map<string, Journal>();
  private readonly changed = new Set<Journal>();
  private readonly unfinished = new Set<Journal>();

  /** Takes an event of a queue or an environment. */
  add(event: LifecycleEvent): void {
    const { requestId } = event;
    if (requestId === undefined || !CONCERNED.has(event.type)) return;
    const key = `${event.functionName} ${requestId}`;
    let journal = this.journals.get(key);
    if (journal === undefined) {
      if (!event.type.startsWith('asynchronous.')) return;
      journal = new Journal(this.journals.size, requestId, event.functionName);
      this.journals.set(key, journal);
    }
    journal.add(event);
    this.changed.add(journal);
  }

  /** All of them as they are now; what goes on lasts until `endMs`. The list is the same one each time. */
  list(endMs: number): readonly AsynchronousInvocation[] {
    for (const journal of new Set([...this.changed, ...this.unfinished])) {
      const invocation = journal.invocation(endMs);
      this.built[journal.index] = invocation;
      if (invocation.state === 'waiting' || invocation.state === 'running') this.unfinished.add(journal);
      else this.unfinished.delete(journal);
    }
    this.changed.clear();
    return this.built;
  }
}

const CONCERNED: ReadonlySet<string> = new Set<LifecycleEvent['type']>([
  'asynchronous.queued',
  'asynchronous.retry',
  'asynchronous.destination',
  'asynchronous.dropped',
  'platform.start',
  'platform.report',
  'invocation.functionError',
]);

/** The events of one asynchronous invocation. */
class Journal {
  private readonly events: LifecycleEvent[] = [];

  constructor(
    readonly index: number,
    private readonly requestId: string,
    private readonly functionName: string,
  ) {}

  add(event: LifecycleEvent): void {
    insertOrdered(this.events, event, ({ monotonicMs }) => monotonicMs);
  }

  invocation(endMs: number): AsynchronousInvocation {
    const story = new Story();
    for (const event of this.events) story.tell(event);
    return { requestId: this.requestId, functionName: this.functionName, ...story.end(endMs) };
  }
}

/** One asynchronous invocation, told from the beginning. */
class Story {
  private readonly stages: StageDraft[] = [];
  private readonly destinations: string[] = [];
  private attempts = 0;
  private condition: string | undefined;
  private lastMs = 0;

  private readonly handlers: EventHandlers<void> = {
    'asynchronous.queued': ({ monotonicMs }) => this.begin('queued', monotonicMs),
    'platform.start': ({ monotonicMs, environmentId }) => {
      this.close(monotonicMs);
      this.begin('attempt', monotonicMs);
      this.attempts += 1;
      const stage = this.stages.at(-1);
      if (stage !== undefined && environmentId !== undefined) stage.environmentId = environmentId;
    },
    'invocation.functionError': () => {
      const stage = this.stages.at(-1);
      if (stage?.kind === 'attempt') stage.failed = true;
    },
    'platform.report': ({ record, monotonicMs }) => {
      const stage = this.stages.at(-1);
      if (stage?.kind !== 'attempt') return;
      stage.failed ||= record.status !== 'success' || record.errorType !== undefined;
      this.close(monotonicMs);
    },
    'asynchronous.retry': ({ record, monotonicMs }) => {
      this.closeFailed(monotonicMs);
      this.begin('retryWait', monotonicMs);
      const stage = this.stages.at(-1);
      if (stage !== undefined) stage.cause = record.cause;
    },
    'asynchronous.destination': ({ record }) => {
      this.destinations.push(`${record.kind} ${record.target}`);
    },
    'asynchronous.dropped': ({ record, monotonicMs }) => {
      this.closeFailed(monotonicMs);
      this.condition = record.condition;
    },
  };

  tell(event: LifecycleEvent): void {
    dispatch(this.handlers, event);
    this.lastMs = event.monotonicMs;
  }

  end(endMs: number): Omit<AsynchronousInvocation, 'requestId' | 'functionName'> {
    const state = this.state();
    const goesOn = state === 'waiting' || state === 'running';
    if (goesOn) {
      const stage = this.stages.at(-1);
      if (stage?.open === true) stage.endMs = Math.max(stage.startMs, endMs);
    }
    const startMs = this.stages[0]?.startMs ?? this.lastMs;
    return {
      startMs,
      endMs: Math.max(startMs, goesOn ? endMs : (this.stages.at(-1)?.endMs ?? this.lastMs)),
      stages: this.stages,
      destinations: this.destinations,
      state,
      ...(this.condition === undefined ? {} : { condition: this.condition }),
    };
  }

  private state(): AsynchronousInvocation['state'] {
    if (this.condition !== undefined) return 'dropped';
    const stage = this.stages.at(-1);
    if (stage?.kind !== 'attempt') return 'waiting';
    if (stage.open) return 'running';
    return stage.failed ? 'failed' : 'succeeded';
  }

  private begin(kind: AsynchronousStage['kind'], startMs: number): void {
    this.stages.push({ kind, startMs, endMs: startMs, open: true, attempt: this.attempts + 1, failed: false });
  }

  /** The caller of an attempt is answered before the attempt is reported. */
  private closeFailed(atMs: number): void {
    const stage = this.stages.at(-1);
    if (stage?.kind === 'attempt') stage.failed = true;
    this.close(atMs);
  }

  private close(atMs: number): void {
    const stage = this.stages.at(-1);
    if (stage?.open !== true) return;
    stage.endMs = Math.max(stage.startMs, atMs);
    stage.open = false;
  }
}

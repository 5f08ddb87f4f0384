import type { LifecycleEvent } from '../../lambda/lifecycleEvents';

/** Events that belong together and are let go of together. */
export interface HistoryPart {
  /** Undefined for what happened before an environment was chosen. */
  readonly environmentId: string | undefined;
  /** `environment`: how it began and ended, with its Init phase. */
  readonly kind: 'environment' | 'invocation';
  /** Indexes of its events, in order. */
  readonly indexes: number[];
  /** Its last event has been seen. */
  ended: boolean;
}

/** The events of a history by environment and invocation, in the order in which these began. */
export class HistoryParts {
  readonly parts: HistoryPart[] = [];
  /** Ids of environments that are gone. */
  readonly stopped = new Set<string>();
  private readonly environments = new Map<string, { readonly start: HistoryPart; current: HistoryPart }>();
  private readonly queued = new Map<string, HistoryPart>();

  constructor(events: readonly LifecycleEvent[]) {
    events.forEach((event, index) => {
      const part = this.partOf(event);
      part.indexes.push(index);
      if (event.type === 'platform.report') part.ended = true;
    });
  }

  private partOf(event: LifecycleEvent): HistoryPart {
    const { environmentId, type } = event;
    if (environmentId === undefined) return this.queuePart(event);
    const known = this.environments.get(environmentId);
    if (known === undefined) {
      const start = this.begin(environmentId, 'environment');
      this.environments.set(environmentId, { start, current: start });
      return start;
    }
    if (type === 'environment.stopping' || type === 'environment.stopped') {
      if (type === 'environment.stopped') this.stopped.add(environmentId);
      return known.start;
    }
    const begins = type === 'environment.thawed' || type === 'platform.start';
    if (begins && (known.current === known.start || known.current.ended)) {
      known.current = this.begin(environmentId, 'invocation');
    }
    return known.current;
  }

  private queuePart({ requestId, functionName }: LifecycleEvent): HistoryPart {
    const key = requestId ?? functionName;
    const part = this.queued.get(key) ?? this.begin(undefined, 'invocation');
    this.queued.set(key, part);
    return part;
  }

  private begin(environmentId: string | undefined, kind: HistoryPart['kind']): HistoryPart {
    const part: HistoryPart = { environmentId, kind, indexes: [], ended: environmentId === undefined };
    this.parts.push(part);
    return part;
  }
}

import type { Leftover } from '../../../lambda/evidence';
import { ownerOf } from './nodeInternals';
import type { Beginning, Origins } from './origins';
import type { Requests } from './requests';
import type { Origin } from './userCode';

/** What Node.js calls a resource -> what it is. */
const KINDS: Readonly<Record<string, Leftover['kind']>> = {
  Timeout: 'timer',
  PROCESSWRAP: 'process',
  WORKER: 'thread',
  TCPSERVERWRAP: 'handle',
  PIPESERVERWRAP: 'handle',
  UDPWRAP: 'handle',
  FSEVENTWRAP: 'handle',
  STATWATCHER: 'handle',
};

interface Started {
  readonly type: string;
  readonly resource: object;
  readonly beginning: Beginning;
  origin?: Origin;
}

interface TimerState {
  readonly _destroyed?: boolean;
  readonly _repeat?: number | null;
  readonly _idleTimeout?: number;
  hasRef?(): boolean;
}

/** One list, however much a function leaves behind. */
const MAXIMUM_LEFTOVERS = 100;
/** Timers whose stack is taken between two observations; a function that starts more is busy with timers anyway. */
const MAXIMUM_TRACED_TIMERS = 2_000;

/** Follows what the function starts and does not wait for. */
export class Leftovers {
  private readonly started = new Map<number, Started>();
  private timersLeft = MAXIMUM_TRACED_TIMERS;
  private wasEmpty = true;

  constructor(
    private readonly origins: Origins,
    private readonly requests: Requests,
  ) {}

  static isKind(type: string): boolean {
    return Object.hasOwn(KINDS, type);
  }

  made(id: number, type: string, resource: object): void {
    if (type === 'Timeout') {
      if (this.timersLeft === 0) return;
      this.timersLeft -= 1;
    }
    this.started.set(id, { type, resource, beginning: this.origins.begin(id) });
  }

  destroyed(id: number): void {
    this.started.delete(id);
  }

  /** Everything that is unfinished; undefined where nothing is, and nothing was the last time. */
  observe(connecting: readonly { readonly beginning: Beginning; readonly host: string }[]): Leftover[] | undefined {
    this.timersLeft = MAXIMUM_TRACED_TIMERS;
    const found: Leftover[] = [];
    for (const [id, started] of this.started) {
      const leftover = this.unfinished(id, started);
      if (leftover !== undefined) found.push(leftover);
      if (found.length === MAXIMUM_LEFTOVERS) break;
    }
    for (const { beginning, host } of connecting) {
      const { place, nearest } = this.origins.origin(beginning);
      if (nearest === 'runtime' || nearest === 'none') continue;
      found.push({
        leftoverId: `connecting ${host} ${place?.file ?? ''}:${String(place?.line ?? '')}`,
        kind: 'handle',
        description: `connection being made${host === '' ? '' : ` to ${host}`}`,
        ...(place === undefined ? {} : { place }),
      });
    }
    found.push(...this.requests.unfinished());
    const silent = this.wasEmpty && found.length === 0;
    this.wasEmpty = found.length === 0;
    return silent ? undefined : found;
  }

  private unfinished(id: number, started: Started): Leftover | undefined {
    const { type, resource } = started;
    const kind = KINDS[type];
    const description = describe(type, resource);
    if (kind === undefined || description === undefined) return undefined;
    const { place, nearest, inside } = (started.origin ??= this.origins.origin(started.beginning));
    if (nearest === 'runtime' || nearest === 'none') return undefined;
    // Time limits of Node.js' own clients are its business. Timers with which libraries give up on what is idle are their own business; what repeats keeps working.
    if (type === 'Timeout' && (inside || (nearest !== 'user' && !keepsRepeating(resource)))) return undefined;
    return { leftoverId: String(id), kind, description, ...(place === undefined ? {} : { place }) };
  }
}

/** What it is, in words; undefined when it is finished. */
function describe(type: string, resource: object): string | undefined {
  switch (type) {
    case 'Timeout': {
      const { _destroyed: destroyed, _repeat: repeat, _idleTimeout: delay } = resource as TimerState;
      if (destroyed !== false || delay === undefined || delay < 0) return undefined;
      return typeof repeat === 'number' ? `interval of ${String(repeat)} ms` : `timer of ${String(delay)} ms`;
    }
    case 'PROCESSWRAP': {
      const child = ownerOf(resource) as
        { readonly exitCode?: unknown; readonly signalCode?: unknown; readonly spawnfile?: unknown } | undefined;
      if (child === undefined || typeof child.exitCode === 'number' || typeof child.signalCode === 'string') {
        return undefined;
      }
      return `process ${typeof child.spawnfile === 'string' ? child.spawnfile : ''}`.trim();
    }
    case 'WORKER':
      return 'worker thread';
    case 'UDPWRAP':
      return 'UDP socket';
    case 'FSEVENTWRAP':
    case 'STATWATCHER':
      return 'file watcher';
    default:
      return serverOf(resource);
  }
}

function serverOf(resource: object): string | undefined {
  const server = ownerOf(resource) as { readonly _handle?: unknown; readonly _connectionKey?: unknown } | undefined;
  if (server?._handle !== resource) return undefined;
  const { _connectionKey: key } = server;
  const port = typeof key === 'string' ? /^[46]:(.*):(\d+)$/.exec(key) : null;
  return port === null ? 'server' : `server on ${port[1] ?? ''}`;
}

function keepsRepeating(resource: object): boolean {
  const timer = resource as TimerState;
  return typeof timer._repeat === 'number' && timer.hasRef?.() === true;
}

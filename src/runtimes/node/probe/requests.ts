import { subscribe } from 'node:diagnostics_channel';
import type { Leftover } from '../../../lambda/evidence';
import type { Beginning, Origins } from './origins';

interface Sent {
  readonly id: number;
  readonly request: object;
  readonly beginning: Beginning;
}

/** A request of node:http. */
interface ClientRequest {
  readonly method?: unknown;
  readonly destroyed?: unknown;
  readonly res?: { readonly complete?: unknown } | null;
  readonly host?: unknown;
}

/** A request of `fetch`. */
interface FetchRequest {
  readonly method?: unknown;
  readonly origin?: unknown;
  readonly completed?: unknown;
  readonly aborted?: unknown;
}

/** Requests that are followed at the same time; more are not, so that a busy function does not fill the memory. */
const MAXIMUM_FOLLOWED = 200;

/** HTTP requests whose answers the function has not waited for. */
export class Requests {
  private sent: Sent[] = [];
  private count = 0;

  constructor(private readonly origins: Origins) {}

  /** Begins to listen; `safely` keeps errors from the function. */
  listen(safely: (look: () => void) => void): void {
    const follow = (message: unknown): void => {
      safely(() => {
        const { request } = message as { readonly request?: unknown };
        if (typeof request === 'object' && request !== null) this.follow(request);
      });
    };
    // Node.js 16 has neither the function nor the channels.
    const available = subscribe as typeof subscribe | undefined;
    available?.('http.client.request.start', follow);
    available?.('undici:request:create', follow);
  }

  unfinished(): Leftover[] {
    this.sent = this.sent.filter(({ request }) => !isFinished(request));
    return this.sent.flatMap(({ id, request, beginning }) => {
      const { place, nearest } = this.origins.origin(beginning);
      if (nearest === 'runtime' || nearest === 'none') return [];
      return [
        {
          leftoverId: `request ${String(id)}`,
          kind: 'handle' as const,
          description: describe(request),
          ...(place === undefined ? {} : { place }),
        },
      ];
    });
  }

  private follow(request: object): void {
    if (this.sent.length >= MAXIMUM_FOLLOWED) {
      this.sent = this.sent.filter(({ request: other }) => !isFinished(other));
      if (this.sent.length >= MAXIMUM_FOLLOWED) return;
    }
    this.count += 1;
    this.sent.push({ id: this.count, request, beginning: this.origins.beginLoose() });
  }
}

function isFinished(request: object): boolean {
  const { destroyed, res, completed, aborted } = request as ClientRequest & FetchRequest;
  return destroyed === true || res?.complete === true || completed === true || aborted === true;
}

/** Without path and query: they may hold secrets. */
function describe(request: object): string {
  const { method, host, origin } = request as ClientRequest & FetchRequest;
  const to = typeof origin === 'string' || origin instanceof URL ? new URL(origin).host : host;
  return `${typeof method === 'string' ? method : 'HTTP'} request${typeof to === 'string' ? ` to ${to}` : ''}`;
}

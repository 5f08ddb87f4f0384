import type { FunctionConfiguration } from '../../lambda/functionConfiguration';
import type { HttpFrontConfiguration } from '../../lambda/httpApi';
import { systemClock, type Logger } from '../../lambda/ports';
import type { FunctionInvoker } from '../functionInvoker';
import { FunctionUrlServer } from '../functionUrlServer';
import type { ListeningAddress, ListenOptions } from '../loopbackServer';
import { HttpFront } from './httpFront';

export interface HttpFrontsOptions {
  readonly invoker: FunctionInvoker;
  readonly logger: Logger;
  readonly region: string;
  /** Hears of every front that can be called from now on, in lines for the user. */
  readonly onOpen: (lines: string) => void;
}

/** A server that should be open. */
interface Wanted {
  readonly key: string;
  /** Another text: the server is made anew, on the port it had. */
  readonly text: string;
  readonly make: () => FrontServer;
  readonly describe: (url: string) => string;
}

interface FrontServer {
  listen(options: ListenOptions): Promise<ListeningAddress>;
  dispose(): Promise<void>;
}

/** The function URLs and APIs of served functions, each on a port of its own. */
export class HttpFronts {
  private readonly servers = new Map<string, { server: FrontServer; text: string; port: number }>();

  constructor(private readonly options: HttpFrontsOptions) {}

  /** Opens what is new, closes what is gone, and replaces what has changed. `served`: whose function URLs are opened. */
  async update(
    apis: readonly HttpFrontConfiguration[],
    served: readonly FunctionConfiguration[] = this.options.invoker.functions(),
  ): Promise<void> {
    const wanted = [
      ...served.flatMap((configuration) => this.functionUrl(configuration)),
      ...apis.map((configuration) => this.api(configuration)),
    ];
    const ports = new Map<string, number>();
    for (const [key, { server, text, port }] of [...this.servers]) {
      if (wanted.some((other) => other.key === key && other.text === text)) continue;
      ports.set(key, port);
      this.servers.delete(key);
      await server.dispose();
    }
    for (const { key, text, make, describe } of wanted) {
      if (this.servers.has(key)) continue;
      const server = make();
      const { port, url } = await server.listen({ port: ports.get(key) ?? 0 });
      this.servers.set(key, { server, text, port });
      this.options.onOpen(describe(url));
    }
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.servers.values()].map(({ server }) => server.dispose()));
    this.servers.clear();
  }

  private functionUrl({ name, functionUrl }: FunctionConfiguration): Wanted[] {
    if (functionUrl === undefined) return [];
    const { invoker, logger } = this.options;
    return [
      {
        key: `Function URL of ${name}`,
        text: JSON.stringify(functionUrl),
        make: () =>
          new FunctionUrlServer({
            invoker,
            functionName: name,
            configuration: functionUrl,
            logger,
            clock: systemClock,
          }),
        describe: (url) => `Function URL of ${name}: ${url}\n`,
      },
    ];
  }

  private api(configuration: HttpFrontConfiguration): Wanted {
    const { invoker, logger, region } = this.options;
    return {
      key: `${configuration.kind} ${configuration.name}`,
      text: JSON.stringify(configuration),
      make: () => new HttpFront({ configuration, invoker, logger, clock: systemClock, region }),
      describe: (url) => describeApi(configuration, url),
    };
  }
}

const TITLES: Readonly<Record<HttpFrontConfiguration['kind'], string>> = {
  Alb: 'Load balancer',
  HttpApi: 'HTTP API',
  RestApi: 'REST API',
};

function describeApi({ kind, name, stage, routes }: HttpFrontConfiguration, url: string): string {
  const prefix = stage === '' || stage === '$default' ? '' : `/${stage}`;
  const lines = routes.map(({ method, path, functionName }) =>
    path === '$default' ? `  $default -> ${functionName}\n` : `  ${method} ${prefix}${path} -> ${functionName}\n`,
  );
  return `${TITLES[kind]} ${name}: ${url}${prefix}\n${lines.join('')}`;
}

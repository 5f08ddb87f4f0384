import type { FunctionInvoker } from '../gateway/functionInvoker';
import { FunctionUrlServer } from '../gateway/functionUrlServer';
import { systemClock, type Logger } from '../lambda/ports';

/** The function URLs of served functions, each on a port of its own. */
export class FunctionUrls {
  private readonly servers = new Map<string, FunctionUrlServer>();

  /** `onOpen` hears of every URL that can be called from now on. */
  constructor(
    private readonly invoker: FunctionInvoker,
    private readonly logger: Logger,
    private readonly onOpen: (functionName: string, url: string) => void,
  ) {}

  /** Opens URLs of functions that have got one and closes those of functions that have none any more. */
  async update(): Promise<void> {
    const functions = this.invoker.functions();
    for (const [name, server] of this.servers) {
      if (!functions.some((configuration) => configuration.name === name && configuration.functionUrl !== undefined)) {
        this.servers.delete(name);
        await server.dispose();
      }
    }
    for (const { name, functionUrl } of functions) {
      if (functionUrl !== undefined && !this.servers.has(name)) {
        const server = new FunctionUrlServer({
          invoker: this.invoker,
          functionName: name,
          configuration: functionUrl,
          logger: this.logger,
          clock: systemClock,
        });
        this.servers.set(name, server);
        this.onOpen(name, (await server.listen({ port: 0 })).url);
      }
    }
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.servers.values()].map((server) => server.dispose()));
    this.servers.clear();
  }
}

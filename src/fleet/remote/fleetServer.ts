import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { toError } from '../../lambda/errors';
import type { Disposable } from '../../lambda/lifecycleEvents';
import type { Logger } from '../../lambda/ports';
import type { Fleet } from '../fleet';
import type { FleetMessage, FleetMethod, FleetQuestion, FleetRequests } from './messages';

/** Lets other processes of the same user debug the functions of a fleet. */
export class FleetServer {
  private readonly guests = new Set<Guest>();
  private readonly server: Server;

  constructor(fleet: Fleet, logger: Logger) {
    this.server = createServer((socket) => {
      const guest = new Guest(socket, fleet, logger, () => {
        this.guests.delete(guest);
      });
      this.guests.add(guest);
    });
  }

  /** `address` is the path of a socket or named pipe. Rejects when it cannot be opened. */
  async listen(address: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(address, resolve);
    });
  }

  dispose(): void {
    for (const guest of this.guests) {
      guest.end();
    }
    this.server.close();
  }
}

type Answerers = {
  readonly [Method in FleetMethod]: (
    asked: FleetRequests[Method]['asked'],
  ) => Promise<FleetRequests[Method]['answered']> | FleetRequests[Method]['answered'];
};

/** One process that asks. What it has begun to debug is left alone when it goes. */
class Guest {
  private readonly debugged = new Set<string>();
  private readonly events: Disposable;
  private readonly answerers: Answerers;

  constructor(
    private readonly socket: Socket,
    private readonly fleet: Fleet,
    private readonly logger: Logger,
    onEnd: () => void,
  ) {
    this.answerers = {
      functions: () => fleet.functions(),
      debug: ({ functionName, request }) => this.debug(functionName, request ?? undefined),
      invoke: async ({ functionName, payload }) => {
        const answer = await fleet.invoke(functionName, { payload: Buffer.from(payload, 'base64') });
        await answer.completed;
        const { contentType, functionError } = answer;
        return {
          payload: Buffer.from(answer.payload).toString('base64'),
          contentType,
          ...(functionError === undefined ? {} : { functionError }),
        };
      },
      end: async ({ functionName, cause }) => {
        await fleet.end(functionName, cause);
        return null;
      },
    };
    this.events = fleet.onEvent((event) => {
      if (this.debugged.has(event.functionName)) {
        this.send({ event });
      }
    });
    createInterface({ input: socket }).on('line', (line) => void this.answer(line));
    socket.on('error', (error) => {
      logger.debug('A process that debugs a function broke its connection', error);
    });
    socket.once('close', () => {
      this.leave();
      onEnd();
    });
  }

  end(): void {
    this.socket.destroy();
  }

  private debug(
    functionName: string,
    request: FleetRequests['debug']['asked']['request'] | undefined,
  ): FleetRequests['debug']['answered'] {
    this.fleet.debug(functionName, request ?? undefined);
    if (request === undefined) {
      this.debugged.delete(functionName);
    } else {
      this.debugged.add(functionName);
    }
    return this.fleet
      .environments()
      .filter(({ configuration }) => configuration.name === functionName)
      .map(({ id, configuration, debugAddress }) => ({
        id,
        configuration,
        ...(debugAddress === undefined ? {} : { debugAddress }),
      }));
  }

  private async answer(line: string): Promise<void> {
    let id = 0;
    try {
      const question = JSON.parse(line) as FleetQuestion;
      id = question.id;
      this.send({ id, answered: await this.ask(question.method, question.asked) });
    } catch (thrown) {
      this.send({ id, refused: toError(thrown).message });
    }
  }

  private async ask<Method extends FleetMethod>(
    method: Method,
    asked: FleetRequests[Method]['asked'],
  ): Promise<FleetRequests[Method]['answered']> {
    if (!Object.hasOwn(this.answerers, method)) {
      throw new Error(`This fleet does not know "${method}"; both sides must be of the same version of Warmpath.`);
    }
    return this.answerers[method](asked);
  }

  private send(message: FleetMessage): void {
    this.socket.write(`${JSON.stringify(message)}\n`);
  }

  private leave(): void {
    this.events.dispose();
    for (const functionName of this.debugged) {
      try {
        this.fleet.debug(functionName, undefined);
      } catch (thrown) {
        // The function may have gone meanwhile.
        this.logger.debug(`${functionName} is not debugged any more`, toError(thrown));
      }
    }
  }
}

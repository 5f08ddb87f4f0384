import type { Fleet } from '../fleet/fleet';
import type { FunctionInvoker } from '../gateway/functionInvoker';
import { toError } from '../lambda/errors';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import { newRequestId } from '../lambda/identifiers';
import type { InvocationRequest, InvocationResponse } from '../lambda/invocation';
import type { Logger } from '../lambda/ports';
import { canRun, type ProjectFunction } from '../project/projectFunction';

/** What the functions of a window are taken from. */
export interface OnDemandParts {
  readonly fleet: Fleet;
  /** All functions of the window. */
  readonly functions: () => readonly ProjectFunction[];
  readonly serve: (found: ProjectFunction) => Promise<unknown>;
  readonly logger: Logger;
}

/** All functions of a window for callers from outside; one that nobody has invoked yet is served when it is called. */
export class OnDemandInvoker implements FunctionInvoker {
  constructor(private readonly parts: OnDemandParts) {}

  functions(): readonly FunctionConfiguration[] {
    const served = this.parts.fleet.functions();
    const names = new Set(served.map(({ name }) => name));
    const others = this.parts.functions().filter((each) => canRun(each) && !names.has(each.configuration.name));
    return [...served, ...others.map(({ configuration }) => configuration)];
  }

  async invoke(functionName: string, request: InvocationRequest): Promise<InvocationResponse> {
    await this.ensure(functionName);
    return this.parts.fleet.invoke(functionName, request);
  }

  enqueue(functionName: string, request: InvocationRequest): string {
    const { fleet, logger } = this.parts;
    const identified = { ...request, requestId: request.requestId ?? newRequestId() };
    if (this.isServed(functionName)) {
      return fleet.enqueue(functionName, identified);
    }
    this.ensure(functionName)
      .then(() => fleet.enqueue(functionName, identified))
      .catch((thrown: unknown) => {
        logger.error(`The event ${identified.requestId} for ${functionName} is lost`, toError(thrown));
      });
    return identified.requestId;
  }

  private isServed(functionName: string): boolean {
    return this.parts.fleet.functions().some(({ name }) => name === functionName);
  }

  /** What is served already stays as it is, because a debug session may have changed it. */
  private async ensure(functionName: string): Promise<void> {
    if (this.isServed(functionName)) {
      return;
    }
    const found = this.parts.functions().find(({ configuration }) => configuration.name === functionName);
    if (found !== undefined) {
      await this.parts.serve(found);
    }
  }
}

import type { FunctionInvoker } from '../../../src/gateway/functionInvoker';
import { functionConfiguration, type FunctionConfiguration } from '../../../src/lambda/functionConfiguration';
import type { InvocationRequest, InvocationResponse } from '../../../src/lambda/invocation';

type Outcome = Partial<InvocationResponse> | undefined;

/** What happens to a request; the result replaces parts of an ordinary response. */
export type Run = (request: InvocationRequest) => Promise<Outcome> | Outcome;

/** An invoker that shows what reaches it and does what it is told: the parts of the port that a handler cannot see. */
export class Recorder implements FunctionInvoker {
  readonly requests: InvocationRequest[] = [];
  run: Run = () => undefined;

  functions(): readonly FunctionConfiguration[] {
    return [functionConfiguration({ name: 'f', runtime: 'nodejs22.x', handler: 'index.handler', codePath: '/code' })];
  }

  async invoke(_name: string, request: InvocationRequest): Promise<InvocationResponse> {
    this.requests.push(request);
    const outcome = await this.run(request);
    const requestId = request.requestId ?? 'none';
    const metrics = { durationMs: 1, billedDurationMs: 1, memorySizeMB: 128, maxMemoryUsedMB: 1 };
    const ran = { requestId, environmentId: 'none', coldStart: false };
    return {
      ...ran,
      payload: Buffer.from('true'),
      contentType: 'application/json',
      executedVersion: '$LATEST',
      completed: Promise.resolve({ ...ran, status: 'success', metrics, logTail: new Uint8Array() }),
      ...outcome,
    };
  }

  enqueue(_name: string, request: InvocationRequest): string {
    this.requests.push(request);
    return request.requestId ?? 'none';
  }
}

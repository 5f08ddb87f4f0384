import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import type { InvocationRequest, InvocationResponse } from '../lambda/invocation';

/** What the front doors need from whoever runs functions. */
export interface FunctionInvoker {
  /** The functions that can be called, in the order they are listed. */
  functions(): readonly FunctionConfiguration[];
  /** Rejects with LambdaServiceError when the function is not run. */
  invoke(functionName: string, request: InvocationRequest): Promise<InvocationResponse>;
  /** Accepts an asynchronous event; returns its request id; throws LambdaServiceError. */
  enqueue(functionName: string, request: InvocationRequest): string;
}

/** An operation of the Lambda API that is served here. */
type Operation =
  'Invoke' | 'InvokeWithResponseStream' | 'InvokeAsync' | 'GetFunction' | 'GetFunctionConfiguration' | 'ListFunctions';

export interface Route {
  readonly operation: Operation;
  /** Function name as it stands in the path; empty for ListFunctions. */
  readonly functionName: string;
  /** Query string without the question mark. */
  readonly query: string;
}

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['POST /2015-03-31/functions/*/invocations', 'Invoke'],
  ['POST /2021-11-15/functions/*/response-streaming-invocations', 'InvokeWithResponseStream'],
  ['POST /2014-11-13/functions/*/invoke-async', 'InvokeAsync'],
  ['GET /2015-03-31/functions/*', 'GetFunction'],
  ['GET /2015-03-31/functions/*/configuration', 'GetFunctionConfiguration'],
  ['GET /2015-03-31/functions', 'ListFunctions'],
]);

/** Finds the operation of a request; undefined when it is none of ours. A slash at the end of the path changes nothing. */
export function routeOf(method: string, url: string): Route | undefined {
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const [, version, collection, functionName, action, ...rest] = path.replace(/\/$/, '').split('/');
  if (rest.length > 0 || functionName === '') return undefined;
  const name = functionName === undefined ? '' : '/*';
  const pattern = `${method} /${version ?? ''}/${collection ?? ''}${name}${action === undefined ? '' : `/${action}`}`;
  const operation = OPERATIONS.get(pattern);
  return operation && { operation, functionName: functionName ?? '', query: mark === -1 ? '' : url.slice(mark + 1) };
}

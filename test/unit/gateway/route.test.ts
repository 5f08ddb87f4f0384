import { describe, expect, it } from 'vitest';
import { routeOf } from '../../../src/gateway/route';

describe('routeOf', () => {
  it.each([
    ['POST', '/2015-03-31/functions/f%3Alive/invocations?Qualifier=1', 'Invoke', 'f%3Alive', 'Qualifier=1'],
    ['POST', '/2021-11-15/functions/f/response-streaming-invocations', 'InvokeWithResponseStream', 'f', ''],
    ['POST', '/2014-11-13/functions/f/invoke-async/', 'InvokeAsync', 'f', ''],
    ['GET', '/2015-03-31/functions/f', 'GetFunction', 'f', ''],
    ['GET', '/2015-03-31/functions/f/configuration?', 'GetFunctionConfiguration', 'f', ''],
    ['GET', '/2015-03-31/functions/?MaxItems=1', 'ListFunctions', '', 'MaxItems=1'],
    ['GET', '/2015-03-31/functions', 'ListFunctions', '', ''],
  ])('%s %s is %s', (method, url, operation, functionName, query) => {
    expect(routeOf(method, url)).toEqual({ operation, functionName, query });
  });

  it.each([
    ['GET', '/2015-03-31/functions/f/invocations'],
    ['POST', '/2015-03-31/functions'],
    ['POST', '/2015-03-31/functions/f/invocations/more'],
    ['POST', '/2016-03-31/functions/f/invocations'],
    ['POST', '/2015-03-31/functions//invocations'],
    ['GET', '/'],
    ['GET', '*'],
    ['GET', 'http://localhost/2015-03-31/functions'],
  ])('%s %s is nothing', (method, url) => {
    expect(routeOf(method, url)).toBeUndefined();
  });
});

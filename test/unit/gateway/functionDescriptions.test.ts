import { describe, expect, it } from 'vitest';
import { describeConfiguration, describeFunction, describeFunctions } from '../../../src/gateway/functionDescriptions';
import { functionConfiguration, type FunctionConfiguration } from '../../../src/lambda/functionConfiguration';

const named = (name: string, given: Partial<FunctionConfiguration> = {}): FunctionConfiguration =>
  functionConfiguration({ name, runtime: 'python3.13', handler: 'app.handler', codePath: '/code', ...given });

interface Page {
  readonly Functions: readonly { readonly FunctionName: string }[];
  readonly NextMarker?: string;
}
const list = (functions: readonly FunctionConfiguration[], query: Record<string, string> = {}): Page =>
  JSON.parse(describeFunctions(functions, new URLSearchParams(query), 'eu-west-1')) as Page;
const namesOf = ({ Functions }: Page): string[] => Functions.map(({ FunctionName }) => FunctionName);

describe('Descriptions of functions', () => {
  it('describes a function under a qualifier', () => {
    const configuration = named('f', {
      logging: { format: 'JSON', applicationLevel: 'WARN', systemLevel: 'INFO' },
      reservedConcurrency: 0,
      tenantIsolation: true,
    });
    const text = describeFunction({ name: 'f', qualifier: 'live' }, { configuration, version: '3' }, 'eu-west-1');
    expect(JSON.parse(text)).toEqual({
      Configuration: {
        FunctionName: 'f',
        FunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f:live',
        Version: '3',
        Runtime: 'python3.13',
        Handler: 'app.handler',
        PackageType: 'Zip',
        Architectures: ['x86_64'],
        MemorySize: 128,
        Timeout: 3,
        EphemeralStorage: { Size: 512 },
        LoggingConfig: {
          LogFormat: 'JSON',
          LogGroup: '/aws/lambda/f',
          ApplicationLogLevel: 'WARN',
          SystemLogLevel: 'INFO',
        },
        TenancyConfig: { TenantIsolationMode: 'PER_TENANT' },
        State: 'Active',
        LastUpdateStatus: 'Successful',
      },
      Code: { RepositoryType: 'File', Location: 'file:///code' },
      Concurrency: { ReservedConcurrentExecutions: 0 },
      Tags: {},
    });
  });

  it('never hands out variables', () => {
    const configuration = named('f', { environment: { PASSWORD: 'hunter2' } });
    const target = { configuration, version: '$LATEST' };
    const reference = { name: 'f', qualifier: undefined };
    expect(describeConfiguration(reference, target, 'eu-west-1')).not.toMatch(/hunter2|PASSWORD/);
  });

  it('lists by name, and goes on after a marker whose function is gone', () => {
    const first = list(
      ['d', 'b', 'a', 'c'].map((name) => named(name)),
      { MaxItems: '2' },
    );
    expect(namesOf(first)).toEqual(['a', 'b']);
    const rest = list(
      ['d', 'a', 'c'].map((name) => named(name)),
      { MaxItems: '2', Marker: first.NextMarker ?? '' },
    );
    expect(namesOf(rest)).toEqual(['c', 'd']);
    expect(rest).not.toHaveProperty('NextMarker');
  });

  it('puts at most 50 on a page', () => {
    const functions = Array.from({ length: 51 }, (_, index) => named(`f${index}`));
    for (const query of [{}, { MaxItems: '10000' }]) expect(namesOf(list(functions, query))).toHaveLength(50);
  });

  it.each(['0', '-1', '10001', '1.5', 'many'])('refuses %s as MaxItems', (MaxItems) => {
    expect(() => list([], { MaxItems })).toThrow("at 'maxItems' failed to satisfy constraint");
  });
});

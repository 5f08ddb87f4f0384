import { describe, expect, it } from 'vitest';
import { functionConfiguration, type FunctionConfiguration } from '../../../src/lambda/functionConfiguration';
import type { RuntimeLaunch } from '../../../src/runtimes/runtime';
import { extensionVariables, runtimeVariables, type VariableSources } from '../../../src/runtimes/variables';

const place = { taskRoot: '/var/task', opt: '/opt', temporaryFolder: '/tmp' };
const credentials = { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' };
const noRuntime: RuntimeLaunch = { command: '/var/task/bootstrap', arguments: [], environment: {} };

interface Changes extends Partial<Omit<VariableSources, 'configuration'>> {
  readonly configuration?: Partial<FunctionConfiguration>;
}

function sources({ configuration, ...others }: Changes = {}): VariableSources {
  return {
    configuration: functionConfiguration({
      name: 'orders',
      runtime: 'provided.al2023',
      handler: 'function.handler',
      codePath: '/code',
      memorySize: 1024,
      ...configuration,
    }),
    functionVersion: '$LATEST',
    initializationType: 'on-demand',
    logStreamName: '2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef',
    runtimeApi: '127.0.0.1:9001',
    place,
    region: 'eu-west-1',
    host: { platform: 'linux', variables: {} },
    passThrough: [],
    ...others,
  };
}

const runtime = (changes?: Changes, environment: Readonly<Record<string, string>> = {}) =>
  runtimeVariables({ ...sources(changes), credentials }, { ...noRuntime, environment });
const own = (environment: Readonly<Record<string, string>>): Changes => ({ configuration: { environment } });

describe('the environment of the runtime process', () => {
  it('is the table of lambda-contract §8.1 and nothing else', () => {
    expect(runtime()).toEqual({
      AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
      _HANDLER: 'function.handler',
      LAMBDA_TASK_ROOT: '/var/task',
      LAMBDA_RUNTIME_DIR: '/var/runtime',
      AWS_LAMBDA_FUNCTION_NAME: 'orders',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
      AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
      AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
      _AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1',
      _AWS_XRAY_DAEMON_PORT: '2000',
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      PATH: '/usr/local/bin:/usr/bin/:/bin:/opt/bin',
      LD_LIBRARY_PATH: '/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
    });
  });

  it('adds what the runtime itself sets', () => {
    const environment = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x', LAMBDA_RUNTIME_DIR: '/client', _PRIVATE: '3' };
    expect(runtime({}, environment)).toMatchObject(environment);
  });

  it('ends its PATH with the one of the host, each folder once', () => {
    const host = { platform: 'linux', variables: { PATH: '/usr/local/bin:/home/me/bin:/bin' } } as const;
    expect(runtime({ host }, { PATH: '/node/bin:/bin' })['PATH']).toBe('/node/bin:/bin:/usr/local/bin:/home/me/bin');
  });

  it('takes the variables of the function literally', () => {
    expect(runtime(own({ TABLE: '$HOME/${X}', EMPTY: '' }))).toMatchObject({ TABLE: '$HOME/${X}', EMPTY: '' });
  });

  it.each([
    'LANG',
    'TZ',
    'PATH',
    'LD_LIBRARY_PATH',
    'AWS_XRAY_CONTEXT_MISSING',
    'AWS_XRAY_DAEMON_ADDRESS',
    'NODE_PATH',
  ])('lets the function override %s', (name) => {
    const host = { platform: 'linux', variables: { PATH: '/home/me/bin' } } as const;
    expect(runtime({ ...own({ [name]: 'mine' }), host }, { NODE_PATH: 'x', PATH: 'y' })[name]).toBe('mine');
  });

  it.each(['AWS_REGION', '_HANDLER', 'AWS_LAMBDA_RUNTIME_API', 'AWS_EXECUTION_ENV', 'AWS_SECRET_ACCESS_KEY'])(
    'does not let the function set %s',
    (name) => {
      expect(runtime(own({ [name]: 'mine' }))[name]).not.toBe('mine');
      expect(runtime(own({ [name]: 'mine' }), { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' })[name]).not.toBe('mine');
    },
  );

  it('names the log format only for JSON', () => {
    const logging = { format: 'JSON', applicationLevel: 'WARN', systemLevel: 'INFO' } as const;
    expect(runtime({ configuration: { logging } })).toMatchObject({
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'WARN',
    });
    expect(Object.keys(runtime())).not.toContain('AWS_LAMBDA_LOG_FORMAT');
  });

  it('names the metadata endpoint where there is one', () => {
    expect(runtime({ metadata: { api: '127.0.0.1:9001', token: 't' } })).toMatchObject({
      AWS_LAMBDA_METADATA_API: '127.0.0.1:9001',
      AWS_LAMBDA_METADATA_TOKEN: 't',
    });
  });

  it('points to the temporary folder where that is not /tmp', () => {
    const elsewhere = { ...place, temporaryFolder: '/state/tmp' };
    expect(runtime({ place: elsewhere })).toMatchObject({ TMPDIR: '/state/tmp' });
    const windows = { platform: 'win32', variables: {} } as const;
    expect(runtime({ place: elsewhere, host: windows })).toMatchObject({ TEMP: '/state/tmp', TMP: '/state/tmp' });
  });
});

describe('host variables', () => {
  const variables = { HOME: '/home/me', USER: 'me', SSH_AUTH_SOCK: '/socket', TABLE: 'host' };
  const host = { platform: 'linux', variables } as const;

  it('are not seen', () => {
    const visible = Object.values(runtime({ host }));
    for (const value of Object.values(variables)) expect(visible).not.toContain(value);
  });

  it('are seen by name when the user lets them through; the function’s own win', () => {
    const changes = { ...own({ TABLE: 'mine' }), host, passThrough: ['SSH_AUTH_SOCK', 'TABLE', 'NOT_SET'] };
    expect(runtime(changes)).toMatchObject({ SSH_AUTH_SOCK: '/socket', TABLE: 'mine' });
    expect(Object.keys(runtime(changes))).not.toContain('NOT_SET');
  });

  it('without which Windows does not work are always there', () => {
    const windows = { platform: 'win32', variables: { SYSTEMROOT: 'C:\\Windows', Path: 'C:\\Tools' } } as const;
    expect(runtime({ host: windows })).toMatchObject({ SystemRoot: 'C:\\Windows' });
    expect(runtime({ host: windows })['PATH']?.split(';').at(-1)).toBe('C:\\Tools');
  });
});

describe('without credentials', () => {
  const without = sources();
  const visible = (environment: Readonly<Record<string, string>> = {}, passThrough: readonly string[] = []) =>
    runtimeVariables(
      {
        ...without,
        configuration: { ...without.configuration, environment },
        passThrough,
        host: { platform: 'linux', variables: { AWS_PROFILE: 'work', AWS_ACCESS_KEY_ID: 'host' } },
      },
      noRuntime,
    );

  it('there are none, and the user’s own are not looked up', () => {
    expect(visible()).toMatchObject({
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    expect(Object.keys(visible()).filter((name) => /ACCESS_KEY|SESSION|PROFILE/.test(name))).toEqual([]);
  });

  it.each([
    ['a profile of the function', { AWS_PROFILE: 'local' }, []],
    ['a profile of the host', {}, ['AWS_PROFILE']],
    ['keys of the host', {}, ['AWS_ACCESS_KEY_ID']],
  ])('%s is left to work', (_name, environment, passThrough) => {
    expect(Object.keys(visible(environment, passThrough))).not.toContain('AWS_CONFIG_FILE');
  });
});

describe('the environment of an extension', () => {
  it('has the user’s variables and credentials, and none that belong to the runtime', () => {
    const changes = own({ TABLE: 'orders', NODE_OPTIONS: '--inspect' });
    expect(extensionVariables({ ...sources(changes), credentials })).toEqual({
      AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
      AWS_LAMBDA_FUNCTION_NAME: 'orders',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      PATH: '/usr/local/bin:/usr/bin/:/bin:/opt/bin',
      LD_LIBRARY_PATH: '/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
      TABLE: 'orders',
      NODE_OPTIONS: '--inspect',
    });
  });
});

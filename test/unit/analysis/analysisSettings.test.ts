import { describe, expect, it } from 'vitest';
import { FolderSettings, readAnalysisSettings } from '../../../src/analysis/analysisSettings';

const CLIENT = { language: 'python', call: 'company.db.connect' };

function messages(given: unknown): string[] {
  return readAnalysisSettings(given).mistakes.map(({ message }) => message);
}

describe('severities', () => {
  it('are read by rule, the findings about comments among them', () => {
    const { settings, mistakes } = readAnalysisSettings({
      severities: { 'client-in-handler': 'error', 'unused-suppression': 'off' },
    });
    expect(settings.severities).toEqual({ 'client-in-handler': 'error', 'unused-suppression': 'off' });
    expect(mistakes).toEqual([]);
  });

  it.each([
    [{ severities: { 'client-in-handler': 'warn' } }, 'severities.client-in-handler has to be error, warning,'],
    [{ severities: { clientInHandler: 'off' } }, 'severities.clientInHandler is for no rule; the rules are '],
    [{ severities: ['off'] }, 'severities has to be an object such as {"'],
    [{ severities: { __proto__: null, constructor: 'off' } }, 'severities.constructor is for no rule'],
    [{ rules: {} }, 'rules is no setting here; there are severities and additionalClients.'],
    [[], 'This has to be an object with severities and additionalClients.'],
  ])('that are wrong are told: %j', (given, expected) => {
    const told = messages(given);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(expected);
  });

  it('keep what is right beside what is wrong', () => {
    const given = { severities: { 'client-in-handler': 'off', nothing: 'off' }, additionalClients: [CLIENT, 1] };
    const { settings, mistakes } = readAnalysisSettings(given);
    expect(settings.severities).toEqual({ 'client-in-handler': 'off' });
    expect(settings.additionalClients).toHaveLength(1);
    expect(mistakes.map(({ path }) => path)).toEqual([
      ['severities', 'nothing'],
      ['additionalClients', 1],
    ]);
  });
});

describe('additional clients', () => {
  function entryOf(client: unknown): unknown {
    const { settings, mistakes } = readAnalysisSettings({ additionalClients: [client] });
    expect(mistakes).toEqual([]);
    return settings.additionalClients[0];
  }

  it('of Python are dotted names', () => {
    const given = { ...CLIENT, kind: 'connection', close: 'close', shared: true, severity: 'error' };
    expect(entryOf(given)).toEqual({
      id: 'user.company.db.connect',
      language: 'python',
      library: 'company',
      paths: ['company.db.connect'],
      creates: 'connection',
      connects: 'eager',
      close: ['close'],
      share: 'check',
      fix: 'lazy',
      severity: 'error',
    });
  });

  it('of JavaScript are symbols of modules', () => {
    expect(entryOf({ language: 'javascript', module: '@company/db', symbol: 'Db', new: true })).toMatchObject({
      library: '@company/db',
      paths: ['@company/db#Db'],
      isNew: true,
      creates: 'client',
      share: 'safe',
      fix: 'hoist',
      severity: 'warning',
    });
    expect(entryOf({ language: 'javascript', module: 'db', symbol: 'default' })).toMatchObject({ paths: ['db#'] });
    expect(entryOf({ language: 'javascript', module: 'db' })).toMatchObject({ paths: ['db#'], isNew: false });
  });

  it('that cannot be shared are never moved', () => {
    expect(entryOf({ ...CLIENT, shared: false })).toMatchObject({ share: 'per-invocation', fix: 'none' });
  });

  it.each([
    ['client', 'additionalClients[0] has to be an object such as {"'],
    [{ call: 'a.b' }, 'additionalClients[0] needs a "language": python or javascript.'],
    [{ language: 'go', call: 'a.b' }, 'additionalClients[0].language has to be python or javascript.'],
    [{ language: 'python' }, 'additionalClients[0] needs a "call", such as "company.db.connect".'],
    [{ language: 'python', call: 'a.b()' }, 'additionalClients[0].call has to be a dotted name such as'],
    [{ ...CLIENT, new: true }, 'additionalClients[0].new is no setting here; there are language, kind, close,'],
    [{ ...CLIENT, kind: 'socket' }, 'additionalClients[0].kind has to be client, connection, pool or session.'],
    [{ ...CLIENT, close: [1] }, 'additionalClients[0].close has to be the name of a method such as "close", or'],
    [{ ...CLIENT, shared: 'yes' }, 'additionalClients[0].shared has to be true or false.'],
    [
      { ...CLIENT, severity: 'low' },
      'additionalClients[0].severity has to be error, warning, information, hint or off.',
    ],
    [{ language: 'javascript', symbol: 'connect' }, 'additionalClients[0] needs a "module", such as "@company/db".'],
    [{ language: 'javascript', module: './db' }, 'additionalClients[0].module has to be the name of a package such as'],
    [{ language: 'javascript', module: 'db', symbol: 'a b' }, 'additionalClients[0].symbol has to be a name that'],
  ])('that are wrong are told: %j', (client, expected) => {
    const { settings, mistakes } = readAnalysisSettings({ additionalClients: [client] });
    expect(settings.additionalClients).toEqual([]);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]?.message).toContain(expected);
  });
});

describe('settings of folders', () => {
  const code = 'client-in-handler';
  const everywhere = { severities: { [code]: 'hint', 'register-once': 'hint' }, additionalClients: [] } as const;
  const folders = new Map([
    ['/project', { severities: { [code]: 'error' }, additionalClients: [] } as const],
    ['/project/a/b', { severities: {}, additionalClients: [] } as const],
  ]);
  const settings = new FolderSettings(everywhere, folders);

  it('count for what is below them, the nearest alone, over what counts everywhere', () => {
    expect(settings.severity('/project/app.py', code)).toBe('error');
    expect(settings.severity('/project/a/app.py', code)).toBe('error');
    expect(settings.severity('/project/a/b/c/app.py', code)).toBe('hint');
    expect(settings.severity('/project/app.py', 'register-once')).toBe('hint');
    expect(settings.severity('/elsewhere/app.py', code)).toBe('hint');
    expect(settings.severity('/project/app.py', 'callback-parameter')).toBeUndefined();
    expect(settings.severity('/project/app.py', 'constructor')).toBeUndefined();
  });
});

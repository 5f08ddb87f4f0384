import { describe, expect, it } from 'vitest';
import { EnvironmentStates, stateText } from '../../../src/editor/environmentStates';
import { functionKey, uniqueName } from '../../../src/editor/functionNames';
import { functionRows, type FunctionsModel, type Row } from '../../../src/editor/functionRows';
import type { Translate } from '../../../src/editor/translate';
import { functionConfiguration } from '../../../src/lambda/functionConfiguration';
import type { LifecycleEvent } from '../../../src/lambda/lifecycleEvents';
import { problemAt, projectFunction, type ProjectFunction } from '../../../src/project/projectFunction';

const t: Translate = (message, ...values) =>
  message.replaceAll(/\{(\d)\}/g, (_, index) => String(values[Number(index)]));

function described(
  logicalName: string,
  template = '/code/template.yaml',
  more: Partial<ProjectFunction> = {},
): ProjectFunction {
  return projectFunction({
    logicalName,
    origin: 'cloudformation',
    configuration: functionConfiguration({
      name: logicalName,
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      codePath: '/code/src',
    }),
    template: { file: template, line: 3, column: 3 },
    ...more,
  });
}

const bare = projectFunction({
  logicalName: 'tool',
  origin: 'convention',
  configuration: functionConfiguration({
    name: 'tool',
    runtime: 'python3.13',
    handler: 'tool.handler',
    codePath: '/code',
  }),
  handlerFile: '/code/tool.py',
});

const orders = described('Orders');
const NOTHING: FunctionsModel = {
  folders: [{ path: '/code', name: 'shop' }],
  functions: [],
  problems: [],
  events: new Map(),
  missing: new Map(),
  state: () => ({ environments: [], lastDurationMs: undefined }),
  trusted: true,
};

/** The tree as text, with kinds in front. */
function text(rows: readonly Row[], depth = 0): string {
  return rows
    .map(({ kind, label, description, children }) => {
      const own = `${'  '.repeat(depth)}${kind}: ${label}${description === undefined ? '' : ` (${description})`}`;
      return [own, ...(children.length === 0 ? [] : [text(children, depth + 1)])].join('\n');
    })
    .join('\n');
}

const CREATED = { createdEpochMs: 0, reason: 'first invocation' };

describe('rows of the Functions view', () => {
  it('are none where there is nothing, so that the welcome text is seen', () => {
    expect(functionRows({ ...NOTHING, trusted: false }, t)).toEqual([]);
  });

  it('have problems, environments and events below their function', () => {
    const broken = described('Broken', '/code/template.yaml', {
      problems: [problemAt({ file: '/code/template.yaml', line: 9, column: 5 }, 'error', 'There is no file.')],
    });
    const model: FunctionsModel = {
      ...NOTHING,
      functions: [orders, broken],
      events: new Map([[functionKey(orders), [{ name: 'created', file: '/code/events/created.json' }]]]),
      missing: new Map([[functionKey(orders), 'No Node.js was found.']]),
      state: (name) => ({
        environments:
          name === 'Orders'
            ? [
                { id: 'a', number: 1, phase: 'frozen', invocations: 2, ...CREATED },
                { id: 'b', number: 2, phase: 'Init', invocations: 0, ...CREATED },
              ]
            : [],
        lastDurationMs: 3.14,
      }),
    };
    const rows = functionRows(model, t);
    expect(text(rows)).toBe(
      `function: Orders (nodejs22.x)
  problem: No Node.js was found.
  environment: Environment #1 (frozen · 2 invocations)
  environment: Environment #2 (Init)
  event: created (events/created.json)
function: Broken (nodejs22.x)
  problem: There is no file.`,
    );
    expect(rows[1]?.children[0]?.place).toMatchObject({ file: '/code/template.yaml', line: 9 });
    const all = rows.flatMap((row) => [row, ...row.children]).map(({ id }) => id);
    expect(new Set(all).size).toBe(all.length);
  });

  it('are grouped by project when there are several, and say why nothing is run', () => {
    const payments = '/code/services/payments/template.yaml';
    const model: FunctionsModel = {
      ...NOTHING,
      functions: [orders, described('Pay', payments), bare],
      problems: [problemAt({ file: '/code/serverless.yml', line: 1, column: 1 }, 'error', 'It is no YAML.')],
      trusted: false,
    };
    expect(text(functionRows(model, t))).toBe(
      `notice: Not run in Restricted Mode (Trust this workspace…)
project: template.yaml
  function: Orders (nodejs22.x)
project: services/payments/template.yaml
  function: Pay (nodejs22.x)
project: shop
  function: tool (python3.13)
project: serverless.yml
  problem: It is no YAML.`,
    );
  });
});

describe('names of functions', () => {
  it('have the folder of the template in front where the logical id is not alone', () => {
    const other = described('Orders', '/code/services/payments/template.yaml');
    expect(uniqueName(orders, [orders, bare], '/code')).toBe('Orders');
    expect(uniqueName(orders, [orders, other], '/code')).toBe('Orders');
    expect(uniqueName(other, [orders, other], '/code')).toBe('services/payments/Orders');
    expect(uniqueName(other, [orders, other], '/code/services')).toBe('Orders');
  });
});

describe('what is known of environments', () => {
  const event = (type: LifecycleEvent['type'], environmentId: string, record: unknown = {}): LifecycleEvent =>
    ({ type, environmentId, functionName: 'Orders', epochMs: 0, monotonicMs: 0, record }) as LifecycleEvent;
  const report = { metrics: { durationMs: 3.14 } };

  it('follows their events', () => {
    const states = new EnvironmentStates();
    const said = (): string => stateText(states.of('Orders'), t);
    expect(said()).toBe('cold');
    expect(states.record(event('environment.created', 'a'))).toBe(true);
    states.record(event('platform.initStart', 'a'));
    expect(said()).toBe('1 initializing');
    states.record(event('platform.initReport', 'a'));
    states.record(event('platform.start', 'a'));
    expect(said()).toBe('1 running');
    expect(states.record(event('function', 'a', 'a log line'))).toBe(false);
    states.record(event('debugger.paused', 'a'));
    expect(said()).toBe('1 paused');
    states.record(event('platform.report', 'a', report));
    states.record(event('environment.frozen', 'a'));
    expect(said()).toBe('1 warm · 3.1 ms');
    states.record(event('environment.created', 'b'));
    states.record(event('platform.start', 'b'));
    expect(said()).toBe('1 running · 1 warm · 3.1 ms');
    expect(states.of('Orders').environments.map(({ number }) => number)).toEqual([1, 2]);
    states.record(event('environment.stopped', 'a'));
    states.record(event('environment.stopped', 'b'));
    expect(said()).toBe('cold · 3.1 ms');
    expect(states.record(event('environment.frozen', 'unknown'))).toBe(false);
  });
});

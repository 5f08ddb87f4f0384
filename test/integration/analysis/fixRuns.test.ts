import { spawnSync } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { startDatabase } from '../../../scripts/requirements.mjs';
import { JAVASCRIPT_FIXES } from '../../../src/analysis/fixes/javascript/javaScriptFixes';
import { PYTHON_FIXES } from '../../../src/analysis/fixes/python/pythonFixes';
import { SyntaxParser } from '../../../src/syntax/syntaxParser';
import { documents, lines, relay, silence, type Service } from '../../support/countingServer';
import { fixedPrograms, run, type FixRun } from '../../support/fixRun';
import { RedisServer } from '../../support/redisServer';
import { testPython, TestFleet } from '../../support/testFleet';
import { NODE_CASES, PYTHON_CASES, SILENT_CASES, type FixRunCase, type ServiceName } from './fixRunCases';

/** Seconds that no invocation of these programs takes, whatever else the machine does. */
const LONG = 60;

/** What AWS's clients sign with; the stand-ins look at nothing but the region. */
const CREDENTIALS = { accessKeyId: 'access', secretAccessKey: 'secret' };

const syntax = new SyntaxParser();
let database: Awaited<ReturnType<typeof startDatabase>>;
let redis: RedisServer | undefined;

beforeAll(async () => {
  database = await startDatabase();
  redis = await RedisServer.start();
});

afterAll(async () => {
  database.found?.stop();
  await redis?.[Symbol.asyncDispose]();
});

/** The answers of all stand-ins for HTTP services in one document. */
function document({ headers }: IncomingMessage): unknown {
  // A signature says for which region it is.
  const region = /Credential=[^/]+\/\d+\/([\w-]+)\//.exec(headers.authorization ?? '')?.[1];
  return {
    rate: 3,
    Functions: [{ FunctionName: 'orders' }],
    NextMarker: region,
    TableNames: ['orders'],
    LastEvaluatedTableName: region,
  };
}

function serviceOf(name: ServiceName | undefined, context: TestContext): Service {
  switch (name) {
    case 'postgresql':
      return relay(Number(database.found?.environmentVariables.DB_PORT ?? context.skip(database.missing)));
    case 'redis':
      return relay(redis?.port ?? context.skip('Redis is not installed (Debian: redis-server).'));
    case 'documents':
      return documents(document);
    case 'silence':
      return silence;
    default:
      return lines;
  }
}

function needModules({ modules = [] }: Pick<FixRunCase, 'modules'>, context: TestContext): void {
  const imports = modules.map((each) => `import ${each}`).join('\n');
  const { status } = spawnSync(testPython ?? 'python3', ['-c', imports]);
  if (status !== 0) context.skip(`Python cannot import ${modules.join(' and ')} (Debian: python3-${modules[0] ?? ''}).`);
}

/** What is known of the answers: they are, or there are so many different ones. */
function known({ answers }: FixRun, { isRandom }: FixRunCase): readonly unknown[] {
  return isRandom === true ? [new Set(answers.map((each) => JSON.stringify(each))).size] : answers;
}

function describeRuns(cases: readonly FixRunCase[], rules: readonly string[]): void {
  test('there is a program for every rule with fixes', () => {
    expect([...new Set(cases.map(({ rule }) => rule))].sort()).toEqual([...rules].sort());
  });

  test.for(cases)('$rule in $program', { timeout: 120_000 }, async (given, context) => {
    needModules(given, context);
    const service = serviceOf(given.service, context);
    const serviceBefore = given.serviceBefore === undefined ? service : serviceOf(given.serviceBefore, context);
    const { program, rule, events = [{ n: 1 }, { n: 2 }, { n: 3 }], runtime, isLosing = false } = given;
    const fleet = new TestFleet({ environment: { credentials: CREDENTIALS } });
    const programs = await fixedPrograms(program, rule, syntax);
    expect(programs.after.map(({ title }) => title)).toEqual(Object.keys(given.fixes));

    const options = { events, runtime, isLosing };
    const { timeoutBefore = LONG, before = given.after, connections } = given;
    const found = await run(fleet, programs.before, { ...options, service: serviceBefore, timeout: timeoutBefore });
    expect(known(found, given)).toEqual(before);
    if (connections !== undefined) expect(found.connections).toBe(connections);

    for (const { title, folder } of programs.after) {
      const fixed = await run(fleet, folder, { ...options, service, timeout: LONG });
      const expected = { title, answers: given.after, connections: given.fixes[title] };
      expect({ title, answers: known(fixed, given), connections: fixed.connections }).toEqual(expected);
    }
  });
}

describe('Python before and after fixes, cold and twice warm', () => {
  describeRuns(PYTHON_CASES, Object.keys(PYTHON_FIXES));
});

describe('Node.js before and after fixes, cold and twice warm', () => {
  describeRuns(NODE_CASES, Object.keys(JAVASCRIPT_FIXES));
});

test.for(SILENT_CASES)('$program gives up on a service that never answers', async (given, context) => {
  needModules(given, context);
  const fleet = new TestFleet({ environment: { credentials: CREDENTIALS } });
  const { after } = await fixedPrograms(given.program, given.rule, syntax);
  expect(after).toHaveLength(1);
  for (const { folder } of after) {
    const options = { service: silence, events: [{ n: 1 }], timeout: LONG, runtime: undefined, isLosing: false };
    expect((await run(fleet, folder, options)).answers).toEqual([given.answer]);
  }
});

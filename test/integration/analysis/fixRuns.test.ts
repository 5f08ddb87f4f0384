import { spawnSync } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { startDatabase } from '../../../scripts/requirements.mjs';
import { JAVASCRIPT_FIXES } from '../../../src/analysis/fixes/javascript/javaScriptFixes';
import { PYTHON_FIXES } from '../../../src/analysis/fixes/python/pythonFixes';
import { UNUSED_SUPPRESSION } from '../../../src/analysis/suppressions';
import { SyntaxParser } from '../../../src/syntax/syntaxParser';
import { documents, lines, relay, silence, type Service } from '../../support/countingServer';
import { fixedPrograms, run, type FixRun } from '../../support/fixRun';
import { RedisServer } from '../../support/redisServer';
import { testPython, TestFleet } from '../../support/testFleet';
import {
  LOSING_CASES,
  NODE_CASES,
  PATIENT_PROGRAMS,
  PYTHON_CASES,
  type FixRunCase,
  type ServiceName,
} from './fixRunCases';

/** Seconds that no invocation of these programs takes, whatever else the machine does. */
const LONG = 60;

/** What AWS's clients sign with; the stand-ins look at nothing but the region. */
const CREDENTIALS = { accessKeyId: 'access', secretAccessKey: 'secret' };

/** What runs beside the tests may keep the machine busy. */
const OPTIONS = { timeout: 120_000 };

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
    case 'lines':
    case undefined:
      return lines;
  }
}

function needModules({ modules = [] }: FixRunCase, context: TestContext): void {
  if (modules.length === 0) return;
  const imports = modules.map((each) => `import ${each}`).join('\n');
  const { status } = spawnSync(testPython ?? 'python3', ['-c', imports]);
  if (status !== 0)
    context.skip(`Python cannot import ${modules.join(' and ')} (Debian: python3-${modules[0] ?? ''}).`);
}

/** What is known of the answers: they are, or there are so many different ones. */
function known({ answers }: FixRun, { isRandom }: FixRunCase): readonly unknown[] {
  return isRandom === true ? [new Set(answers.map((each) => JSON.stringify(each))).size] : answers;
}

async function expectRuns(given: FixRunCase, context: TestContext): Promise<void> {
  needModules(given, context);
  const service = serviceOf(given.service, context);
  const serviceBefore = given.serviceBefore === undefined ? service : serviceOf(given.serviceBefore, context);
  const { program, rule, timeoutBefore = LONG, before = given.after, connections } = given;
  const { events = [{ n: 1 }, { n: 2 }, { n: 3 }], isLosing = false } = given;
  const fleet = newFleet();
  const programs = await fixedPrograms(program, rule, syntax);
  expect(programs.after.map(({ title }) => title)).toEqual(Object.keys(given.fixes));

  const options = { events, isLosing, runtime: programs.runtime };
  const found = await run(fleet, programs.before, { ...options, service: serviceBefore, timeout: timeoutBefore });
  expect(known(found, given)).toEqual(before);
  if (connections !== undefined) expect(found.connections).toBe(connections);

  for (const { title, folder } of programs.after) {
    const fixed = await run(fleet, folder, { ...options, service, timeout: LONG });
    const expected = { title, answers: given.after, connections: given.fixes[title] };
    expect({ title, answers: known(fixed, given), connections: fixed.connections }).toEqual(expected);
  }
}

function newFleet(): TestFleet {
  return new TestFleet({ environment: { credentials: CREDENTIALS } });
}

describe.each([
  { language: 'Python', cases: PYTHON_CASES, makers: PYTHON_FIXES },
  { language: 'JavaScript', cases: NODE_CASES, makers: JAVASCRIPT_FIXES },
])('$language before and after fixes, cold and twice warm', ({ cases, makers }) => {
  test('there is a program for every rule with fixes', () => {
    // A comment that is removed is nothing that runs.
    const rules = Object.keys(makers).filter((rule) => rule !== UNUSED_SUPPRESSION);
    expect([...new Set(cases.map(({ rule }) => rule))].sort()).toEqual(rules.sort());
  });

  test.for(cases)('$rule in $program', OPTIONS, expectRuns);
});

describe('a service that ends its connections between invocations', () => {
  test.for(LOSING_CASES)('$rule in $program', OPTIONS, expectRuns);
});

test('programs give up on a service that never answers', OPTIONS, async () => {
  const fleet = newFleet();
  const answers = PATIENT_PROGRAMS.map(async (program) => {
    const { after, runtime } = await fixedPrograms(program, 'no-timeout', syntax);
    const folder = after[0]?.folder ?? '';
    const options = { service: silence, events: [{ n: 1 }], timeout: LONG, runtime, isLosing: false };
    return [program, (await run(fleet, folder, options)).answers] as const;
  });
  expect(await Promise.all(answers)).toEqual(PATIENT_PROGRAMS.map((program) => [program, ['given up']]));
});

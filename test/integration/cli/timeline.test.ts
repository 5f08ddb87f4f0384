import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import Ajv from 'ajv';
import { describe, expect, test } from 'vitest';
import { run } from '../../support/commandLine';
import { functionFolder } from '../../support/functionFolder';
import { traceProblems } from '../../support/traceRules';

const LOGS = path.resolve('test/fixtures/timeline/logs');
const log = path.join(LOGS, 'tailDetailed.log');
const schema = JSON.parse(readFileSync('test/fixtures/otlp/traces.schema.json', 'utf8')) as object;
const isOtlp = new Ajv({ strict: true }).compile(schema);

describe('a log', () => {
  test('is drawn and summed up on standard output; standard error says what it was read as', async () => {
    const { code, stdout, stderr } = await run(['timeline', log], { folder: LOGS });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Read as log lines with times.\n' });
    expect(stdout).toContain('3f9c2a71  I 308 ms C 89 ms');
    expect(stdout).toContain('Cold Invoke        2');
  });

  test('as a summary says what was left out', async () => {
    const { stdout, stderr } = await run(['timeline', 'filterLogEvents.json', '--format', 'summary'], { folder: LOGS });
    expect(stderr).toBe(
      [
        'Read as log events of the AWS CLI.',
        'note: 1 log event could not be read and was left out.',
        'note: 1 log event that came twice counted once.',
        '',
      ].join('\n'),
    );
    expect(stdout).toMatch(/^unknown function\n.*count.*\n {2}Init {15}2/);
  });

  test('may be compressed, as subscriptions write it to S3', async () => {
    const folder = functionFolder({});
    const file = path.join(folder, 'logs.gz');
    writeFileSync(file, gzipSync(readFileSync(path.join(LOGS, 'subscription.json'))));
    const { stdout } = await run(['timeline', file, '--format', 'csv'], { folder });
    expect(stdout.split('\r\n').map((line) => line.split(',').slice(0, 5).join(','))).toEqual([
      'function,environments,invocations,coldStarts,coldStartRate',
      'orders,2,7,2,0.286',
      'payments,2,7,2,0.286',
      '',
    ]);
  });

  test.each(['trace', 'otlp', 'events'])('becomes %s and comes back', async (format) => {
    const folder = functionFolder({});
    const file = path.join(folder, `converted.${format}`);
    const written = await run(['timeline', log, '--format', format, '--output', file], { folder });
    expect(written).toMatchObject({ code: 0, stdout: '' });
    const direct = await run(['timeline', log, '--format', 'summary'], { folder });
    const again = await run(['timeline', file, '--format', 'summary'], { folder });
    expect(again.stdout.replace(/ {2}Frozen.*/, '')).toBe(direct.stdout.replace(/ {2}Frozen.*/, ''));
  });
});

test('a real run: its trace keeps the rules, its OTLP is valid, its events show the same lifecycle', async () => {
  const folder = functionFolder({
    'helper.js': 'exports.greet = (name) => `Hello ${name}`;',
    'index.js': `const { greet } = require('./helper');
      exports.handler = async ({ fail }) => {
        console.log(greet('there'));
        if (fail) throw new TypeError('wanted');
        return 1;
      };`,
  });
  const files = ['trace', 'otlp', 'events'].map((kind) => path.join(folder, `${kind}.json`));
  const [trace = '', otlp = '', events = ''] = files;
  const given = ['invoke', 'index.js', '--event', '{}', '--times', '6', '--concurrency', '2'];
  const ran = await run([...given, '--trace', trace, '--otlp', otlp, '--events', events], { folder });
  expect(ran.code).toBe(0);
  expect(ran.stderr).toContain(`Trace written to ${trace}; open it at ui.perfetto.dev or in browser DevTools.\n`);
  expect(ran.stderr).toContain(`Events written to ${events}; "warmpath timeline" shows and converts them.\n`);
  expect(traceProblems(JSON.parse(readFileSync(trace, 'utf8')))).toEqual([]);
  isOtlp(JSON.parse(readFileSync(otlp, 'utf8')));
  expect(isOtlp.errors).toBeNull();
  const shown = await run(['timeline', events], { folder });
  // What was drawn at the end of the run is drawn again.
  expect(ran.stderr).toContain(shown.stdout.trimEnd());
  expect(shown.stderr).toBe('Read as events of Warmpath.\n');
});

describe('mistakes', () => {
  test.each([
    [['timeline'], 'Name one file, or - for standard input: "warmpath timeline <file>".'],
    [
      ['timeline', log, '--format', 'pdf'],
      '--format takes text, summary, trace, otlp, csv, invocations or events, not "pdf".',
    ],
    [
      ['timeline', 'missing.log'],
      "missing.log cannot be read: ENOENT: no such file or directory, open '<folder>/missing.log'. Name a file, or - for standard input.",
    ],
    [
      ['timeline', '-'],
      'Standard input: There is no lifecycle in this: expected are START and REPORT lines of a Lambda log, an export of CloudWatch, or a trace, OTLP or events file of Warmpath.',
    ],
    [
      ['timeline', log, '--output', 'missing/trace.json'],
      "<folder>/missing/trace.json cannot be written: ENOENT: no such file or directory, open '<folder>/missing/trace.json'. Choose another file.",
    ],
  ])('%j', async (given, says) => {
    const folder = functionFolder({});
    const { code, stdout, stderr } = await run(given, { folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.replaceAll(folder, '<folder>').split('\n').at(-2)).toBe(`warmpath: ${says}`);
  });
});

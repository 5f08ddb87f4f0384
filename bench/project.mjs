// @ts-check
// Reading a project of many templates: `npm run bench:project`. Compared with plain YAML parsing of the same bytes.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { parse } from 'yaml';
import { quantile } from './statistics.mjs';
import { DISK_FILES, locateHandler, ProjectModel, READERS, SyntaxParser } from './warmpath.mjs';

const TEMPLATES = 500;
const FUNCTIONS_EACH = 4;
const COLD_SAMPLES = 5;
const CHANGE_SAMPLES = 50;
const MOST_COLD_MS = 5_000;
const MOST_CHANGE_MS = 50;
const LOCATE_LINES = 300;
const LOCATE_SAMPLES = 50;
const MOST_LOCATE_MS = 5;

/**
 * A function with the intrinsic functions that templates are full of.
 * @param {number} service
 * @param {number} index
 */
function functionText(service, index) {
  return `
  Function${index}:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub service${service}-function${index}-\${Stage}
      Handler: app${index}.handler
      MemorySize: !FindInMap [Sizes, !Ref Stage, memory]
      Environment:
        Variables:
          TABLE: !Ref Table
          NEXT: !GetAtt Function${(index + 1) % FUNCTIONS_EACH}.Arn
          URL: !Join ['/', [https://example.com, !Ref Stage, '${index}']]
          LEVEL: !If [IsProd, warn, debug]
      Events:
        Get:
          Type: HttpApi
          Properties: { Path: /service${service}/${index}, Method: GET }
        Jobs:
          Type: SQS
          Properties: { Queue: !GetAtt Queue.Arn, BatchSize: 10 }
`;
}

/** @param {number} service */
function templateText(service, timeout = 5) {
  return `AWSTemplateFormatVersion: 2010-09-09
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, Default: dev }
Mappings:
  Sizes: { dev: { memory: 256 }, prod: { memory: 1024 } }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Globals:
  Function:
    Runtime: nodejs22.x
    CodeUri: src/
    Timeout: ${timeout}
Resources:
  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Sub 'table${service}-\${Stage}' } }
  Queue: { Type: AWS::SQS::Queue }
${Array.from({ length: FUNCTIONS_EACH }, (_, index) => functionText(service, index)).join('')}`;
}

/** @param {string} folder */
function makeProject(folder) {
  return Array.from({ length: TEMPLATES }, (_, service) => {
    const own = path.join(folder, `group${service % 20}`, `service${service}`);
    mkdirSync(path.join(own, 'src'), { recursive: true });
    for (let index = 0; index < FUNCTIONS_EACH; index += 1) {
      writeFileSync(path.join(own, 'src', `app${index}.js`), 'exports.handler = async () => {};\n');
    }
    const template = path.join(own, 'template.yaml');
    writeFileSync(template, templateText(service));
    return template;
  });
}

/**
 * @param {number} count
 * @param {(sample: number) => unknown} action
 */
async function medianMs(count, action) {
  const samples = [];
  for (let sample = 0; sample < count; sample += 1) {
    const startMs = performance.now();
    await action(sample);
    samples.push(performance.now() - startMs);
  }
  return quantile(samples, 0.5);
}

/**
 * @param {string} name
 * @param {number} ms
 * @param {number} plainMs
 * @param {number} mostMs
 */
function show(name, ms, plainMs, mostMs) {
  const reached = ms < mostMs;
  const ratio = (ms / plainMs).toFixed(1);
  console.log(
    `${name}: ${ms.toFixed(1)} ms, plain YAML ${plainMs.toFixed(1)} ms, ratio ${ratio}; wanted below ${mostMs} ms: ${reached ? 'yes' : 'no'}`,
  );
  if (!reached) process.exitCode = 1;
}

/**
 * @param {string} name
 * @param {number} ms
 * @param {number} mostMs
 */
function showAlone(name, ms, mostMs) {
  const reached = ms < mostMs;
  console.log(`${name}: ${ms.toFixed(1)} ms; wanted below ${mostMs} ms: ${reached ? 'yes' : 'no'}`);
  if (!reached) process.exitCode = 1;
}

/** A module of ordinary code with its handler at the end. */
function longModule() {
  const lines = Array.from(
    { length: LOCATE_LINES - 1 },
    (_, index) => `function step${index}(value) { return value.items.map((item) => ({ ...item, step: ${index} })); }\n`,
  );
  return `${lines.join('')}exports.handler = async (event, context) => step0(event);\n`;
}

/** Parses the templates and nothing else. @param {readonly string[]} templates */
function parsePlainly(templates) {
  for (const template of templates) parse(readFileSync(template, 'utf8'), { logLevel: 'silent' });
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'warmpath-bench-project-'));
try {
  const templates = makeProject(folder);
  const options = { readers: READERS };
  // The very first read pays for starting up; it is what a user waits for, so it is not left out of the samples.
  const coldMs = await medianMs(COLD_SAMPLES, () => ProjectModel.open([folder], options));
  const plainMs = await medianMs(COLD_SAMPLES, () => parsePlainly(templates));
  const model = await ProjectModel.open([folder], options);
  console.log(`${TEMPLATES} templates, ${model.functions.length} functions, median of ${COLD_SAMPLES} reads`);
  show('All templates', coldMs, plainMs, MOST_COLD_MS);
  const [changed = ''] = templates;
  const changeMs = await medianMs(CHANGE_SAMPLES, async (sample) => {
    const different = await model.override(changed, templateText(0, 6 + (sample % 2)));
    if (different.length !== 1 || model.functions.length !== TEMPLATES * FUNCTIONS_EACH)
      throw new Error('The change was not noticed.');
  });
  show('One changed template', changeMs, await medianMs(CHANGE_SAMPLES, () => parsePlainly([changed])), MOST_CHANGE_MS);

  const syntax = new SyntaxParser();
  const withCode = { ...options, syntax };
  const codeMs = await medianMs(COLD_SAMPLES, () => ProjectModel.open([folder], withCode));
  show('All templates and source files', codeMs, plainMs, MOST_COLD_MS);
  const searched = await ProjectModel.open([folder], withCode);
  const source = path.join(path.dirname(changed), 'src', 'app0.js');
  const sourceMs = await medianMs(CHANGE_SAMPLES, async (sample) => {
    await searched.override(source, `exports.other${sample} = async (event, context) => event;\n`);
    if (searched.functions.length !== TEMPLATES * FUNCTIONS_EACH) throw new Error('A handler was lost.');
  });
  showAlone('One changed source file', sourceMs, MOST_CHANGE_MS);

  const long = path.join(folder, 'long.js');
  writeFileSync(long, longModule());
  const locating = { syntax, files: DISK_FILES, folder };
  const locateMs = await medianMs(LOCATE_SAMPLES, async () => {
    if ((await locateHandler(long, 'handler', locating)) === undefined) throw new Error('The handler was not found.');
  });
  showAlone(`A handler in ${LOCATE_LINES} lines`, locateMs, MOST_LOCATE_MS);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

import path from 'node:path';
import { expect, test } from 'vitest';
import type { AnalysedHandler } from '../../../../src/analysis/analysedHandler';
import { Analyser } from '../../../../src/analysis/analyser';
import { ClientCatalogue } from '../../../../src/analysis/catalogue/clientCatalogue';
import { SyntaxParser } from '../../../../src/syntax/syntaxParser';

const FOLDER = path.resolve('/project');
const STORE = path.join(FOLDER, 'store.py');
const SETUP = path.join(FOLDER, 'setup_table.py');
const ORDERS = path.join(FOLDER, 'orders.py');
const PROVIDER = path.join(FOLDER, 'provider.js');

const ANSWERING =
  'import boto3\nimport cfnresponse\nimport store\n\n\ndef handler(event, context):\n    boto3.client("s3")\n    store.save(event)\n    cfnresponse.send(event, context, cfnresponse.SUCCESS, {})\n';
const SERVING = 'import store\n\n\ndef handler(event, context):\n    return store.save(event)\n';
const SAVING = 'import boto3\n\n\ndef save(order):\n    return boto3.client("dynamodb")\n';
const NODE =
  "const response = require('cfn-response');\nconst { S3Client } = require('@aws-sdk/client-s3');\nexports.handler = (event, context) => {\n  new S3Client({});\n  response.send(event, context, response.SUCCESS);\n};\n";

function handlerIn(file: string, text: string): AnalysedHandler {
  const lines = text.split('\n');
  const code = { line: 1, column: 1, endLine: lines.length, endColumn: (lines.at(-1) ?? '').length + 1 };
  return { file, name: 'handler', code, parameters: ['event', 'context'], isWrapped: false, confidence: 'certain' };
}

async function analyserOf(handlers: Readonly<Record<string, string>>): Promise<Analyser> {
  const analyser = new Analyser({ syntax: new SyntaxParser(), catalogue: ClientCatalogue.shipped(), folder: FOLDER });
  await analyser.update(STORE, SAVING);
  for (const [file, text] of Object.entries(handlers)) await analyser.update(file, text);
  analyser.setHandlers(Object.entries(handlers).map(([file, text]) => handlerIn(file, text)));
  return analyser;
}

function severities(analyser: Analyser, file: string): string[] {
  const found = analyser.findings(file).filter(({ code }) => code === 'client-in-handler');
  return found.map(({ severity }) => severity);
}

test('what is found in handlers of custom resources is a hint', async () => {
  const analyser = await analyserOf({ [SETUP]: ANSWERING, [PROVIDER]: NODE });
  expect(severities(analyser, SETUP)).toEqual(['hint']);
  expect(severities(analyser, PROVIDER)).toEqual(['hint']);
});

test('so is what is found in the code that only they use', async () => {
  const analyser = await analyserOf({ [SETUP]: ANSWERING });
  expect(severities(analyser, STORE)).toEqual(['hint']);
});

test('code that other handlers use, too, keeps its severity', async () => {
  const analyser = await analyserOf({ [SETUP]: ANSWERING, [ORDERS]: SERVING });
  expect(severities(analyser, SETUP)).toEqual(['hint']);
  expect(severities(analyser, STORE)).toEqual(['warning']);
});

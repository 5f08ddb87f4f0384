import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { Analyser } from '../../../src/analysis/analyser';
import { FolderSettings, readAnalysisSettings } from '../../../src/analysis/analysisSettings';
import { ClientCatalogue } from '../../../src/analysis/catalogue/clientCatalogue';
import { SyntaxParser } from '../../../src/syntax/syntaxParser';

const FOLDER = path.resolve('/project');
const APP = path.join(FOLDER, 'app.py');
const WEB = path.join(FOLDER, 'web', 'app.js');

const PYTHON = `import boto3
from company import db


def handler(event, context):
    db.connect()  # warmpath-ignore[client-in-handler]: one connection for each order
    return boto3.client("s3")
`;
const JAVASCRIPT = `const { Db } = require('@company/db');
exports.handler = async (event, context) => new Db().find(event.id) ?? Db();
`;

function settings(everywhere: unknown, folders: Readonly<Record<string, unknown>> = {}): FolderSettings {
  const read = (given: unknown): ReturnType<typeof readAnalysisSettings>['settings'] =>
    readAnalysisSettings(given).settings;
  return new FolderSettings(
    read(everywhere),
    new Map(Object.entries(folders).map(([folder, given]) => [path.join(FOLDER, folder), read(given)])),
  );
}

describe('an analyser with settings', () => {
  let analyser: Analyser;

  function shown(file: string): string[] {
    return analyser.findings(file).map(({ code, range, severity }) => `${range.line} ${code} ${severity}`);
  }

  beforeEach(async () => {
    analyser = new Analyser({ syntax: new SyntaxParser(), catalogue: ClientCatalogue.shipped(), folder: FOLDER });
    const texts: [string, string][] = [
      [APP, PYTHON],
      [WEB, JAVASCRIPT],
    ];
    for (const [file, text] of texts) await analyser.update(file, text);
    analyser.setHandlers(
      texts.map(([file, text]) => ({
        file,
        name: 'handler',
        code: { line: 1, column: 1, endLine: text.split('\n').length, endColumn: 1 },
        parameters: ['event', 'context'],
        isWrapped: false,
        confidence: 'certain',
      })),
    );
  });

  test('gives findings the severity that is set', () => {
    expect(shown(APP)).toEqual(['6 unused-suppression hint', '7 client-in-handler warning']);
    const error = { severities: { 'client-in-handler': 'error', 'unused-suppression': 'information' } };
    analyser.setSettings(settings({}, { '': error }));
    expect(shown(APP)).toEqual(['6 unused-suppression information', '7 client-in-handler error']);
    analyser.setSettings(settings({}));
    expect(shown(APP)).toEqual(['6 unused-suppression hint', '7 client-in-handler warning']);
  });

  test('says nothing of a rule that is off, nor of comments for it', () => {
    analyser.setSettings(settings({ severities: { 'client-in-handler': 'off' } }));
    expect(shown(APP)).toEqual([]);
    analyser.setSettings(settings({ severities: { 'unused-suppression': 'off' } }));
    expect(shown(APP)).toEqual(['7 client-in-handler warning']);
  });

  test('knows the clients of the user', () => {
    const python = { language: 'python', call: 'company.db.connect', kind: 'connection' };
    const javascript = { language: 'javascript', module: '@company/db', symbol: 'Db', new: true, severity: 'error' };
    expect(shown(WEB)).toEqual([]);
    analyser.setSettings(settings({ additionalClients: [python] }, { web: { additionalClients: [javascript] } }));
    expect(shown(APP)).toEqual(['7 client-in-handler warning']);
    expect(analyser.findings(WEB).map(({ message, severity }) => [severity, message])).toEqual([
      ['error', expect.stringMatching(/^new Db\(\) of @company\/db makes a client on every invocation; /)],
    ]);
  });
});

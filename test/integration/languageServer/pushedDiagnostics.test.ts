import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { functionFolder } from '../../support/functionFolder';
import { LanguageClient } from '../../support/languageClient';

const WRONG = `import boto3


def handler(event, context):
    return boto3.client("s3")
`;

const RIGHT = `import boto3

s3 = boto3.client("s3")


def handler(event, context):
    return s3
`;

describe('a client that does not ask for diagnostics gets them', () => {
  test('of what it opens and edits', async () => {
    const folder = functionFolder({ 'app.py': RIGHT });
    const file = path.join(folder, 'app.py');
    const client = await LanguageClient.start({ folders: [folder] });
    await client.open(file, WRONG);
    const [diagnostic] = await client.shows(file, ['5:client-in-handler']);
    expect(diagnostic).toMatchObject({
      source: 'Warmpath',
      severity: 2,
      range: { start: { line: 4, character: 11 }, end: { line: 4, character: 29 } },
    });
    await client.edit(file, `\n${WRONG}`);
    await client.shows(file, ['6:client-in-handler']);
    await client.edit(file, RIGHT);
    await client.shows(file, []);
    expect(await client.stop()).toBe(0);
  });
});

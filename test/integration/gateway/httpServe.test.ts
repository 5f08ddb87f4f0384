import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Command } from '../../support/commandLine';
import { curl } from '../../support/curl';
import { functionFolder } from '../../support/functionFolder';

const template = (events: string): string => `
Resources:
  Tested:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: code
      Events:
${events}
`;

const EVENTS = `        One: { Type: HttpApi, Properties: { Path: '/orders/{id}', Method: get } }
        Two: { Type: Api, Properties: { Path: /orders, Method: post } }`;

const FILES = {
  'code/index.js':
    'exports.handler = async ({ version, pathParameters }) => ({ statusCode: 200, body: JSON.stringify([version, pathParameters]) });',
  'template.yaml': template(EVENTS),
};

test('serve opens a front for each API of the templates', async () => {
  const command = new Command(['serve', '--port', '0'], { folder: functionFolder(FILES) });
  const [announced] = await command.said(/HTTP API (?:.*\n)+REST API (?:.*\n)+?.* -> Tested\n/);
  const [http = '', rest = ''] = [...announced.matchAll(/http:\S+/g)].map(([url]) => url);
  expect(announced.replaceAll(/:\d+/g, ':<port>')).toBe(
    [
      'HTTP API ServerlessHttpApi: http://127.0.0.1:<port>',
      '  GET /orders/{id} -> Tested',
      'REST API ServerlessRestApi: http://127.0.0.1:<port>/Prod',
      '  POST /Prod/orders -> Tested',
      '',
    ].join('\n'),
  );
  await command.said(/Serving 1 function/);
  expect(await curl(`${http}/orders/7`)).toMatchObject({ status: 200, body: '["2.0",{"id":"7"}]' });
  expect(await (await fetch(`${rest}/orders`, { method: 'POST' })).json()).toEqual([null, null]);
  command.signal('SIGINT');
  expect(await command.ended).toMatchObject({ code: 0 });
});

test('a template that changes replaces its front on the same port', async () => {
  const folder = functionFolder(FILES);
  const command = new Command(['serve', '--port', '0'], { folder });
  const [, url = ''] = await command.said(/HTTP API ServerlessHttpApi: (\S+)\n/);
  await command.said(/Serving 1 function/);
  expect(await curl(`${url}/new`)).toMatchObject({ status: 404 });
  const events = `        One: { Type: HttpApi, Properties: { Path: /new, Method: get } }`;
  writeFileSync(path.join(folder, 'template.yaml'), template(events));
  await command.said(/template\.yaml changed; the functions were read again/);
  expect(command.stdout).toContain('  GET /new -> Tested\n');
  expect(await curl(`${url}/new`)).toMatchObject({ status: 200 });
  expect(await curl(`${url}/orders/7`)).toMatchObject({ status: 404 });
  command.signal('SIGINT');
  expect(await command.ended).toMatchObject({ code: 0 });
});

import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TemporaryProject } from '../support/temporaryProject';
import { EDITOR_VERSIONS, EditorHost, missingForEditor } from './support/editorHost';
import type { EditorWindow } from './support/editorWindow';
import { LambdaSession } from './support/lambdaSession';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function: { Runtime: nodejs22.x, CodeUri: src }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      FunctionUrlConfig: { AuthType: NONE }
      Events:
        Get:
          Type: HttpApi
          Properties: { Path: '/orders/{id}', Method: GET }
  Other:
    Type: AWS::Serverless::Function
    Properties: { Handler: index.handler }
`;
const SOURCE = `exports.handler = async (event) => {
  const id = event.pathParameters?.id ?? event.rawPath;
  return { statusCode: 200, body: 'order ' + id };
};
`;

describe.each(EDITOR_VERSIONS)('the local APIs of a window (code-server %s)', (version) => {
  let missing: string | undefined;
  let project: TemporaryProject;
  let host: EditorHost;
  let window: EditorWindow;

  beforeAll(async () => {
    missing = await missingForEditor(version);
    if (missing !== undefined) return;
    project = await TemporaryProject.create({ 'template.yaml': TEMPLATE, 'src/index.js': SOURCE });
    host = await EditorHost.start({ version, packages: [inject('packagedExtension')] });
    window = await host.open(project.folder);
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await window.screenshot(`localApis-${version}`);
    await host[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  /** The address that the output tells for a front door. */
  async function address(title: string): Promise<string> {
    const line = new RegExp(`^${title}: (http://\\S+)$`, 'm');
    await expect.poll(() => window.outputChannel('Warmpath')).toMatch(line);
    return line.exec(await window.outputChannel('Warmpath'))?.[1] ?? '';
  }

  it('serve all functions when they are called', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await window.runCommand('Warmpath: Start Local APIs');
    const client = new LambdaClient({
      region: 'us-east-1',
      endpoint: await address('Invoke API'),
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const { Functions } = await client.send(new ListFunctionsCommand({}));
    client.destroy();
    expect(Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['Orders', 'Other']);
    const route = await fetch(`${await address('HTTP API ServerlessHttpApi')}/orders/7`);
    expect([route.status, await route.text()]).toEqual([200, 'order 7']);
    const url = await fetch(new URL('/direct', await address('Function URL of Orders')));
    expect([url.status, await url.text()]).toEqual([200, 'order /direct']);
  });

  it('stop at breakpoints of a session', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await window.editor.setBreakpoint(project.path('src/index.js'), 3);
    const session = await LambdaSession.start(window, { function: 'Orders', invocations: 0 });
    const called = fetch(`${await address('HTTP API ServerlessHttpApi')}/orders/8`);
    const stop = await window.sessions.stop();
    expect(await window.sessions.evaluate(stop, 'id')).toBe("'8'");
    await window.sessions.continue(stop);
    expect(await (await called).text()).toBe('order 8');
    await session.stop();
  });
});

import { describe, expect, test } from 'vitest';
import { run } from '../../support/commandLine';
import { functionFolder } from '../../support/functionFolder';

const WRONG = `import boto3


def handler(event, context):
    return save(event)


def save(order):
    return boto3.client("s3")
`;

const RIGHT = `import boto3

s3 = boto3.client("s3")


def handler(event, context):
    return s3
`;

describe('warmpath lint', () => {
  test('shows where a client is made, and the way to it', async () => {
    const folder = functionFolder({ 'src/app.py': WRONG });
    const { code, stdout, stderr } = await run(['lint'], { folder });
    expect(stdout).toBe(
      [
        'src/app.py:9:12 warning: boto3.client() makes a client on every invocation, through save(); make it once outside of the handler, and warm invocations reuse it. [client-in-handler]',
        '    src/app.py:4:5 the handler handler',
        '    src/app.py:5:12 the handler handler leads to save() here',
        '',
      ].join('\n'),
    );
    expect(stderr).toBe('0 errors, 1 warning, 0 others (1 file, 1 handler).\n');
    expect(code).toBe(1);
  });

  test('ends with 0 when nothing is wrong', async () => {
    const folder = functionFolder({ 'app.py': RIGHT });
    expect(await run(['lint', 'app.py'], { folder })).toMatchObject({ code: 0, stdout: '' });
  });

  test('ends with 0 while there are few enough warnings', async () => {
    const folder = functionFolder({ 'app.py': WRONG });
    expect(await run(['lint', '--max-warnings', '1'], { folder })).toMatchObject({ code: 0 });
  });

  test('writes JSON', async () => {
    const folder = functionFolder({ 'app.py': WRONG });
    const { stdout, stderr } = await run(['lint', '--format', 'json'], { folder });
    const found: unknown = JSON.parse(stdout);
    expect(found).toEqual([
      {
        path: 'app.py',
        line: 9,
        column: 12,
        endLine: 9,
        endColumn: 30,
        rule: 'client-in-handler',
        severity: 'warning',
        message: expect.stringContaining('boto3.client() makes a client') as unknown,
        related: [
          { path: 'app.py', line: 4, message: 'the handler handler' },
          { path: 'app.py', line: 5, message: 'the handler handler leads to save() here' },
        ],
        fixes: expect.arrayContaining([expect.any(String)]) as unknown,
      },
    ]);
    expect(stderr).toBe('');
  });

  test('writes commands for GitHub', async () => {
    const folder = functionFolder({ 'app.py': WRONG });
    const { stdout } = await run(['lint', '--format', 'github'], { folder });
    expect(stdout).toMatch(
      /^::warning file=app\.py,line=9,col=12,endLine=9,endColumn=30,title=Warmpath client-in-handler::boto3\.client\(\) makes .*\n$/,
    );
  });

  test('writes SARIF', async () => {
    const folder = functionFolder({ 'my app.py': WRONG });
    const { stdout } = await run(['lint', '--format', 'sarif'], { folder });
    const log: unknown = JSON.parse(stdout);
    expect(log).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'Warmpath' } },
          results: [
            {
              ruleId: 'client-in-handler',
              level: 'warning',
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'my%20app.py' },
                    region: { startLine: 9, startColumn: 12, endLine: 9, endColumn: 30 },
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test('a template says what is a handler', async () => {
    const template = `Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Handler: app.process, Runtime: python3.13, CodeUri: . }
`;
    const folder = functionFolder({
      'template.yaml': template,
      'app.py': WRONG.replace('handler(event, context)', 'process(event)'),
    });
    expect(await run(['lint'], { folder })).toMatchObject({ code: 1 });
  });

  test('comments hide findings, and those that hide none are reported', async () => {
    const hidden = WRONG.replace('("s3")', '("s3")  # warmpath-ignore[client-in-handler]: only once a day');
    const folder = functionFolder({
      'hidden.py': hidden,
      'above.py': WRONG.replace(
        '    return boto3',
        '    # warmpath-ignore[client-in-handler]: known\n    return boto3',
      ),
      'whole.py': `# warmpath-ignore-file[client-in-handler]: old code\n${WRONG}`,
      'unused.py': RIGHT.replace('("s3")', '("s3")  # warmpath-ignore[client-in-handler]: no more'),
    });
    const { code, stdout } = await run(['lint'], { folder });
    expect(stdout).toBe(
      'unused.py:3:28 hint: There is no client-in-handler finding here to ignore; remove the comment. [unused-suppression]\n',
    );
    expect(code).toBe(0);
  });

  test('nothing outside of the paths is read', async () => {
    const folder = functionFolder({
      'inside/app.py': 'from outside import make\n\n\ndef handler(event, context):\n    return make()\n',
      'outside.py': 'import boto3\n\n\ndef make():\n    return boto3.client("s3")\n',
    });
    expect(await run(['lint', 'inside'], { folder })).toMatchObject({ code: 0, stdout: '' });
    expect(await run(['lint'], { folder })).toMatchObject({ code: 1 });
  });

  test('mistakes of the command line are told', async () => {
    const folder = functionFolder({ 'app.py': RIGHT });
    expect(await run(['lint', '--format', 'xml'], { folder })).toMatchObject({
      code: 2,
      stderr: 'warmpath: --format takes text, json, sarif, github, not "xml".\n',
    });
    const missing = await run(['lint', 'missing'], { folder });
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toContain('There is no file or folder');
  });
});

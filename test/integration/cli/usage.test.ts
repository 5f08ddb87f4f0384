import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { run } from '../../support/commandLine';
import { functionFolder, type Files } from '../../support/functionFolder';

const ECHO = 'exports.handler = async (event) => event;';
const TEMPLATE = `Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: . }
`;

interface Mistake {
  readonly name: string;
  readonly given: readonly string[];
  readonly files?: Files;
  /** The one line on standard error; `<folder>` stands for the working folder. */
  readonly says: string;
}

const MISTAKES: readonly Mistake[] = [
  {
    name: 'an unknown command',
    given: ['fly'],
    says: 'There is no command "fly". Run "warmpath --help" to see all of them.',
  },
  {
    name: 'a name of every object',
    given: ['toString'],
    says: 'There is no command "toString". Run "warmpath --help" to see all of them.',
  },
  {
    name: 'no function',
    given: ['invoke'],
    says: 'Name one function: "warmpath invoke <function>". "warmpath functions" lists them.',
  },
  {
    name: 'two functions',
    given: ['invoke', 'index.js', 'other.js'],
    says: 'Name one function: "warmpath invoke <function>". "warmpath functions" lists them.',
  },
  {
    name: 'an unknown option',
    given: ['invoke', 'index.js', '--fast'],
    says: `Unknown option '--fast'. Run "warmpath invoke --help" to see what it takes.`,
  },
  {
    name: 'an unknown option of serve',
    given: ['serve', '--times', '3'],
    says: `Unknown option '--times'. Run "warmpath serve --help" to see what it takes.`,
  },
  {
    name: '--times 0',
    given: ['invoke', 'index.js', '--times', '0'],
    says: '--times takes a whole number from 1 to 1000000, not "0".',
  },
  {
    name: '--times many',
    given: ['invoke', 'index.js', '--times', 'many'],
    says: '--times takes a whole number from 1 to 1000000, not "many".',
  },
  {
    name: '--timeout 901',
    given: ['invoke', 'index.js', '--timeout', '901'],
    says: '--timeout takes a whole number from 1 to 900, not "901".',
  },
  {
    name: '--memory 64',
    given: ['invoke', 'index.js', '--memory', '64'],
    says: '--memory takes a whole number from 128 to 10240, not "64".',
  },
  {
    name: '--port 65536',
    given: ['serve', '--port', '65536'],
    says: '--port takes a whole number from 0 to 65535, not "65536".',
  },
  {
    name: '--keep-alive 0',
    given: ['serve', '--keep-alive', '0'],
    says: '--keep-alive takes a whole number from 1 to 86400, not "0".',
  },
  {
    name: 'a handler file that is not there',
    given: ['invoke', 'missing.js'],
    says: 'There is no function or handler file "missing.js" in <folder>; there is index.',
  },
  {
    name: 'a function that is not there',
    given: ['invoke', 'Order'],
    files: { 'template.yaml': TEMPLATE },
    says: 'There is no function or handler file "Order" in <folder>; did you mean Orders?',
  },
  {
    name: 'the folder itself',
    given: ['invoke', '.'],
    says: 'There is no function or handler file "." in <folder>; there is index.',
  },
  {
    name: 'a function that another template has',
    given: ['invoke', 'Orders', '--template', 'empty'],
    files: { 'template.yaml': TEMPLATE, 'empty/readme.txt': '' },
    says: 'There is no function or handler file "Orders" in <folder>/empty; name a file such as src/app.ts, or add a template.yaml.',
  },
  {
    name: 'a folder that is not there',
    given: ['functions', 'nowhere'],
    says: 'There is no folder <folder>/nowhere; name the folder of your project.',
  },
  {
    name: 'a folder that is not there, to serve',
    given: ['serve', 'nowhere'],
    says: 'There is no folder <folder>/nowhere; name the folder of your project.',
  },
  {
    name: 'an event that is not JSON',
    given: ['invoke', 'index.js', '--event', '{"a": 1,\n "b" 2}'],
    says: 'the event:2:6: the event is not JSON: colon expected.',
  },
  {
    name: 'an event file that is not JSON',
    given: ['invoke', 'index.js', '--event', 'event.json'],
    files: { 'event.json': 'hello' },
    says: '<folder>/event.json:1:1: the event is not JSON: invalid symbol.',
  },
  {
    name: 'an empty event file',
    given: ['invoke', 'index.js', '--event', 'event.json'],
    files: { 'event.json': '' },
    says: 'The event in <folder>/event.json is empty; the smallest event is {}.',
  },
  {
    name: 'an event file that is not there',
    given: ['invoke', 'index.js', '--event', 'event.json'],
    says: 'There is no event file "event.json"; give a file, JSON, or - for standard input.',
  },
  {
    name: 'an empty standard input',
    given: ['invoke', 'index.js', '--event', '-'],
    says: 'The event in standard input is empty; the smallest event is {}.',
  },
  {
    name: 'an unknown runtime',
    given: ['invoke', 'index.js', '--runtime', 'cobol85'],
    says: 'The function index uses the runtime "cobol85", which is not supported; use one of nodejs18.x, nodejs20.x, nodejs22.x, nodejs24.x, python3.9, python3.10, python3.11, python3.12, python3.13, python3.14, provided.al2, provided.al2023.',
  },
  {
    name: 'a runtime that needs containers',
    given: ['invoke', 'index.js', '--runtime', 'java21'],
    says: 'The function index uses java21, which needs the Docker sandbox; choose it in the settings, or bring a bootstrap and use provided.al2023.',
  },
  {
    name: 'a Node.js that is not there',
    given: ['invoke', 'index.js', '--node', 'bin/node'],
    says: 'The Node.js chosen in the settings cannot be run: <folder>/bin/node (not found). Correct the path, or remove it to use the one that is found.',
  },
  {
    name: 'a Python that is not there',
    given: ['invoke', 'app.py', '--python', 'bin/python'],
    files: { 'app.py': '' },
    says: 'The Python chosen in the settings cannot be run: <folder>/bin/python (not found). Correct the path, or remove it to use the one that is found.',
  },
  {
    name: 'a syntax error in TypeScript',
    given: ['invoke', 'bad.ts'],
    files: { 'bad.ts': 'export const handler = async (: number => 1;' },
    says: 'bad.ts:1:31: Unexpected ":"; correct it and invoke the function again.',
  },
  {
    name: 'credentials that are not set',
    given: ['invoke', 'index.js', '--credentials'],
    says: '--credentials hands AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of your shell to the function; set both first.',
  },
];

describe('a mistake is told in one line, exit code 2', () => {
  test.for(MISTAKES)('$name', async ({ given, files = {}, says }) => {
    const folder = functionFolder({ 'index.js': ECHO, ...files });
    const { code, stdout, stderr } = await run(given, { folder });
    expect(stderr).toBe(`warmpath: ${says.replaceAll('<folder>', folder)}\n`);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('a port that is taken', async () => {
    const stranger = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void stranger.close());
    await new Promise((resolve) => stranger.once('listening', resolve));
    const { port } = stranger.address() as AddressInfo;
    const folder = functionFolder({ 'index.js': ECHO, 'template.yaml': TEMPLATE });
    const { code, stdout, stderr } = await run(['serve', '--port', String(port)], { folder });
    expect(stderr).toBe(
      `warmpath: Port ${String(port)} on 127.0.0.1 is in use: end the program that uses it or choose another port (0 takes any free one).\n`,
    );
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('a template with mistakes', () => {
  test('that is not YAML: the place is told where its function is missing', async () => {
    const folder = functionFolder({
      'index.js': ECHO,
      'template.yaml': 'Resources:\n  Orders: [unclosed\n  Other: {\n',
    });
    const { code, stdout, stderr } = await run(['invoke', 'Orders'], { folder });
    const lines = stderr.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^template\.yaml:3:3 error: The template is not valid YAML: /);
    expect(lines.at(-1)).toMatch(/^warmpath: There is no function or handler file "Orders" in /);
    expect(lines.filter((line) => /^\s+at /.test(line))).toEqual([]);
    expect([code, stdout]).toEqual([2, '']);
  });

  test('with unknown tags: what they would say is left out, the function runs', async () => {
    const folder = functionFolder({
      'index.js': 'exports.handler = async () => process.env.NAME ?? "none";',
      'template.yaml': `Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: .
      Timeout: !Frobnicate [a, b]
      Environment:
        Variables:
          NAME: !Unknown x
`,
    });
    const { code, stdout, stderr } = await run(['invoke', 'Orders'], { folder });
    expect(stderr).toContain(
      'template.yaml:8:7 warning: Timeout is left out: !Frobnicate is not a CloudFormation function; correct the tag.\n',
    );
    expect(stderr).toContain('template.yaml:11:11 warning: The variable NAME is left out: !Unknown');
    expect([code, stdout]).toEqual([0, '"none"\n']);
  });

  test('whose variables are reserved: named by file and line, never shown', async () => {
    const folder = functionFolder({
      'index.js': ECHO,
      'variables.env': 'GOOD=1\nAWS_SECRET_ACCESS_KEY=do-not-show\nAWS_REGION=do-not-show-either\n',
    });
    const { code, stdout, stderr } = await run(['invoke', 'index.js', '--env-file', 'variables.env'], { folder });
    expect(stderr.split('\n')).toEqual([
      "variables.env:2:1 error: The variable AWS_SECRET_ACCESS_KEY is reserved by Lambda and cannot be set; remove it from the function's environment.",
      "variables.env:3:1 error: The variable AWS_REGION is reserved by Lambda and cannot be set; remove it from the function's environment.",
      'warmpath: index cannot be run; repair the errors above.',
      '',
    ]);
    expect([code, stdout]).toEqual([2, '']);
  });
});

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CloudFormationReader } from '../../../src/project/cloudformation/cloudFormationReader';
import { Project } from '../../../src/project/project';
import type { ProjectFunction } from '../../../src/project/projectFunction';
import type { TemplateOptions } from '../../../src/project/templateReader';
import { FIXTURES, renderProject } from './renderProject';

/** The functions of a template given as text; its file does not exist. */
async function functionsOf(text: string, options: TemplateOptions = {}): Promise<readonly ProjectFunction[]> {
  const contents = await new CloudFormationReader().read('/nowhere/template.yaml', text, options);
  return contents?.functions ?? [];
}

async function environmentOf(text: string, options: TemplateOptions = {}): Promise<Record<string, string>> {
  const [first] = await functionsOf(text, options);
  return { ...first?.configuration.environment };
}

describe('fixtures', () => {
  for (const name of readdirSync(FIXTURES)) {
    test(name, async () => {
      const project = await Project.open(path.join(FIXTURES, name));
      await expect(renderProject(project)).toMatchFileSnapshot(`../../golden/project/${name}.txt`);
    });
  }
});

test('a text that is no template is left to others', async () => {
  const reader = new CloudFormationReader();
  expect(await reader.read('/nowhere/template.yaml', 'kind: Template\n', {})).toBeUndefined();
  expect(await reader.read('/nowhere/template.yaml', '- a list\n', {})).toBeUndefined();
  expect(await reader.read('/nowhere/template.yaml', 'name: {{ .Values.name }\n', {})).toBeUndefined();
  expect(await reader.read('/nowhere/template.yaml', 'Resources:\n\tTabs: 1\n', {})).toBeDefined();
});

test('given parameters replace defaults, pseudo parameters and what Systems Manager keeps', async () => {
  const text = `
Parameters:
  Stage: { Type: String, Default: dev }
  Table: { Type: AWS::SSM::Parameter::Value<String>, Default: /path }
  Names: { Type: List<Number>, Default: '1, 2' }
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          STAGE: !Ref Stage
          TABLE: !Ref Table
          NAMES: !Join [+, !Ref Names]
          STACK: !Ref AWS::StackName
          REGION: !Ref AWS::Region
`;
  expect(
    await environmentOf(text, {
      parameters: {
        Stage: 'prod',
        Table: 'orders',
        Names: '3,4',
        'AWS::StackName': 'shop',
        'AWS::Region': 'eu-west-1',
      },
    }),
  ).toEqual({ STAGE: 'prod', TABLE: 'orders', NAMES: '3+4', STACK: 'shop', REGION: 'eu-west-1' });
  expect(await environmentOf(text)).toEqual({ STAGE: 'dev', NAMES: '1+2', REGION: 'us-east-1' });
});

test('a condition that holds brings its function, one that does not leaves it out', async () => {
  const text = `
Parameters: { Stage: { Type: String, Default: dev } }
Conditions: { IsProd: !Equals [!Ref Stage, prod] }
Resources:
  Orders: { Type: AWS::Lambda::Function, Condition: IsProd }
`;
  expect(await functionsOf(text)).toHaveLength(0);
  expect(await functionsOf(text, { parameters: { Stage: 'prod' } })).toHaveLength(1);
});

test('conditions stay unknown only where the unknown part matters', async () => {
  const text = `
Parameters: { Secret: { Type: String } }
Conditions:
  Unknown: !Equals [!Ref Secret, x]
  Holds: !Or [!Condition Unknown, !Equals [a, a]]
  Fails: !And [!Condition Unknown, !Equals [a, b]]
  Open: !And [!Condition Unknown, !Equals [a, a]]
  Long: { 'Fn::Not': [{ Condition: Fails }] }
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          HOLDS: !If [Holds, a, b]
          FAILS: !If [Fails, a, b]
          LONG: !If [Long, a, b]
          OPEN: !If [Open, a, b]
`;
  expect(await environmentOf(text)).toEqual({ HOLDS: 'a', FAILS: 'b', LONG: 'a' });
});

test('only serverless functions inherit Globals; their lists are joined, their intrinsic functions replaced', async () => {
  const text = `
Globals:
  Function:
    Timeout: 9
    Architectures: [arm64]
    Environment: { Variables: { SHARED: global, OWN: global } }
    Layers: [global-layer]
Resources:
  Plain: { Type: AWS::Lambda::Function }
  Serverless:
    Type: AWS::Serverless::Function
    Properties:
      Environment: { Variables: { OWN: own } }
      Layers: [own-layer]
  Replaced:
    Type: AWS::Serverless::Function
    Properties:
      Layers: !Split [',', 'computed-layer']
`;
  const [plain, serverless, replaced] = await functionsOf(text);
  const layers = (each: ProjectFunction | undefined): string[] =>
    each?.problems.flatMap(({ message }) => /\S+-layer/.exec(message) ?? []) ?? [];
  expect(plain?.configuration).toMatchObject({ timeout: 3, environment: {} });
  expect(serverless?.configuration).toMatchObject({ timeout: 9, environment: { SHARED: 'global', OWN: 'own' } });
  expect(serverless?.environmentOrigins).toMatchObject({ SHARED: { line: 6 }, OWN: { line: 13 } });
  expect(layers(serverless)).toEqual(['global-layer', 'own-layer']);
  expect(layers(replaced)).toEqual(['computed-layer']);
});

test('anchors and merge keys are followed, also round in circles', async () => {
  const text = `
Base: &base
  SHARED: base
  OWN: base
Circle: &circle
  <<: *circle
  HERE: x
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          <<: [*base, *circle]
          OWN: own
          ANCHORED: &text anchored
          ALIASED: *text
`;
  expect(await environmentOf(text)).toEqual({
    SHARED: 'base',
    OWN: 'own',
    HERE: 'x',
    ANCHORED: 'anchored',
    ALIASED: 'anchored',
  });
});

test('texts that double with every alias are given up, not built', async () => {
  const doubled = Array.from(
    { length: 40 },
    (_, index) => `  L${index + 1}: &l${index + 1} !Sub ['\${x}\${x}', { x: *l${index} }]`,
  );
  const text = `
Mappings:
  L0: &l0 lol
${doubled.join('\n')}
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties: { Environment: { Variables: { LAUGHS: *l40 } } }
`;
  const [orders] = await functionsOf(text);
  expect(orders?.configuration.environment).toEqual({});
  expect(orders?.problems.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('LAUGHS is left out: its text is longer than a whole template may be'),
  );
});

test('values are as CloudFormation reads YAML', async () => {
  const text = `
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          LONG: 12345678901234567890
          DECIMAL: 1.10
          OCTAL: 0644
          ON_: on
          Y_: y
          DATE: 2026-01-02
          TIME: 12:30
          FOLDER: .
          QUOTED: 'yes'
          FOLDED: >-
            two
            words
`;
  expect(await environmentOf(text)).toEqual({
    LONG: '12345678901234567890',
    DECIMAL: '1.1',
    OCTAL: '420',
    ON_: 'true',
    Y_: 'y',
    DATE: '2026-01-02',
    TIME: '12:30',
    FOLDER: '.',
    QUOTED: 'yes',
    FOLDED: 'two words',
  });
});

test('problems never show the values of variables', async () => {
  const text = `
Parameters: { Password: { Type: String, Default: hunter2-aaaa } }
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          1BAD: hunter2-bbbb
          AWS_SESSION_TOKEN: !Ref Password
          BIG: '${'hunter2-cccc'.repeat(400)}'
`;
  const [orders] = await functionsOf(text);
  const messages = orders?.problems.map(({ message }) => message) ?? [];
  expect(messages).toContainEqual(expect.stringContaining('4096'));
  expect(messages.join('\n')).not.toContain('hunter2');
});

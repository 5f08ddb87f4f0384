import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { DISK_FILES } from '../../../../src/project/projectFiles';
import { ServerlessReader } from '../../../../src/project/serverless/serverlessReader';
import type { TemplateOptions } from '../../../../src/project/templateReader';

const FOLDER = '/nowhere/service';

/** Files beside the configuration, which exist only here. */
const FILES: Readonly<Record<string, string>> = {
  'plain.txt': 'whole text',
  'values.yml': 'name: from-yaml\ndeep: { list: [zero, one] }\nround: ${self:custom.name}\nstage: { dev: d, prod: p }',
  'values.json': '{ "name": "from-json", "number": 5 }',
  'literal.js': "module.exports = { name: 'from-js', deep: { value: 1 } };",
  'function.js': "module.exports = async () => ({ name: 'computed' });",
  'member.js': "module.exports.handler = () => 'x';",
  'broken.yml': 'name: [unclosed',
  'empty.yml': '',
  'hen.yml': 'value: ${file(./egg.yml):value}',
  'egg.yml': 'value: ${file(./hen.yml):value}',
  '../outside.yml': 'name: outside',
  '.env': 'FROM_FILE=dotenv\n',
};

const BESIDES = `
service: shop
useDotenv: true
provider:
  name: aws
  runtime: nodejs22.x
  stage: \${opt:stage, 'dev'}
  region: eu-west-1
params:
  default: { tier: small, dotted.name: dots }
  prod: { tier: large }
custom:
  name: plain
  empty: ''
  nothing:
  zero: 0
  no: false
  list: [a, b]
  nested: { dev: for-dev, prod: for-prod }
  chain: \${self:custom.link}
  link: \${self:custom.name}!
  hen: \${self:custom.egg}
  egg: \${self:custom.hen}
  itself: \${self:custom.itself}
  pointer: name
`;

/** A value as written, and the text it comes to or why it comes to none. */
const ROWS: readonly (readonly [written: string, gives: string | RegExp])[] = [
  // self
  ['${self:custom.name}', 'plain'],
  ['${ self:custom.name }', 'plain'],
  ['<${self:custom.name}>', '<plain>'],
  ['${self:custom.list.1}', 'b'],
  ['${self:custom.list.2}', /\$\{self:custom\.list\.2\} has no value/],
  ['${self:custom.zero}', '0'],
  ['${self:custom.no}', 'false'],
  ['x${self:custom.empty}y', 'xy'],
  ['${self:custom.missing}', /\$\{self:custom\.missing\} has no value; set it, or add a default behind a comma/],
  ["${self:custom.missing, 'fallback'}", 'fallback'],
  ['${self:custom.missing, self:custom.name}', 'plain'],
  ['${self:custom.missing, ${self:custom.name}}', 'plain'],
  ["${self:custom.missing, self:custom.other, 'third'}", 'third'],
  ["${self:custom.nothing, 'fallback'}", 'fallback'],
  ["${self:custom.zero, 'fallback'}", '0'],
  ['${self:custom.missing, 5}', '5'],
  ['${self:custom.missing, true}', 'true'],
  ["${self:custom.missing, ''}!", '!'],
  ["${self:custom.missing, 'it''s'}", /cannot be understood/],
  ['${self:custom.chain}', 'plain!'],
  ['${self:custom.${self:custom.pointer}}', 'plain'],
  ['${self:custom.nested.${sls:stage}}', 'for-dev'],
  ['${self:custom.nested.${opt:stage, self:provider.stage}}', 'for-dev'],
  ["${self:custom.nested.${opt:unknown, 'prod'}}", 'for-prod'],
  ['${self:service}', 'shop'],
  ['${self:provider.region}', 'eu-west-1'],
  ['${self:custom.hen}', /in a circle; break the circle/],
  ['${self:custom.itself}', /in a circle; break the circle/],
  ['a ${self:custom.list} b', /stands for a list, a mapping or nothing/],
  // env
  ['${env:GIVEN}', 'from-shell'],
  ['${env:FROM_FILE}', 'dotenv'],
  ['${env:MISSING}', /\$\{env:MISSING\} has no value/],
  ["${env:MISSING, 'x'}", 'x'],
  ['${env:PATH}', /\$\{env:PATH\} has no value/],
  ["${env:${self:custom.missing, 'GIVEN'}}", 'from-shell'],
  // opt
  ['${opt:stage}', /\$\{opt:stage\} has no value/],
  ["${opt:stage, 'dev'}", 'dev'],
  ["${opt:verbose, 'quiet'}", 'quiet'],
  // param
  ['${param:tier}', 'small'],
  ['${param:dotted.name}', 'dots'],
  ['${param:given}', 'by-hand'],
  ['${param:missing}', /\$\{param:missing\} has no value/],
  ["${param:missing, 'x'}", 'x'],
  // sls and aws
  ['${sls:stage}', 'dev'],
  ['${sls:instanceId}', /new with every deployment/],
  ['${sls:other}', /is not known; use stage or instanceId/],
  ['${aws:region}', 'eu-west-1'],
  ['${aws:accountId}', /belongs to the account/],
  // file
  ['${file(./values.yml):name}', 'from-yaml'],
  ['${file(values.yml):deep.list.1}', 'one'],
  ['${file(./values.yml):round}', 'plain'],
  ['${file(./values.yml):stage.${sls:stage}}', 'd'],
  ["${file(./values.${self:custom.missing, 'json'}):name}", 'from-json'],
  ['${file(./values.json):number}', '5'],
  ['${file(./plain.txt)}', 'whole text'],
  ['${file(./literal.js):name}', 'from-js'],
  ['${file(./literal.js):deep.value}', '1'],
  ['${file(./function.js):name}', /computes its values and is not executed|computed/],
  ['${file(./member.js):handler}', /comput|executed/],
  ['${file(./missing.yml):name}', /\$\{file\(\.\/missing\.yml\):name\} has no value/],
  ["${file(./missing.yml):name, 'x'}", 'x'],
  ["${file(./values.yml):nobody, 'x'}", 'x'],
  ['${file(./empty.yml):name}', /has no value/],
  ['${file(../outside.yml):name}', /outside of the project folder/],
  ['${file(./hen.yml):value}', /in a circle; break the circle/],
  // sources that only a deployment has
  ['${ssm:/shop/secret}', /kept in Systems Manager, which is not asked/],
  ['${ssm(eu-west-1):/shop/secret}', /kept in Systems Manager/],
  ['${ssm.eu-west-1:/shop/secret}', /kept in Systems Manager/],
  ["${ssm:/shop/secret, 'x'}", /kept in Systems Manager/],
  ['${cf:stack.Output}', /output of a CloudFormation stack/],
  ['${s3:bucket/key}', /kept in S3/],
  ['${vault:secret}', /kept in Vault/],
  ['${terraform:outputs:x}', /output of Terraform/],
  // mistakes
  ['${slef:custom.name}', /is not a source of variables; perhaps self is meant/],
  ['${evn:X}', /perhaps env is meant/],
  ['${plugin:thing}', /a plugin may bring it/],
  ['${self:custom.name', /not closed or cannot be understood/],
  ['${self:custom.${self:custom.name}', /not closed or cannot be understood/],
  // what is not ours
  ['${AWS::Region}', '${AWS::Region}'],
  ['${Name}', '${Name}'],
  ['\\${self:custom.name}', '${self:custom.name}'],
  ['${strToBool(true)}', 'true'],
  ["${strToBool(${self:custom.missing, 'no'})}", /takes true, false, 1 or 0/],
];

const OPTIONS: TemplateOptions = {
  parameters: { given: 'by-hand' },
  environment: { GIVEN: 'from-shell' },
  folder: FOLDER,
  files: {
    ...DISK_FILES,
    text: (file) => Promise.resolve(FILES[path.relative(FOLDER, file)]),
  },
};

/** What the variable VALUE is, or why it is not known. */
async function valueOf(written: string, options: TemplateOptions = OPTIONS): Promise<string> {
  const text = `${BESIDES}
functions:
  f: { handler: a.b, environment: { VALUE: ${JSON.stringify(written)} } }
`;
  const contents = await new ServerlessReader().read(`${FOLDER}/serverless.yml`, text, options);
  const [found] = contents?.functions ?? [];
  return found?.configuration.environment['VALUE'] ?? found?.unresolvedVariables['VALUE'] ?? 'no value';
}

describe('variables', () => {
  test.each(ROWS)('%s', async (written, gives) => {
    const value = await valueOf(written);
    if (typeof gives === 'string') expect(value).toBe(gives);
    else expect(value).toMatch(gives);
  });
});

test.each([
  ['${sls:stage}', 'prod'],
  ['${opt:stage}', 'prod'],
  ['${self:provider.stage}', 'prod'],
  ['${param:tier}', 'large'],
  ['${param:dotted.name}', 'dots'],
  ['${self:custom.nested.${sls:stage}}', 'for-prod'],
  ['${file(./values.yml):stage.${sls:stage}}', 'p'],
])('with a stage given, %s', async (written, gives) => {
  expect(await valueOf(written, { ...OPTIONS, stage: 'prod' })).toBe(gives);
});

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CloudFormationReader } from '../../../src/project/cloudformation/cloudFormationReader';

/** An intrinsic function in both of its forms, with the text it comes to or why it comes to none. */
interface Row {
  readonly use: string;
  /** YAML with tags; absent where there is no short form. */
  readonly short?: string;
  /** YAML with names; also written as JSON. */
  readonly long: string;
  readonly gives: string | RegExp;
}

const QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/orders';
const DEPLOYMENT = /needs a deployment; set the value in a \.env file instead/;
const ARGUMENTS = /do not have the form that CloudFormation documents/;

const ROWS: readonly Row[] = [
  { use: 'Ref of a parameter', short: '!Ref Stage', long: '{ Ref: Stage }', gives: 'dev' },
  { use: 'Ref of a number', short: '!Ref Size', long: '{ Ref: Size }', gives: '512' },
  { use: 'Ref of a function', short: '!Ref Other', long: '{ Ref: Other }', gives: 'Other' },
  { use: 'Ref of a named queue', short: '!Ref Queue', long: '{ Ref: Queue }', gives: QUEUE_URL },
  { use: 'Ref of a named topic', short: '!Ref Topic', long: '{ Ref: Topic }', gives: `${arn('sns')}orders` },
  { use: 'Ref of a nameless table', short: '!Ref Table', long: '{ Ref: Table }', gives: /give Table a TableName/ },
  { use: 'Ref of nothing', short: '!Ref Nobody', long: '{ Ref: Nobody }', gives: /neither a parameter nor a resource/ },
  { use: 'Ref without a default', short: '!Ref Secret', long: '{ Ref: Secret }', gives: /Secret has no value/ },
  { use: 'Ref of a list', short: '!Ref Zones', long: '{ Ref: Zones }', gives: /must be a text/ },
  { use: 'Ref of a mapping', short: '!Ref { a: b }', long: '{ Ref: { a: b } }', gives: ARGUMENTS },
  { use: 'pseudo region', short: '!Ref AWS::Region', long: '{ Ref: "AWS::Region" }', gives: 'us-east-1' },
  { use: 'pseudo account', short: '!Ref AWS::AccountId', long: '{ Ref: "AWS::AccountId" }', gives: /^\d{12}$/ },
  { use: 'pseudo partition', short: '!Ref AWS::Partition', long: '{ Ref: "AWS::Partition" }', gives: 'aws' },
  { use: 'pseudo suffix', short: '!Ref AWS::URLSuffix', long: '{ Ref: "AWS::URLSuffix" }', gives: 'amazonaws.com' },
  {
    use: 'pseudo stack name',
    short: '!Ref AWS::StackName',
    long: '{ Ref: "AWS::StackName" }',
    gives: /after a deployment/,
  },
  { use: 'pseudo stack id', short: '!Ref AWS::StackId', long: '{ Ref: "AWS::StackId" }', gives: /after a deployment/ },
  {
    use: 'pseudo topics',
    short: '!Ref AWS::NotificationARNs',
    long: '{ Ref: "AWS::NotificationARNs" }',
    gives: /after a/,
  },
  {
    use: 'Ref of what SAM makes',
    short: '!Ref ServerlessRestApi',
    long: '{ Ref: ServerlessRestApi }',
    gives: /SAM makes/,
  },
  { use: 'Ref of an alias of SAM', short: '!Ref Other.Alias', long: '{ Ref: Other.Alias }', gives: /SAM makes/ },

  { use: 'Sub of a text', short: '!Sub "a-${Stage}-b"', long: '{ "Fn::Sub": "a-${Stage}-b" }', gives: 'a-dev-b' },
  { use: 'Sub without names', short: '!Sub plain', long: '{ "Fn::Sub": plain }', gives: 'plain' },
  {
    use: 'Sub of an attribute',
    short: '!Sub "${Queue.QueueName}!"',
    long: '{ "Fn::Sub": "${Queue.QueueName}!" }',
    gives: 'orders!',
  },
  {
    use: 'Sub that is escaped',
    short: '!Sub "${!Stage}${Stage}"',
    long: '{ "Fn::Sub": "${!Stage}${Stage}" }',
    gives: '${Stage}dev',
  },
  {
    use: 'Sub with names',
    short: '!Sub ["${a}-${Stage}", { a: !Ref Size }]',
    long: '{ "Fn::Sub": ["${a}-${Stage}", { a: { Ref: Size } }] }',
    gives: '512-dev',
  },
  {
    use: 'Sub with a name over a parameter',
    short: '!Sub ["${Stage}.", { Stage: own }]',
    long: '{ "Fn::Sub": ["${Stage}.", { Stage: own }] }',
    gives: 'own.',
  },
  {
    use: 'Sub nested in Sub',
    short: '!Sub ["<${x}>", { x: !Sub "${Stage}-${AWS::Region}" }]',
    long: '{ "Fn::Sub": ["<${x}>", { x: { "Fn::Sub": "${Stage}-${AWS::Region}" } }] }',
    gives: '<dev-us-east-1>',
  },
  {
    use: 'Sub that does not look again',
    short: '!Sub ["${x}.", { x: "${Stage}" }]',
    long: '{ "Fn::Sub": ["${x}.", { x: "${Stage}" }] }',
    gives: '${Stage}.',
  },
  {
    use: 'Sub of nothing',
    short: '!Sub "${Nobody}-x"',
    long: '{ "Fn::Sub": "${Nobody}-x" }',
    gives: /Nobody is neither/,
  },
  {
    use: 'Sub of a list',
    short: '!Sub "${Zones}-x"',
    long: '{ "Fn::Sub": "${Zones}-x" }',
    gives: /\$\{Zones\} is not a text/,
  },
  { use: 'Sub of a list alone', short: '!Sub "${Zones}"', long: '{ "Fn::Sub": "${Zones}" }', gives: /must be a text/ },
  { use: 'Sub of a mapping', short: '!Sub { a: b }', long: '{ "Fn::Sub": { a: b } }', gives: /Fn::Sub takes a text/ },
  {
    use: 'Sub of what SAM makes',
    short: '!Sub "https://${ServerlessRestApi}.x"',
    long: '{ "Fn::Sub": "https://${ServerlessRestApi}.x" }',
    gives: /SAM makes/,
  },
  { use: 'Sub that is not closed', short: '!Sub "${Stage"', long: '{ "Fn::Sub": "${Stage" }', gives: '${Stage' },

  {
    use: 'GetAtt with a dot',
    short: '!GetAtt Queue.Arn',
    long: '{ "Fn::GetAtt": Queue.Arn }',
    gives: `${arn('sqs')}orders`,
  },
  {
    use: 'GetAtt with a list',
    short: '!GetAtt [Queue, Arn]',
    long: '{ "Fn::GetAtt": [Queue, Arn] }',
    gives: `${arn('sqs')}orders`,
  },
  {
    use: 'GetAtt of a function',
    short: '!GetAtt Other.Arn',
    long: '{ "Fn::GetAtt": [Other, Arn] }',
    gives: `${arn('lambda')}function:Other`,
  },
  {
    use: 'GetAtt of a function made by SAM',
    short: '!GetAtt OtherRole.Arn',
    long: '{ "Fn::GetAtt": [OtherRole, Arn] }',
    gives: /SAM makes/,
  },
  {
    use: 'GetAtt of a function URL',
    short: '!GetAtt OtherUrl.FunctionUrl',
    long: '{ "Fn::GetAtt": [OtherUrl, FunctionUrl] }',
    gives: /SAM makes/,
  },
  {
    use: 'GetAtt of a nested output',
    short: '!GetAtt Nested.Outputs.Table',
    long: '{ "Fn::GetAtt": [Nested, Outputs.Table] }',
    gives: /Nested\.Outputs\.Table is known only after/,
  },
  {
    use: 'GetAtt of nothing',
    short: '!GetAtt Nobody.Arn',
    long: '{ "Fn::GetAtt": [Nobody, Arn] }',
    gives: /Nobody is not a resource/,
  },
  {
    use: 'GetAtt of an unknown attribute',
    short: '!GetAtt Queue.Color',
    long: '{ "Fn::GetAtt": [Queue, Color] }',
    gives: /Queue\.Color is known only after/,
  },
  {
    use: 'GetAtt with a Ref',
    short: '!GetAtt [Queue, !Ref Attribute]',
    long: '{ "Fn::GetAtt": [Queue, { Ref: Attribute }] }',
    gives: 'orders',
  },

  {
    use: 'FindInMap',
    short: '!FindInMap [Sizes, dev, memory]',
    long: '{ "Fn::FindInMap": [Sizes, dev, memory] }',
    gives: '256',
  },
  {
    use: 'FindInMap with Refs',
    short: '!FindInMap [Sizes, !Ref Stage, memory]',
    long: '{ "Fn::FindInMap": [Sizes, { Ref: Stage }, memory] }',
    gives: '256',
  },
  {
    use: 'FindInMap by region',
    short: '!FindInMap [Regions, !Ref AWS::Region, short]',
    long: '{ "Fn::FindInMap": [Regions, { Ref: "AWS::Region" }, short] }',
    gives: 'use1',
  },
  {
    use: 'FindInMap without the key',
    short: '!FindInMap [Sizes, prod, memory]',
    long: '{ "Fn::FindInMap": [Sizes, prod, memory] }',
    gives: /Mappings has no Sizes > prod > memory/,
  },
  {
    use: 'FindInMap with a default',
    short: '!FindInMap [Sizes, prod, memory, { DefaultValue: 64 }]',
    long: '{ "Fn::FindInMap": [Sizes, prod, memory, { DefaultValue: 64 }] }',
    gives: '64',
  },
  {
    use: 'FindInMap of a list',
    short: '!Select [1, !FindInMap [Sizes, dev, names]]',
    long: '{ "Fn::Select": [1, { "Fn::FindInMap": [Sizes, dev, names] }] }',
    gives: 'second',
  },
  { use: 'FindInMap of a text', short: '!FindInMap Sizes', long: '{ "Fn::FindInMap": Sizes }', gives: ARGUMENTS },
  {
    use: 'FindInMap with what is unknown',
    short: '!FindInMap [Sizes, !Ref Secret, memory]',
    long: '{ "Fn::FindInMap": [Sizes, { Ref: Secret }, memory] }',
    gives: /Secret has no value/,
  },

  {
    use: 'If that holds',
    short: '!If [IsDev, yes-dev, no]',
    long: '{ "Fn::If": [IsDev, yes-dev, no] }',
    gives: 'yes-dev',
  },
  {
    use: 'If that does not hold',
    short: '!If [IsProd, a, !Ref Stage]',
    long: '{ "Fn::If": [IsProd, a, { Ref: Stage }] }',
    gives: 'dev',
  },
  {
    use: 'If nested in If',
    short: '!If [IsProd, a, !If [IsDev, b, c]]',
    long: '{ "Fn::If": [IsProd, a, { "Fn::If": [IsDev, b, c] }] }',
    gives: 'b',
  },
  {
    use: 'If whose condition is unknown',
    short: '!If [IsSecret, a, b]',
    long: '{ "Fn::If": [IsSecret, a, b] }',
    gives: /Secret has no value/,
  },
  {
    use: 'If without the condition',
    short: '!If [Nobody, a, b]',
    long: '{ "Fn::If": [Nobody, a, b] }',
    gives: /no condition "Nobody"/,
  },
  { use: 'If without a branch', short: '!If [IsProd, a]', long: '{ "Fn::If": [IsProd, a] }', gives: ARGUMENTS },
  { use: 'If of a text', short: '!If IsDev', long: '{ "Fn::If": IsDev }', gives: /./ },
  { use: 'And', short: '!If [Both, a, b]', long: '{ "Fn::If": [Both, a, b] }', gives: 'a' },
  { use: 'Or', short: '!If [Either, a, b]', long: '{ "Fn::If": [Either, a, b] }', gives: 'a' },
  { use: 'Not', short: '!If [Neither, a, b]', long: '{ "Fn::If": [Neither, a, b] }', gives: 'b' },
  {
    use: 'a condition in a circle',
    short: '!If [Round, a, b]',
    long: '{ "Fn::If": [Round, a, b] }',
    gives: /refers to itself; break the circle/,
  },

  {
    use: 'Join',
    short: '!Join ["-", [a, !Ref Stage, c]]',
    long: '{ "Fn::Join": ["-", [a, { Ref: Stage }, c]] }',
    gives: 'a-dev-c',
  },
  { use: 'Join with nothing between', short: '!Join ["", [a, b]]', long: '{ "Fn::Join": ["", [a, b]] }', gives: 'ab' },
  {
    use: 'Join of a list parameter',
    short: '!Join [";", !Ref Zones]',
    long: '{ "Fn::Join": [";", { Ref: Zones }] }',
    gives: 'a;b;c',
  },
  {
    use: 'Join of Split',
    short: '!Join ["+", !Split [",", "a,b"]]',
    long: '{ "Fn::Join": ["+", { "Fn::Split": [",", "a,b"] }] }',
    gives: 'a+b',
  },
  {
    use: 'Join without NoValue',
    short: '!Join [",", [a, !Ref AWS::NoValue, b]]',
    long: '{ "Fn::Join": [",", [a, { Ref: "AWS::NoValue" }, b]] }',
    gives: 'a,b',
  },
  {
    use: 'Join with what is unknown',
    short: '!Join [",", [a, !Ref Secret]]',
    long: '{ "Fn::Join": [",", [a, { Ref: Secret }]] }',
    gives: /Secret has no value/,
  },
  { use: 'Join of a text', short: '!Join [",", a]', long: '{ "Fn::Join": [",", a] }', gives: ARGUMENTS },
  { use: 'Join of nothing', short: '!Join', long: '{ "Fn::Join": }', gives: ARGUMENTS },

  { use: 'Select', short: '!Select [1, [a, b]]', long: '{ "Fn::Select": [1, [a, b]] }', gives: 'b' },
  {
    use: 'Select with a text',
    short: '!Select ["0", !Ref Zones]',
    long: '{ "Fn::Select": ["0", { Ref: Zones }] }',
    gives: 'a',
  },
  {
    use: 'Select of Split',
    short: '!Select [2, !Split ["/", !Sub "a/b/${Stage}"]]',
    long: '{ "Fn::Select": [2, { "Fn::Split": ["/", { "Fn::Sub": "a/b/${Stage}" }] }] }',
    gives: 'dev',
  },
  {
    use: 'Select behind the end',
    short: '!Select [2, [a, b]]',
    long: '{ "Fn::Select": [2, [a, b]] }',
    gives: /finds no item 2/,
  },
  {
    use: 'Select before the start',
    short: '!Select [-1, [a, b]]',
    long: '{ "Fn::Select": [-1, [a, b]] }',
    gives: /finds no item -1/,
  },
  {
    use: 'Select with no index',
    short: '!Select ["", [a, b]]',
    long: '{ "Fn::Select": ["", [a, b]] }',
    gives: /finds no item/,
  },
  {
    use: 'Select of zones',
    short: '!Select [0, !GetAZs ""]',
    long: '{ "Fn::Select": [0, { "Fn::GetAZs": "" }] }',
    gives: DEPLOYMENT,
  },
  {
    use: 'Select of the unknown',
    short: '!Select [1, [!Ref Secret, b]]',
    long: '{ "Fn::Select": [1, [{ Ref: Secret }, b]] }',
    gives: 'b',
  },

  { use: 'Base64', short: '!Base64 text', long: '{ "Fn::Base64": text }', gives: 'dGV4dA==' },
  {
    use: 'Base64 of Sub',
    short: '!Base64 { "Fn::Sub": "${Stage}" }',
    long: '{ "Fn::Base64": { "Fn::Sub": "${Stage}" } }',
    gives: 'ZGV2',
  },
  {
    use: 'Base64 of the unknown',
    short: '!Base64 { Ref: Secret }',
    long: '{ "Fn::Base64": { Ref: Secret } }',
    gives: /Secret has no value/,
  },
  { use: 'Length', long: '{ "Fn::Length": { Ref: Zones } }', short: '!Length { Ref: Zones }', gives: '3' },
  { use: 'Length of a text', long: '{ "Fn::Length": abc }', short: '!Length abc', gives: ARGUMENTS },
  {
    use: 'ToJsonString',
    long: '{ "Fn::ToJsonString": { a: { Ref: Stage } } }',
    short: '!ToJsonString { a: !Ref Stage }',
    gives: '{"a":"dev"}',
  },
  {
    use: 'ToJsonString of a list',
    long: '{ "Fn::ToJsonString": [a, { Ref: "AWS::NoValue" }, b] }',
    short: '!ToJsonString [a, !Ref AWS::NoValue, b]',
    gives: '["a","b"]',
  },
  {
    use: 'ToJsonString of other types',
    short: '!ToJsonString { n: 1.5, b: true, t: "1", z: null, s: !Ref Size }',
    long: '{ "Fn::ToJsonString": { n: 1.5, b: true, t: "1", z: null, s: { Ref: Size } } }',
    gives: '{"n":1.5,"b":true,"t":"1","z":null,"s":"512"}',
  },
  {
    use: 'ToJsonString of the unknown',
    long: '{ "Fn::ToJsonString": { a: { Ref: Secret } } }',
    short: '!ToJsonString { a: !Ref Secret }',
    gives: /Secret has no value/,
  },
  { use: 'ToJsonString of a text', long: '{ "Fn::ToJsonString": abc }', short: '!ToJsonString abc', gives: ARGUMENTS },
  { use: 'ImportValue', short: '!ImportValue other', long: '{ "Fn::ImportValue": other }', gives: DEPLOYMENT },
  {
    use: 'ImportValue of Sub',
    short: '!ImportValue { "Fn::Sub": "${Stage}-x" }',
    long: '{ "Fn::ImportValue": { "Fn::Sub": "${Stage}-x" } }',
    gives: DEPLOYMENT,
  },
  {
    use: 'Transform',
    short: '!Transform { Name: AWS::Include, Parameters: { Location: s3://b/x } }',
    long: '{ "Fn::Transform": { Name: "AWS::Include", Parameters: { Location: "s3://b/x" } } }',
    gives: DEPLOYMENT,
  },
  {
    use: 'Cidr',
    short: '!Select [0, !Cidr [10.0.0.0/16, 2, 8]]',
    long: '{ "Fn::Select": [0, { "Fn::Cidr": [10.0.0.0/16, 2, 8] }] }',
    gives: DEPLOYMENT,
  },
  { use: 'an unknown function', long: '{ "Fn::Shout": a }', gives: /Fn::Shout is not a CloudFormation function/ },
  {
    use: 'what a dynamic reference is made of',
    short: '!Sub "{{resolve:ssm:/${Stage}}}"',
    long: '{ "Fn::Sub": "{{resolve:ssm:/${Stage}}}" }',
    gives: /dynamic reference/,
  },
];

const BESIDES = `
Parameters:
  Stage: { Type: String, Default: dev }
  Size: { Type: Number, Default: 512 }
  Zones: { Type: CommaDelimitedList, Default: "a, b ,c" }
  Secret: { Type: String, NoEcho: true }
  Attribute: { Type: String, Default: QueueName }
Mappings:
  Sizes: { dev: { memory: 256, names: [first, second] } }
  Regions: { us-east-1: { short: use1 } }
Conditions:
  IsDev: { "Fn::Equals": [{ Ref: Stage }, dev] }
  IsProd: { "Fn::Not": [{ Condition: IsDev }] }
  IsSecret: { "Fn::Equals": [{ Ref: Secret }, x] }
  Both: { "Fn::And": [{ Condition: IsDev }, { "Fn::Equals": ["1", 1] }] }
  Either: { "Fn::Or": [{ Condition: IsSecret }, { Condition: IsDev }] }
  Neither: { "Fn::Not": [{ "Fn::Or": [{ Condition: IsProd }, { Condition: IsDev }] }] }
  Round: { "Fn::Not": [{ Condition: Trip }] }
  Trip: { Condition: Round }
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: orders } }
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: orders } }
  Table: { Type: AWS::DynamoDB::Table }
  Nested: { Type: AWS::CloudFormation::Stack }
  Other: { Type: AWS::Serverless::Function }
`;

function arn(service: string): string {
  return `arn:aws:${service}:us-east-1:123456789012:`;
}

function inYaml(value: string): string {
  return `${BESIDES}  Function:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          VALUE: ${value}
`;
}

/** What the variable VALUE is, or why it is not known. */
async function valueIn(text: string, file = 'template.yaml'): Promise<string> {
  const contents = await new CloudFormationReader().read(`/nowhere/${file}`, text, {});
  const found = contents?.functions.find(({ logicalName }) => logicalName === 'Function');
  return found?.configuration.environment['VALUE'] ?? found?.unresolvedVariables['VALUE'] ?? 'no value';
}

describe.each(ROWS)('$use', ({ short, long, gives }) => {
  const forms = { short: short === undefined ? undefined : inYaml(short), long: inYaml(long) };
  const json = JSON.stringify(parse(inYaml(long)), undefined, 2);
  const texts = Object.entries({ ...forms, JSON: json }).filter(
    (form): form is [string, string] => form[1] !== undefined,
  );
  test.each(texts)('in the form %s', async (form, text) => {
    const value = await valueIn(text, form === 'JSON' ? 'template.json' : 'template.yaml');
    if (typeof gives === 'string') expect(value).toBe(gives);
    else expect(value).toMatch(gives);
  });
});

test('NoValue takes the variable away', async () => {
  expect(await valueIn(inYaml('!Ref AWS::NoValue'))).toBe('no value');
  expect(await valueIn(inYaml('!If [IsDev, !Ref AWS::NoValue, a]'))).toBe('no value');
});

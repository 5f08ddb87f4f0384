import type {
  CloudFormationCustomResourceEvent,
  SecretsManagerRotationEvent,
  TransferFamilyAuthorizerEvent,
} from 'aws-lambda';
import { LOCAL_ACCOUNT } from '../../lambda/identifiers';
import { choice, json, text, texts, time } from './parameter';
import { sample } from './sample';
import { arn, id, isoTime, region } from './values';

const customResource = sample({
  id: 'cloudformation',
  title: 'CloudFormation custom resource',
  service: 'CloudFormation',
  eventTypes: ['CustomResource'],
  parameters: {
    requestType: choice('What is asked', 'Create', 'Update', 'Delete'),
    resourceType: text('Type of the resource', 'Custom::Orders'),
    logicalId: text('Logical id of the resource', 'OrdersSetup'),
    physicalId: text('Physical id of the resource, for Update and Delete', 'orders-setup-1'),
    properties: texts('Properties of the resource', { Name: 'orders' }),
    oldProperties: texts('Properties before, for Update', { Name: 'old-orders' }),
    responseUrl: text(
      'Where the function puts its answer',
      'https://cloudformation-custom-resource-response.s3.amazonaws.com/example',
    ),
    function: text('Name of the function', 'orders'),
    requestId: id('Id of the request'),
    region: region(),
  },
  event: (given): CloudFormationCustomResourceEvent => {
    const ServiceToken = arn('lambda', given.region, `function:${given.function}`);
    const common = {
      ServiceToken,
      ResponseURL: given.responseUrl,
      StackId: arn('cloudformation', given.region, 'stack/orders/4d1c7f2e-93d4-4d6b-8b7a-0c2f5e9d1a30'),
      RequestId: given.requestId,
      LogicalResourceId: given.logicalId,
      ResourceType: given.resourceType,
      ResourceProperties: { ServiceToken, ...given.properties },
    };
    switch (given.requestType) {
      case 'Create':
        return { RequestType: 'Create', ...common };
      case 'Update':
        return {
          RequestType: 'Update',
          ...common,
          PhysicalResourceId: given.physicalId,
          OldResourceProperties: { ServiceToken, ...given.oldProperties },
        };
      case 'Delete':
        return { RequestType: 'Delete', ...common, PhysicalResourceId: given.physicalId };
    }
  },
});

const configRule = sample({
  id: 'config',
  title: 'Config rule evaluation',
  service: 'Config',
  eventTypes: ['ConfigRule'],
  parameters: {
    rule: text('Name of the rule', 'orders-rule'),
    resourceType: text('Type of the resource', 'AWS::EC2::Instance'),
    resourceId: text('Id of the resource', 'i-0123456789abcdef0'),
    ruleParameters: json('Parameters of the rule', { instanceType: 't3.micro' }),
    configuration: json('Configuration of the resource', { instanceType: 't3.micro' }),
    region: region(),
    time: time(),
  },
  event: (given) => ({
    version: '1.0',
    invokingEvent: JSON.stringify({
      configurationItem: {
        configurationItemCaptureTime: isoTime(given.time),
        awsAccountId: LOCAL_ACCOUNT,
        configurationItemStatus: 'OK',
        resourceId: given.resourceId,
        ARN: arn('ec2', given.region, `instance/${given.resourceId}`),
        awsRegion: given.region,
        resourceType: given.resourceType,
        tags: {},
        relationships: [],
        configuration: given.configuration,
      },
      messageType: 'ConfigurationItemChangeNotification',
    }),
    ruleParameters: JSON.stringify(given.ruleParameters),
    resultToken: 'example-result-token',
    eventLeftScope: false,
    executionRoleArn: arn('iam', '', 'role/config-role'),
    configRuleArn: arn('config', given.region, 'config-rule/config-rule-0123456'),
    configRuleName: given.rule,
    configRuleId: 'config-rule-0123456',
    accountId: LOCAL_ACCOUNT,
  }),
});

const rotation = sample({
  id: 'secretsmanager',
  title: 'Secrets Manager rotation',
  service: 'Secrets Manager',
  eventTypes: ['SecretRotation'],
  parameters: {
    step: choice('Step of the rotation', 'createSecret', 'setSecret', 'testSecret', 'finishSecret'),
    secret: text('Name of the secret', 'orders-database-a1b2c3'),
    token: id('Client request token'),
    region: region(),
  },
  event: (given) =>
    ({
      Step: given.step,
      SecretId: arn('secretsmanager', given.region, `secret:${given.secret}`),
      ClientRequestToken: given.token,
    }) satisfies SecretsManagerRotationEvent,
});

const transfer = sample({
  id: 'transfer-authorizer',
  title: 'Transfer Family identity provider',
  service: 'Transfer Family',
  eventTypes: ['TransferAuthorizer'],
  parameters: {
    username: text('Name of the user', 'jane'),
    password: text('Password; without text the user has a key', 'example-password'),
    protocol: choice('Protocol', 'SFTP', 'FTP', 'FTPS'),
    serverId: text('Id of the server', 's-0123456789abcdef0'),
    sourceIp: text('Address of the user', '203.0.113.10'),
  },
  event: (given) =>
    ({
      username: given.username,
      ...(given.password === '' ? {} : { password: given.password }),
      protocol: given.protocol,
      serverId: given.serverId,
      sourceIp: given.sourceIp,
    }) satisfies TransferFamilyAuthorizerEvent,
});

export const MANAGEMENT_SAMPLES = [customResource, configRule, rotation, transfer];

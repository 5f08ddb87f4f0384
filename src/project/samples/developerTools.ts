import type { CodeCommitTriggerEvent, CodePipelineEvent } from 'aws-lambda';
import { LOCAL_ACCOUNT } from '../../lambda/identifiers';
import { json, text, time } from './parameter';
import { sample } from './sample';
import { arn, id, isoOffset, region } from './values';

const pipeline = sample({
  id: 'codepipeline',
  title: 'CodePipeline action',
  service: 'CodePipeline',
  eventTypes: ['CodePipeline'],
  parameters: {
    function: text('Name of the function', 'orders'),
    userParameters: text('User parameters', 'example-parameters'),
    bucket: text('Bucket of the artifacts', 'example-artifacts'),
    key: text('Key of the input artifact', 'orders/source/input.zip'),
    jobId: id('Id of the job'),
  },
  carries: 'userParameters',
  event: (given) =>
    ({
      'CodePipeline.job': {
        id: given.jobId,
        accountId: LOCAL_ACCOUNT,
        data: {
          actionConfiguration: {
            configuration: { FunctionName: given.function, UserParameters: given.userParameters },
          },
          inputArtifacts: [
            {
              name: 'SourceArtifact',
              revision: null,
              location: { type: 'S3', s3Location: { bucketName: given.bucket, objectKey: given.key } },
            },
          ],
          outputArtifacts: [],
          artifactCredentials: {
            accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
            secretAccessKey: 'example-secret-access-key',
            sessionToken: 'example-session-token',
          },
          continuationToken: 'example-continuation-token',
        },
      },
    }) satisfies CodePipelineEvent,
});

const repository = sample({
  id: 'codecommit',
  title: 'CodeCommit repository trigger',
  service: 'CodeCommit',
  eventTypes: ['CodeCommit'],
  parameters: {
    repository: text('Name of the repository', 'orders'),
    branch: text('Branch', 'main'),
    commit: text('Commit', '5c4ef1049f1d27deadbeeff313e0730018be182b'),
    customData: text('Custom data of the trigger', 'example data'),
    eventId: id('Id of the event'),
    region: region(),
    time: time(),
  },
  event: (given) =>
    ({
      Records: [
        {
          awsRegion: given.region,
          codecommit: { references: [{ commit: given.commit, ref: `refs/heads/${given.branch}` }] },
          customData: given.customData,
          eventId: given.eventId,
          eventName: 'ReferenceChanges',
          eventPartNumber: 1,
          eventSource: 'aws:codecommit',
          eventSourceARN: arn('codecommit', given.region, given.repository),
          eventTime: isoOffset(given.time),
          eventTotalParts: 1,
          eventTriggerConfigId: '5a824061-17ca-46a9-bbf9-114edeadbeef',
          eventTriggerName: 'orders-trigger',
          eventVersion: '1.0',
          userIdentityARN: arn('iam', '', 'user/jane'),
        },
      ],
    }) satisfies CodeCommitTriggerEvent,
});

const stateMachine = sample({
  id: 'stepfunctions',
  title: 'Step Functions task with a task token',
  service: 'Step Functions',
  eventTypes: ['StepFunctions'],
  parameters: {
    input: json('Input of the state', { orderId: 42, status: 'paid' }),
    stateMachine: text('Name of the state machine', 'orders'),
    state: text('Name of the state', 'Charge'),
    execution: id('Name of the execution'),
    taskToken: text('Task token', 'AAAAKgAAAAIAAAAAAAAAAexampletoken'),
    region: region(),
    time: time(),
  },
  carries: 'input',
  event: (given) => ({
    input: given.input,
    taskToken: given.taskToken,
    context: {
      Execution: {
        Id: arn('states', given.region, `execution:${given.stateMachine}:${given.execution}`),
        Name: given.execution,
        StartTime: new Date(given.time).toISOString(),
      },
      State: { Name: given.state, EnteredTime: new Date(given.time).toISOString(), RetryCount: 0 },
      StateMachine: {
        Id: arn('states', given.region, `stateMachine:${given.stateMachine}`),
        Name: given.stateMachine,
      },
    },
  }),
});

export const DEVELOPER_TOOLS_SAMPLES = [pipeline, repository, stateMachine];

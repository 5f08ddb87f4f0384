import { gzipSync } from 'node:zlib';
import type { CloudWatchAlarmEvent, CloudWatchLogsDecodedData, CloudWatchLogsEvent } from 'aws-lambda';
import { LOCAL_ACCOUNT } from '../../lambda/identifiers';
import { choice, records, text, time } from './parameter';
import { sample } from './sample';
import { nameSetting, textSetting } from './settings';
import { arn, isoOffset, numberAfter, region, times } from './values';

/** Operating system byte of the gzip header: unknown, so that every machine makes the same bytes. */
const UNKNOWN_SYSTEM = 255;

const logs = sample({
  id: 'cloudwatch-logs',
  title: 'CloudWatch Logs subscription',
  service: 'CloudWatch Logs',
  eventTypes: ['CloudWatchLogs'],
  parameters: {
    logGroup: text('Log group', '/aws/lambda/orders'),
    logStream: text('Log stream', '2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef'),
    filter: text('Name of the subscription filter', 'orders-errors'),
    message: text('Text of every log event', '[ERROR] order 42 was not paid'),
    records: records(),
    time: time(),
  },
  carries: 'message',
  valuesFrom: (settings) => ({ logGroup: textSetting(settings, 'LogGroupName') }),
  event: (given) => {
    const decoded = {
      messageType: 'DATA_MESSAGE',
      owner: LOCAL_ACCOUNT,
      logGroup: given.logGroup,
      logStream: given.logStream,
      subscriptionFilters: [given.filter],
      logEvents: times(given.records, (index) => ({
        id: numberAfter('34622316099697884706540976068822859012661220141643892546', index),
        timestamp: given.time + index,
        message: given.message,
      })),
    } satisfies CloudWatchLogsDecodedData;
    return { awslogs: { data: compressed(JSON.stringify(decoded)) } } satisfies CloudWatchLogsEvent;
  },
});

/** base64 of gzip. Stored rather than deflated: the result of deflating differs between releases of zlib. */
function compressed(content: string): string {
  const bytes = gzipSync(content, { level: 0 });
  bytes[9] = UNKNOWN_SYSTEM;
  return bytes.toString('base64');
}

const REASON = 'Threshold Crossed: 1 datapoint [5.0] was greater than the threshold (1.0).';

const alarm = sample({
  id: 'cloudwatch-alarm',
  title: 'CloudWatch alarm action',
  service: 'CloudWatch',
  eventTypes: ['CloudWatchAlarm'],
  parameters: {
    alarm: text('Name of the alarm', 'orders-errors'),
    state: choice('State of the alarm', 'ALARM', 'OK', 'INSUFFICIENT_DATA'),
    previousState: choice('State before', 'OK', 'ALARM', 'INSUFFICIENT_DATA'),
    functionName: text('Dimension FunctionName of the metric', 'orders'),
    region: region(),
    time: time(),
  },
  valuesFrom: (settings) => ({ alarm: nameSetting(settings, 'AlarmName') }),
  event: (given) =>
    ({
      source: 'aws.cloudwatch',
      alarmArn: arn('cloudwatch', given.region, `alarm:${given.alarm}`),
      accountId: LOCAL_ACCOUNT,
      time: isoOffset(given.time),
      region: given.region,
      alarmData: {
        alarmName: given.alarm,
        state: { value: given.state, reason: REASON, timestamp: isoOffset(given.time) },
        previousState: {
          value: given.previousState,
          reason: 'Unchecked: Initial alarm creation',
          timestamp: isoOffset(given.time - 60_000),
        },
        configuration: {
          description: 'Errors of the function',
          metrics: [
            {
              id: 'm1',
              metricStat: {
                metric: {
                  namespace: 'AWS/Lambda',
                  name: 'Errors',
                  dimensions: { FunctionName: given.functionName },
                },
                period: 60,
                stat: 'Sum',
              },
              returnData: true,
            },
          ],
        },
      },
    }) satisfies CloudWatchAlarmEvent,
  // What an alarm publishes to a topic is another text than what it sends to a function.
  message: (given) => ({
    AlarmName: given.alarm,
    AlarmDescription: 'Errors of the function',
    AWSAccountId: LOCAL_ACCOUNT,
    AlarmConfigurationUpdatedTimestamp: isoOffset(given.time - 60_000),
    NewStateValue: given.state,
    NewStateReason: REASON,
    StateChangeTime: isoOffset(given.time),
    Region: 'US East (N. Virginia)',
    AlarmArn: arn('cloudwatch', given.region, `alarm:${given.alarm}`),
    OldStateValue: given.previousState,
    OKActions: [],
    AlarmActions: [arn('sns', given.region, 'orders-topic')],
    InsufficientDataActions: [],
    Trigger: {
      MetricName: 'Errors',
      Namespace: 'AWS/Lambda',
      StatisticType: 'Statistic',
      Statistic: 'SUM',
      Unit: null,
      Dimensions: [{ value: given.functionName, name: 'FunctionName' }],
      Period: 60,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 1,
      TreatMissingData: 'missing',
      EvaluateLowSampleCountPercentile: '',
    },
  }),
});

export const CLOUD_WATCH_SAMPLES = [logs, alarm];

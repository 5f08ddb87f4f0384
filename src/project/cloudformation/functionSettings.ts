import { APPLICATION_LOG_LEVELS, FUNCTION_DEFAULTS, SYSTEM_LOG_LEVELS } from '../../lambda/functionConfiguration';
import type {
  AsynchronousConfiguration,
  FunctionUrlConfiguration,
  LoggingConfiguration,
} from '../../lambda/functionConfiguration';
import { corsOf } from '../httpCors';
import { plainValue } from './plainValue';
import type { Properties } from './properties';
import { standInArn } from './resources';
import type { Template } from './template';

/** `LoggingConfig`, which SAM and CloudFormation write alike. */
export function readLogging(properties: Properties): LoggingConfiguration {
  const logging = properties.below('LoggingConfig');
  const defaults = FUNCTION_DEFAULTS.logging;
  return {
    format: logging.choice('LogFormat', ['Text', 'JSON'] as const) ?? defaults.format,
    applicationLevel: logging.choice('ApplicationLogLevel', APPLICATION_LOG_LEVELS) ?? defaults.applicationLevel,
    systemLevel: logging.choice('SystemLogLevel', SYSTEM_LOG_LEVELS) ?? defaults.systemLevel,
  };
}

/** What happens to asynchronous events: `invokeConfig` is SAM's EventInvokeConfig or the resource of that name. */
export function readAsynchronous(
  template: Template,
  properties: Properties,
  invokeConfig: Properties,
  logicalId: string,
): AsynchronousConfiguration {
  const defaults = FUNCTION_DEFAULTS.asynchronous;
  const destinations = invokeConfig.below('DestinationConfig');
  const onSuccess = destination(template, destinations.below('OnSuccess'), `${logicalId}OnSuccess`);
  const onFailure = destination(template, destinations.below('OnFailure'), `${logicalId}OnFailure`);
  const queue = properties.has('DeadLetterQueue') ? 'DeadLetterQueue' : 'DeadLetterConfig';
  const deadLetterQueue = targetArn(template, properties.below(queue), 'TargetArn');
  return {
    maximumRetryAttempts: invokeConfig.number('MaximumRetryAttempts') ?? defaults.maximumRetryAttempts,
    maximumEventAgeSeconds: invokeConfig.number('MaximumEventAgeInSeconds') ?? defaults.maximumEventAgeSeconds,
    ...(onSuccess === undefined ? {} : { onSuccess }),
    ...(onFailure === undefined ? {} : { onFailure }),
    ...(deadLetterQueue === undefined ? {} : { deadLetterQueue }),
  };
}

/** `url` is SAM's FunctionUrlConfig or a resource of type AWS::Lambda::Url. */
export function readFunctionUrl(url: Properties): FunctionUrlConfiguration {
  const cors = corsOf('HttpApi', plainValue(url.entry('Cors')?.value));
  return {
    ...(cors && { cors }),
    authType: url.choice('AuthType', ['NONE', 'AWS_IAM'] as const) ?? 'AWS_IAM',
    invokeMode: url.choice('InvokeMode', ['BUFFERED', 'RESPONSE_STREAM'] as const) ?? 'BUFFERED',
  };
}

/** A destination; SAM makes the queue or topic itself when only its Type is given. */
function destination(template: Template, properties: Properties, generatedName: string): string | undefined {
  const target = targetArn(template, properties, 'Destination');
  if (target !== undefined || properties.has('Destination')) return target;
  const type = properties.choice('Type', ['SQS', 'SNS', 'Lambda', 'EventBridge', 'S3'] as const);
  if (type !== 'SQS' && type !== 'SNS') return undefined;
  const { partition, region, account } = template.place;
  return `arn:${partition}:${type.toLowerCase()}:${region}:${account}:${generatedName}`;
}

/** An ARN. Nothing is sent to it, so a resource without a name of its own is shown by its logical id. */
function targetArn(template: Template, properties: Properties, name: string): string | undefined {
  const value = properties.entry(name)?.value;
  const resource =
    value?.kind === 'unresolved' && value.resource !== undefined ? template.resources.get(value.resource) : undefined;
  return resource === undefined ? properties.text(name)?.text : standInArn(template.place, resource);
}

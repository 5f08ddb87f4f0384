import { APPLICATION_LOG_LEVELS, FUNCTION_DEFAULTS, SYSTEM_LOG_LEVELS } from '../../lambda/functionConfiguration';
import type { FunctionConfiguration } from '../../lambda/functionConfiguration';
import { validateConfiguration } from '../../lambda/validateConfiguration';
import type { Properties } from '../cloudformation/properties';
import { definedMembers } from '../definedMembers';
import type { ProblemList } from '../problemList';
import type { SourceLocation } from '../projectFunction';
import type { Companions } from './companions';

/** Limits, logging, concurrency and ways to invoke a function, its own and those said by other resources. */
export function readSettings(
  properties: Properties,
  companions: Companions,
  problems: ProblemList,
): Partial<FunctionConfiguration> {
  const [separateUrl] = companions.get('aws_lambda_function_url') ?? [];
  const url = separateUrl ?? (properties.has('function_url') ? properties.below('function_url') : undefined);
  const tenancy = properties.below('tenancy_config').text('tenant_isolation_mode')?.text;
  const settings = definedMembers({
    memorySize: properties.number('memory_size'),
    timeout: properties.number('timeout'),
    ephemeralStorage: properties.below('ephemeral_storage').number('size'),
    reservedConcurrency: reservedConcurrency(properties),
    provisionedConcurrency: provisionedConcurrency(properties, companions),
    architecture: architecture(properties, problems),
    logging: logging(properties.below('logging_config')),
    asynchronous: asynchronous(properties, companions),
    aliases: aliases(companions),
    tenantIsolation: tenancy === 'PER_TENANT' ? true : undefined,
    functionUrl: url === undefined ? undefined : functionUrl(url),
  });
  for (const [setting, attribute] of CHECKED) {
    const at: SourceLocation | undefined = properties.entry(attribute)?.at;
    if (at === undefined || settings[setting] === undefined) continue;
    for (const sentence of validateConfiguration({ [setting]: settings[setting] })) problems.add(at, 'error', sentence);
  }
  return settings;
}

const CHECKED = [
  ['memorySize', 'memory_size'],
  ['timeout', 'timeout'],
  ['ephemeralStorage', 'ephemeral_storage'],
  ['reservedConcurrency', 'reserved_concurrent_executions'],
] as const;

/** -1 is how Terraform says that nothing is reserved. */
function reservedConcurrency(properties: Properties): number | undefined {
  const reserved = properties.number('reserved_concurrent_executions');
  return reserved === -1 ? undefined : reserved;
}

function provisionedConcurrency(properties: Properties, companions: Companions): number | undefined {
  const [separate] = companions.get('aws_lambda_provisioned_concurrency_config') ?? [];
  const own = properties.number('provisioned_concurrent_executions');
  return separate?.number('provisioned_concurrent_executions') ?? (own === -1 ? undefined : own);
}

function architecture(
  properties: Properties,
  problems: ProblemList,
): FunctionConfiguration['architecture'] | undefined {
  const [first] = properties.list('architectures');
  if (first === undefined) return undefined;
  if (first.kind === 'scalar' && (first.text === 'arm64' || first.text === 'x86_64')) return first.text;
  const reason = first.kind === 'unresolved' ? first.reason : 'use x86_64 or arm64';
  problems.add(first.at, 'warning', `architectures is left out: ${reason}.`);
  return undefined;
}

function logging(properties: Properties): FunctionConfiguration['logging'] {
  const defaults = FUNCTION_DEFAULTS.logging;
  return {
    format: properties.choice('log_format', ['Text', 'JSON'] as const) ?? defaults.format,
    applicationLevel: properties.choice('application_log_level', APPLICATION_LOG_LEVELS) ?? defaults.applicationLevel,
    systemLevel: properties.choice('system_log_level', SYSTEM_LOG_LEVELS) ?? defaults.systemLevel,
  };
}

function asynchronous(properties: Properties, companions: Companions): FunctionConfiguration['asynchronous'] {
  const [separate] = companions.get('aws_lambda_function_event_invoke_config') ?? [];
  const defaults = FUNCTION_DEFAULTS.asynchronous;
  const source = separate ?? properties;
  return {
    maximumRetryAttempts: source.number('maximum_retry_attempts') ?? defaults.maximumRetryAttempts,
    maximumEventAgeSeconds: source.number('maximum_event_age_in_seconds') ?? defaults.maximumEventAgeSeconds,
    ...definedMembers({ deadLetterQueue: knownText(properties.below('dead_letter_config'), 'target_arn') }),
  };
}

function knownText(properties: Properties, name: string): string | undefined {
  const value = properties.entry(name)?.value;
  return value?.kind === 'scalar' ? value.text : undefined;
}

/** A first apply publishes version 1; there are no others on this machine. */
function aliases(companions: Companions): Record<string, string> | undefined {
  const versions = (companions.get('aws_lambda_alias') ?? []).flatMap((alias) => {
    const name = knownText(alias, 'name');
    return name === undefined ? [] : [[name, knownText(alias, 'function_version') ?? '1'] as const];
  });
  return versions.length === 0 ? undefined : Object.fromEntries<string>(versions);
}

function functionUrl(url: Properties): NonNullable<FunctionConfiguration['functionUrl']> {
  return {
    authType: url.choice('authorization_type', ['NONE', 'AWS_IAM'] as const) ?? 'AWS_IAM',
    invokeMode: url.choice('invoke_mode', ['BUFFERED', 'RESPONSE_STREAM'] as const) ?? 'BUFFERED',
  };
}

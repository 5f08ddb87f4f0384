import { list, member, unresolved } from '../cloudformation/evaluated';
import type { Dictionary, Entry, Evaluated } from '../cloudformation/evaluated';
import { handlerParts } from '../handlerFile';
import type { SourceLocation } from '../projectFunction';
import { dictionaryOf, entryOf, textAt } from '../translation/evaluatedBuilders';
import { urlCors } from './httpApis';
import { imageMetadata, imageProperties } from './images';
import { functionArnOf } from './service';
import type { Service } from './service';

/** A function in SAM's words, with the places of the framework's own. */
export interface SamFunction {
  readonly properties: Dictionary;
  readonly metadata: Dictionary;
}

/** What the framework deploys where a configuration is silent. */
export const ASSUMED_LIMITS = { memorySize: 1024, timeout: 6 } as const;

/** Settings that only change their name: SAM's -> the framework's. The provider's apply to all functions. */
const RENAMED: readonly (readonly [sam: string, own: string])[] = [
  ['Handler', 'handler'],
  ['Runtime', 'runtime'],
  ['MemorySize', 'memorySize'],
  ['Timeout', 'timeout'],
  ['Layers', 'layers'],
];

/**
 * Says in SAM's words what the framework makes of a function and its provider, so that one reader knows what the words
 * mean.
 */
export function samFunction(service: Service, key: string, { at, value }: Entry): SamFunction {
  const properties = new Map<string, Entry>();
  const own = (name: string): Entry | undefined => written(value, name);
  const set = (
    name: string,
    entry: Entry | undefined,
    translate: (given: Evaluated) => Evaluated | undefined,
  ): void => {
    if (entry === undefined) return;
    const translated = entry.value.kind === 'unresolved' ? entry.value : translate(entry.value);
    if (translated !== undefined) properties.set(name, { at: entry.at, value: translated });
  };
  const inherited = (name: string): Entry | undefined => own(name) ?? written(service.provider, name);
  const below = (name: string) => (given: Evaluated) => dictionaryOf(given.at, { [name]: given });

  properties.set('FunctionName', own('name') ?? entryOf(textAt(at, `${service.name}-${service.stage}-${key}`), at));
  properties.set('MemorySize', entryOf(textAt(at, String(ASSUMED_LIMITS.memorySize)), at));
  properties.set('Timeout', entryOf(textAt(at, String(ASSUMED_LIMITS.timeout)), at));
  for (const [sam, name] of RENAMED) set(sam, inherited(name), (given) => given);
  if (!properties.has('Runtime') && own('image') === undefined) {
    properties.set('Runtime', entryOf(textAt(at, service.defaultRuntime), at));
  }
  set('EphemeralStorage', inherited('ephemeralStorageSize'), below('Size'));
  set('Architectures', inherited('architecture'), (given) => list(given.at, [given], false));
  set('Environment', environment(service.provider, value), (given) => given);
  set('Tracing', own('tracing') ?? providerTracing(service.provider), tracingMode);
  set('SnapStart', inherited('snapStart'), (given) =>
    dictionaryOf(given.at, { ApplyOn: textAt(given.at, isFalse(given) ? 'None' : 'PublishedVersions') }),
  );
  set('LoggingConfig', own('logs') ?? providerLogging(service.provider), (given) =>
    dictionaryOf(given.at, {
      LogFormat: member(given, 'logFormat'),
      ApplicationLogLevel: member(given, 'applicationLogLevel'),
      SystemLogLevel: member(given, 'systemLogLevel'),
    }),
  );
  set('ReservedConcurrentExecutions', own('reservedConcurrency'), (given) => given);
  set('ProvisionedConcurrencyConfig', own('provisionedConcurrency'), (given) => {
    const executions = given.kind === 'dictionary' ? member(given, 'executions') : given;
    return dictionaryOf(given.at, { ProvisionedConcurrentExecutions: executions });
  });
  set('FunctionUrlConfig', own('url'), functionUrl);
  set('DeadLetterQueue', own('onError'), below('TargetArn'));
  set('EventInvokeConfig', asynchronous(service, value), (given) => given);
  set('CodeUri', service.individually ? own('module') : undefined, (given) => given);
  const image = own('image');
  if (image !== undefined) {
    for (const [name, entry] of imageProperties(service, image)) properties.set(name, entry);
  }
  return {
    properties: { kind: 'dictionary', at, computed: false, entries: properties },
    metadata: metadata(service, at, value),
  };
}

/** A setting that is there; null stands for nothing. */
function written(value: Evaluated, name: string): Entry | undefined {
  const entry = value.kind === 'dictionary' ? value.entries.get(name) : undefined;
  return entry?.value.kind === 'null' ? undefined : entry;
}

/** The provider's variables with the function's over them. */
function environment(provider: Evaluated, value: Evaluated): Entry | undefined {
  const [shared, own] = [written(provider, 'environment'), written(value, 'environment')];
  const place = own ?? shared;
  if (place === undefined) return undefined;
  const variables = new Map<string, Entry>();
  for (const entry of [shared, own]) {
    if (entry === undefined) continue;
    if (entry.value.kind !== 'dictionary')
      return entry.value.kind === 'unresolved'
        ? entry
        : { ...entry, value: dictionaryOf(entry.at, { Variables: entry.value }) };
    for (const [name, variable] of entry.value.entries) {
      // null takes a variable of the provider away.
      if (variable.value.kind === 'null') variables.delete(name);
      else variables.set(name, variable);
    }
  }
  const all: Dictionary = { kind: 'dictionary', at: place.value.at, computed: false, entries: variables };
  return { at: place.at, value: dictionaryOf(place.value.at, { Variables: all }) };
}

function providerTracing(provider: Evaluated): Entry | undefined {
  const tracing = written(provider, 'tracing');
  return tracing === undefined ? undefined : written(tracing.value, 'lambda');
}

function providerLogging(provider: Evaluated): Entry | undefined {
  const logs = written(provider, 'logs');
  return logs === undefined ? undefined : written(logs.value, 'lambda');
}

/** `true` is Active; `false` is nothing. */
function tracingMode(given: Evaluated): Evaluated | undefined {
  if (given.kind !== 'scalar') return given;
  if (isFalse(given)) return undefined;
  return given.text === 'true' ? { ...given, text: 'Active' } : given;
}

/** The framework's URLs are open to everybody unless an authorizer is named. */
function functionUrl(given: Evaluated): Evaluated | undefined {
  if (isFalse(given)) return undefined;
  const authorizer = member(given, 'authorizer');
  const isIam = authorizer?.kind === 'scalar' && authorizer.text.toLowerCase() === 'aws_iam';
  return dictionaryOf(given.at, {
    AuthType: authorizer?.kind === 'unresolved' ? authorizer : textAt(given.at, isIam ? 'AWS_IAM' : 'NONE'),
    InvokeMode: member(given, 'invokeMode'),
    Cors: urlCors(member(given, 'cors')),
  });
}

function asynchronous(service: Service, value: Evaluated): Entry | undefined {
  const attempts = written(value, 'maximumRetryAttempts');
  const age = written(value, 'maximumEventAge');
  const destinations = written(value, 'destinations');
  const first = attempts ?? age ?? destinations;
  if (first === undefined) return undefined;
  const destination = (name: string): Evaluated | undefined => {
    const given = destinations === undefined ? undefined : written(destinations.value, name)?.value;
    if (given === undefined) return undefined;
    return dictionaryOf(given.at, { Destination: destinationArn(service, given) });
  };
  return entryOf(
    dictionaryOf(first.at, {
      MaximumRetryAttempts: attempts?.value,
      MaximumEventAgeInSeconds: age?.value,
      DestinationConfig:
        destinations === undefined
          ? undefined
          : dictionaryOf(destinations.at, { OnSuccess: destination('onSuccess'), OnFailure: destination('onFailure') }),
    }),
    first.at,
  );
}

/** The name of a function of the same service, an ARN, or `{ type, arn }`. */
function destinationArn(service: Service, given: Evaluated): Evaluated | undefined {
  if (given.kind === 'dictionary') return member(given, 'arn') ?? given;
  if (given.kind !== 'scalar' || given.text.startsWith('arn:')) return given;
  const arn = functionArnOf(service, given.text);
  return arn === undefined
    ? unresolved(given.at, `${given.text} is not a function of the service; correct the name or give an ARN`)
    : { ...given, text: arn };
}

/** A bundler makes the handler of a source file of the same path. */
function metadata(service: Service, at: SourceLocation, value: Evaluated): Dictionary {
  const handler = member(value, 'handler');
  const parts = handler?.kind === 'scalar' ? handlerParts(handler.text, 'node') : undefined;
  const image = imageMetadata(service, member(value, 'image'));
  if (!service.bundled || parts === undefined) return dictionaryOf(at, image);
  const sources = ['.ts', '.tsx', '.mts', '.cts'].map((extension) => textAt(at, parts.modulePath + extension));
  return dictionaryOf(at, {
    BuildMethod: textAt(at, 'esbuild'),
    BuildProperties: dictionaryOf(at, { EntryPoints: list(at, sources) }),
  });
}

function isFalse(value: Evaluated): boolean {
  return value.kind === 'scalar' && value.text.toLowerCase() === 'false';
}

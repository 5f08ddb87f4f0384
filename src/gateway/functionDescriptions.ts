import { pathToFileURL } from 'node:url';
import type { ResolvedFunction, FunctionReference } from '../lambda/admission';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import { functionArn } from '../lambda/identifiers';
import { validationFailed } from './requestRefusal';

/** Most functions on one page of ListFunctions, as on AWS. */
const PAGE_SIZE = 50;
const MAXIMUM_MAX_ITEMS = 10_000;

/** Body of GetFunction. */
export function describeFunction(reference: FunctionReference, target: ResolvedFunction, region: string): string {
  const { configuration } = target;
  return JSON.stringify({
    Configuration: describe(target, reference.qualifier, region),
    Code: { RepositoryType: 'File', Location: pathToFileURL(configuration.codePath).href },
    ...(configuration.reservedConcurrency !== undefined && {
      Concurrency: { ReservedConcurrentExecutions: configuration.reservedConcurrency },
    }),
    Tags: {},
  });
}

/** Body of GetFunctionConfiguration. */
export function describeConfiguration(reference: FunctionReference, target: ResolvedFunction, region: string): string {
  return JSON.stringify(describe(target, reference.qualifier, region));
}

/**
 * Body of ListFunctions: a page sorted by name, and the `NextMarker` of the next one when there is one. A marker stays good
 * when functions come and go. Throws ValidationException.
 */
export function describeFunctions(
  functions: readonly FunctionConfiguration[],
  query: URLSearchParams,
  region: string,
): string {
  const size = Math.min(maxItems(query.get('MaxItems')), PAGE_SIZE);
  const marker = query.get('Marker');
  const after = marker ? Buffer.from(marker, 'base64url').toString() : '';
  const remaining = functions
    .filter(({ name }) => name > after)
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  const page = remaining.slice(0, size);
  const last = page.at(-1);
  return JSON.stringify({
    Functions: page.map((configuration) => describe({ configuration, version: '$LATEST' }, undefined, region)),
    ...(last && page.length < remaining.length && { NextMarker: Buffer.from(last.name).toString('base64url') }),
  });
}

function maxItems(text: string | null): number {
  if (text === null || text === '') return PAGE_SIZE;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > MAXIMUM_MAX_ITEMS) {
    throw validationFailed(text, 'maxItems', `Member must be an integer from 1 to ${MAXIMUM_MAX_ITEMS}`);
  }
  return value;
}

/** Only what is known here; every member is optional in the API model. */
function describe({ configuration, version }: ResolvedFunction, qualifier: string | undefined, region: string): object {
  const { format, applicationLevel, systemLevel } = configuration.logging;
  return {
    FunctionName: configuration.name,
    FunctionArn: functionArn(configuration.name, qualifier, region),
    Version: version,
    Runtime: configuration.runtime,
    Handler: configuration.handler,
    PackageType: 'Zip',
    Architectures: [configuration.architecture],
    MemorySize: configuration.memorySize,
    Timeout: configuration.timeout,
    EphemeralStorage: { Size: configuration.ephemeralStorage },
    LoggingConfig: {
      LogFormat: format,
      LogGroup: `/aws/lambda/${configuration.name}`,
      ...(format === 'JSON' && { ApplicationLogLevel: applicationLevel, SystemLogLevel: systemLevel }),
    },
    // Values may be secrets out of `.env` files, and every local user can call; this is AWS's way to withhold them.
    ...(Object.keys(configuration.environment).length > 0 && {
      Environment: {
        Error: { ErrorCode: 'AccessDeniedException', Message: 'Values of variables are not handed out over HTTP.' },
      },
    }),
    ...(configuration.tenantIsolation === true && { TenancyConfig: { TenantIsolationMode: 'PER_TENANT' } }),
    ...(configuration.asynchronous.deadLetterQueue !== undefined && {
      DeadLetterConfig: { TargetArn: configuration.asynchronous.deadLetterQueue },
    }),
    State: configuration.state ?? 'Active',
    LastUpdateStatus: 'Successful',
  };
}

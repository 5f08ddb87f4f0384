import { functionNotFound, functionPending, tenantRequired } from './errors';
import type { FunctionConfiguration } from './functionConfiguration';
import { functionArn } from './identifiers';

const LATEST = '$LATEST';

/** A function as a caller named it. */
export interface FunctionReference {
  readonly name: string;
  /** `$LATEST`, a version number or an alias, when the caller named one. */
  readonly qualifier: string | undefined;
}

/** A function that exists, under a qualifier that exists. */
export interface ResolvedFunction {
  readonly configuration: FunctionConfiguration;
  /** `$LATEST` or a number, never an alias. */
  readonly version: string;
}

/** Throws ResourceNotFoundException when there is no such function, alias or version (lambda-contract §11.2). */
export function resolveFunction(
  functions: readonly FunctionConfiguration[],
  { name, qualifier }: FunctionReference,
  region: string,
): ResolvedFunction {
  const configuration = functions.find((candidate) => candidate.name === name);
  const version = configuration && resolveVersion(configuration, qualifier);
  if (configuration === undefined || version === undefined)
    throw functionNotFound(functionArn(name, qualifier ?? LATEST, region));
  return { configuration, version };
}

/**
 * The version a qualifier stands for; undefined when there is none. A version number exists when an alias points to it:
 * all versions run the same code here.
 */
export function resolveVersion(
  configuration: FunctionConfiguration,
  qualifier: string | undefined,
): string | undefined {
  if (qualifier === undefined || qualifier === LATEST) return LATEST;
  const aliases = configuration.aliases ?? {};
  if (Object.hasOwn(aliases, qualifier)) return aliases[qualifier];
  return Object.values(aliases).includes(qualifier) ? qualifier : undefined;
}

/**
 * Throws what keeps the function from being invoked whatever the event is: ResourceConflictException when it is not active,
 * InvalidParameterValueException when its tenant is missing (lambda-contract §17, statements 198 and 199).
 */
export function checkInvocable(configuration: FunctionConfiguration, tenantId: string | undefined): void {
  const { state = 'Active' } = configuration;
  if (state !== 'Active') throw functionPending(state);
  if (configuration.tenantIsolation === true && tenantId === undefined) throw tenantRequired(configuration.name);
}

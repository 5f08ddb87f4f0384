import type { ProjectFunction, SettingName, SourceLocation } from '../projectFunction';
import type { Properties } from './properties';

/** The properties that each setting is written in; the first that is there counts. */
const WRITTEN_IN: readonly (readonly [SettingName, ...string[]])[] = [
  ['name', 'FunctionName'],
  ['runtime', 'Runtime'],
  ['handler', 'Handler'],
  ['code', 'InlineCode', 'CodeUri', 'Code'],
  ['memorySize', 'MemorySize'],
  ['timeout', 'Timeout'],
  ['ephemeralStorage', 'EphemeralStorage'],
  ['environment', 'Environment'],
  ['layers', 'Layers'],
  ['architecture', 'Architectures'],
  ['logging', 'LoggingConfig'],
  ['asynchronous', 'EventInvokeConfig', 'DeadLetterQueue', 'DeadLetterConfig'],
  ['reservedConcurrency', 'ReservedConcurrentExecutions'],
  ['provisionedConcurrency', 'ProvisionedConcurrencyConfig'],
  ['aliases', 'AutoPublishAlias'],
  ['tenantIsolation', 'TenancyConfig'],
  ['functionUrl', 'FunctionUrlConfig'],
  ['packageType', 'PackageType'],
  ['image', 'ImageUri', 'ImageConfig', 'Code'],
  ['snapStart', 'SnapStart'],
  ['tracing', 'Tracing', 'TracingConfig'],
  ['managedInstanceConcurrency', 'CapacityProviderConfig'],
];

/** Resources that configure a function from outside, each with its setting. */
export type OutsidePlaces = readonly (readonly [SettingName, Properties | undefined])[];

/** Where each setting of a function was written, from the property's name to the end of its value. */
export function placesOf(properties: Properties, outside: OutsidePlaces, isImage: boolean): ProjectFunction['places'] {
  const places: Partial<Record<SettingName, SourceLocation>> = {};
  for (const [setting, companion] of outside) if (companion !== undefined) places[setting] = companion.at;
  for (const [setting, ...names] of WRITTEN_IN) {
    if (setting === (isImage ? 'code' : 'image')) continue;
    const entry = names.map((name) => properties.entry(name)).find((found) => found !== undefined);
    if (entry !== undefined) places[setting] = entry.at;
  }
  return places;
}

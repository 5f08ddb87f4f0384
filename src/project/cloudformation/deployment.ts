import { definedMembers } from '../definedMembers';
import type { ProjectFunction } from '../projectFunction';
import type { Properties } from './properties';

/** Settings that say how Lambda provides environments: SnapStart, tracing and Managed Instances. */
export function readDeployment(
  properties: Properties,
): Pick<ProjectFunction, 'snapStart' | 'tracing' | 'managedInstanceConcurrency'> {
  const snapStart = properties.below('SnapStart').choice('ApplyOn', ['PublishedVersions', 'None'] as const);
  // SAM writes Tracing and knows a third mode, in which it leaves the setting out.
  const tracing = properties.has('Tracing')
    ? properties.choice('Tracing', ['Active', 'PassThrough', 'Disabled'] as const)
    : properties.below('TracingConfig').choice('Mode', ['Active', 'PassThrough'] as const);
  return definedMembers({
    snapStart: snapStart === undefined ? undefined : snapStart === 'PublishedVersions',
    tracing: tracing === 'Disabled' ? undefined : tracing,
    managedInstanceConcurrency: readManagedInstances(properties),
  });
}

/** SAM writes the members directly; CloudFormation has a mapping in between. */
function readManagedInstances(properties: Properties): number | undefined {
  const provider = properties.below('CapacityProviderConfig');
  const nested = 'LambdaManagedInstancesCapacityProviderConfig';
  return (provider.has(nested) ? provider.below(nested) : provider).wholeNumber(
    'PerExecutionEnvironmentMaxConcurrency',
    1,
  );
}

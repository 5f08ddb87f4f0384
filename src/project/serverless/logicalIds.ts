/** How the framework makes logical ids of names: `get-order` -> `GetDashorder`. */
function normalized(name: string): string {
  const letters = name.replaceAll('-', 'Dash').replaceAll('_', 'Underscore');
  return letters.slice(0, 1).toUpperCase() + letters.slice(1);
}

/** Logical id of a function in the template that the framework deploys. */
export function functionLogicalId(key: string): string {
  return `${normalized(key)}LambdaFunction`;
}

/** Logical id of a layer in the template that the framework deploys. */
export function layerLogicalId(key: string): string {
  return `${normalized(key)}LambdaLayer`;
}

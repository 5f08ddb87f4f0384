/** The environment variable of that name; the template sets it. */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`The environment variable ${name} is missing; the template sets it.`);
  return value;
}

import path from 'node:path';

/** Variables of the host process; a name that is not set reads as undefined. */
type HostVariables = Readonly<Record<string, string | undefined>>;

/** What of the machine decides about names and separators. */
export interface HostEnvironment {
  readonly platform: NodeJS.Platform;
  readonly variables: HostVariables;
}

/** The variable of that name, in any letter case on Windows; undefined when it is not set or empty. */
export function hostVariable({ platform, variables }: HostEnvironment, name: string): string | undefined {
  const exact = variables[name];
  if (exact !== undefined || platform !== 'win32') {
    return exact === '' ? undefined : exact;
  }
  const wanted = name.toUpperCase();
  const found = Object.entries(variables).find(([candidate]) => candidate.toUpperCase() === wanted)?.[1];
  return found === '' ? undefined : found;
}

/** The path rules of the host's platform. */
export function hostPaths(platform: NodeJS.Platform): path.PlatformPath {
  return platform === 'win32' ? path.win32 : path.posix;
}

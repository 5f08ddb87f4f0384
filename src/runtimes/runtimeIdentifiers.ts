/** The runtimes named in messages; later versions of a family are accepted as well. */
const KNOWN_RUNTIMES = [
  'nodejs18.x',
  'nodejs20.x',
  'nodejs22.x',
  'nodejs24.x',
  'python3.9',
  'python3.10',
  'python3.11',
  'python3.12',
  'python3.13',
  'python3.14',
  'provided.al2',
  'provided.al2023',
] as const;

const OLDEST_NODE = 18;
const OLDEST_PYTHON = 9;
const PROVIDED_RUNTIMES: ReadonlySet<string> = new Set(['provided', 'provided.al2', 'provided.al2023']);
const CONTAINER_ONLY = /^(java|dotnet|ruby)/;

/** Major version of a Node.js runtime identifier: `nodejs22.x` -> 22. Undefined for every other runtime. */
export function nodeMajor(runtime: string): number | undefined {
  const major = Number(/^nodejs(\d+)\.x$/.exec(runtime)?.[1]);
  return major >= OLDEST_NODE ? major : undefined;
}

/** Version of a Python runtime identifier: `python3.12` -> `3.12`. Undefined for every other runtime. */
export function pythonVersion(runtime: string): string | undefined {
  const minor = Number(/^python3\.(\d+)$/.exec(runtime)?.[1]);
  return minor >= OLDEST_PYTHON ? `3.${minor}` : undefined;
}

/** Whether the function brings its own `bootstrap` on a runtime identifier that Lambda knows. */
export function isOperatingSystemRuntime(runtime: string): boolean {
  return PROVIDED_RUNTIMES.has(runtime);
}

/** One line for somebody whose runtime cannot be started as a plain process: what to do instead. */
export function unsupportedRuntimeMessage(functionName: string, runtime: string): string {
  if (CONTAINER_ONLY.test(runtime)) {
    return `The function ${functionName} uses ${runtime}, which needs the Docker sandbox; choose it in the settings, or bring a bootstrap and use provided.al2023.`;
  }
  return `The function ${functionName} uses the runtime "${runtime}", which is not supported; use one of ${KNOWN_RUNTIMES.join(', ')}.`;
}

/** Tells own clients where to report when they are to be debugged; they remove it before user code is loaded. */
export function debuggerVariable(rendezvous: string | undefined): Readonly<Record<string, string>> {
  return rendezvous === undefined ? {} : { _WARMPATH_DEBUGGER: rendezvous };
}

/**
 * Tells the runtime process which probe to load before user code, and where it reports. Whoever loads the probe removes both
 * variables.
 */
export function probeVariables(door: string | undefined, file: string): Readonly<Record<string, string>> {
  return door === undefined ? {} : { _WARMPATH_PROBE: door, _WARMPATH_PROBE_FILE: file };
}

/**
 * Tells Warmpath's own runtime clients about the descriptors they get: 3 takes the framed log (lambda-contract §7.3),
 * 4 is the deadline file. The clients remove both variables before user code is loaded.
 */
export const OWN_CLIENT_VARIABLES = { _LAMBDA_TELEMETRY_LOG_FD: '3', _WARMPATH_DEADLINE_FD: '4' } as const;

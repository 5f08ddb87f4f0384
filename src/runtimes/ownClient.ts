/** Tells own clients where to report when they are to be debugged; they remove it before user code is loaded. */
export function debuggerVariable(rendezvous: string | undefined): Readonly<Record<string, string>> {
  return rendezvous === undefined ? {} : { _WARMPATH_DEBUGGER: rendezvous };
}

/**
 * Tells Warmpath's own runtime clients about the descriptors they get: 3 takes the framed log (lambda-contract §7.3),
 * 4 is the deadline file. The clients remove both variables before user code is loaded.
 */
export const OWN_CLIENT_VARIABLES = { _LAMBDA_TELEMETRY_LOG_FD: '3', _WARMPATH_DEADLINE_FD: '4' } as const;

/**
 * Tells Warmpath's own runtime clients about the descriptors they get: 3 takes the framed log (lambda-contract §7.3),
 * 4 is the deadline file. The clients remove both variables before user code is loaded.
 */
export const OWN_CLIENT_VARIABLES = { _LAMBDA_TELEMETRY_LOG_FD: '3', _WARMPATH_DEADLINE_FD: '4' } as const;

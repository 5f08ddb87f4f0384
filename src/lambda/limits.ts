/** Quotas and fixed sizes of the service (lambda-contract §2, §3, §10). Sizes in bytes, times in milliseconds. */
export const LIMITS = {
  /** 6 MB and 100 bytes: the largest buffered response. */
  responseBytes: 6_291_556,
  /** 6 MB: the largest synchronous event. */
  synchronousPayloadBytes: 6_291_456,
  /** 1 MB: the largest asynchronous event. */
  asynchronousPayloadBytes: 1_048_576,
  /** 200 MB: the largest streamed response. */
  streamedResponseBytes: 209_715_200,
  clientContextBytes: 3_583,
  errorCauseBytes: 65_536,
  environmentVariablesBytes: 4_096,
  extensions: 10,
  layers: 5,
  unzippedCodeBytes: 262_144_000,
  logTailBytes: 4_096,
  openFiles: 1_024,
  memoryMB: { minimum: 128, maximum: 10_240 },
  timeoutSeconds: { minimum: 1, maximum: 900 },
  ephemeralStorageMB: { minimum: 512, maximum: 10_240 },
  initMs: 10_000,
  provisionedInitMs: 130_000,
  shutdownWithExternalExtensionsMs: 2_000,
  shutdownWithInternalExtensionsMs: 500,
} as const;

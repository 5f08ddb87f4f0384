/** One level of the function's own log (lambda-contract §7.2); `frameMask` is its part of a frame's type (§7.3). */
export interface LogLevel {
  readonly name: string;
  readonly priority: number;
  readonly frameMask: number;
}

export const LOG_LEVELS = {
  TRACE: { name: 'TRACE', priority: 1, frameMask: 0x04 },
  DEBUG: { name: 'DEBUG', priority: 2, frameMask: 0x08 },
  INFO: { name: 'INFO', priority: 3, frameMask: 0x0c },
  WARN: { name: 'WARN', priority: 4, frameMask: 0x10 },
  ERROR: { name: 'ERROR', priority: 5, frameMask: 0x14 },
  FATAL: { name: 'FATAL', priority: 6, frameMask: 0x18 },
} as const satisfies Record<string, LogLevel>;

export function isLogLevelName(name: string): name is keyof typeof LOG_LEVELS {
  return Object.hasOwn(LOG_LEVELS, name);
}

import type { LogOutputChannel } from 'vscode';
import type { Logger } from '../lambda/ports';

/** Writes what maintainers need into the extension's log channel. */
export function channelLogger(channel: LogOutputChannel, prefix = ''): Logger {
  const text = (message: string): string => (prefix === '' ? message : `[${prefix}] ${message}`);
  return {
    trace: (message, ...details) => channel.trace(text(message), ...details),
    debug: (message, ...details) => channel.debug(text(message), ...details),
    info: (message, ...details) => channel.info(text(message), ...details),
    warn: (message, ...details) => channel.warn(text(message), ...details),
    error: (message, ...details) => channel.error(text(message), ...details),
    child: (name) => channelLogger(channel, prefix === '' ? name : `${prefix} ${name}`),
  };
}

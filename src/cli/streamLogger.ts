import { inspect } from 'node:util';
import type { Logger } from '../lambda/ports';
import type { OutputStream, Paint } from './terminal';

/** Warmpath's own log on a terminal: warnings and errors always, the rest when the user asked for it. */
export function streamLogger(stream: OutputStream, paint: Paint, verbose: boolean, prefix = ''): Logger {
  const line = (level: string, style: 'dim' | 'yellow' | 'red') => {
    return (message: string, ...details: readonly unknown[]): void => {
      const text = [message, ...details.map((detail) => (typeof detail === 'string' ? detail : inspect(detail)))].join(
        ' ',
      );
      stream.write(`${paint(style, `[warmpath ${level}]`)} ${prefix}${text}\n`);
    };
  };
  const hidden = (): void => undefined;
  return {
    trace: hidden,
    debug: verbose ? line('debug', 'dim') : hidden,
    info: verbose ? line('info', 'dim') : hidden,
    warn: line('warning', 'yellow'),
    error: line('error', 'red'),
    child: (name) => streamLogger(stream, paint, verbose, `${prefix}${name}: `),
  };
}

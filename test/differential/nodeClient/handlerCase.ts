import type { NodeFunction } from '../../support/nodeClientHarness';

/** One function that both clients run; its name says what is compared. */
export interface HandlerCase extends NodeFunction {
  readonly name: string;
}

/** An ES module whose handler has this body; `event` and `context` are its parameters. */
export function asyncHandler(body: string): string {
  return `export const handler = async (event, context) => {\n${body}\n};\n`;
}

/** An ES module whose streaming handler has this body; `event`, `stream` and `context` are its parameters. */
export function streamingHandler(body: string): string {
  return `export const handler = awslambda.streamifyResponse(async (event, stream, context) => {\n${body}\n});\n`;
}

/** A CommonJS module whose handler has this body; `event`, `context` and `callback` are its parameters. */
export function callbackHandler(body: string): Readonly<Record<string, string>> {
  return { 'index.js': `exports.handler = (event, context, callback) => {\n${body}\n};\n` };
}

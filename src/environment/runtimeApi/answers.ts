import type { ServerResponse } from 'node:http';

const JSON_TYPE = 'application/json';
const OK_BODY = Buffer.from('{"status":"OK"}\n');

/** `202 {"status":"OK"}` (lambda-contract §1.4). */
export function accept(response: ServerResponse): void {
  response.writeHead(202, { 'Content-Type': JSON_TYPE, 'Content-Length': OK_BODY.length });
  response.end(OK_BODY);
}

/** An error of the API in its JSON form (lambda-contract §1.4). */
export function refuse(response: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  answerJson(response, status, JSON.stringify({ errorMessage, errorType }));
}

export function answerJson(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) {
    return;
  }
  response.writeHead(status, { ...headers, 'Content-Type': JSON_TYPE, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

export function answerText(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** Go's text for a path nobody serves (lambda-contract §1.2). */
export function notFound(response: ServerResponse): void {
  answerText(response, 404, '404 page not found\n');
}

export function methodNotAllowed(response: ServerResponse): void {
  response.writeHead(405, { 'Content-Length': 0 });
  response.end();
}

/** 403 with the state names of lambda-contract §2.8. */
export function refuseTransition(response: ServerResponse, from: string, to: string): void {
  refuse(
    response,
    403,
    'InvalidStateTransition',
    `State transition from ${from} to ${to} failed for runtime. Error: State transition is not allowed`,
  );
}

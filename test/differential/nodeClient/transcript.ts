import { createHash } from 'node:crypto';
import path from 'node:path';
import type { NodeClient, NodeResult } from '../../support/nodeClientHarness';
import type { Posted } from '../../support/runtimeApiServer';

/** What a client did, by aspect, as text in which ids, times, paths and the client's own stack frames do not show. */
export type Transcript = ReadonlyMap<string, string>;

const LONGEST_BODY = 20_000;
const COMPARED_HEADERS = [
  'content-type',
  'lambda-runtime-function-error-type',
  'lambda-runtime-function-response-mode',
  'trailer',
] as const;

export function transcribe(client: NodeClient, result: NodeResult): Transcript {
  const plain = (text: string): string => normalise(text, client, result.taskRoot);
  const aspects = new Map<string, string>();
  aspects.set('end', result.end === undefined ? 'waits for the next invocation' : JSON.stringify(result.end));
  aspects.set('posts', result.posted.map(({ kind, status }) => `${kind} ${String(status)}`).join(', '));
  result.posted.forEach((posted, index) => {
    const name = `post ${String(index + 1)}`;
    aspects.set(`${name} headers`, describeHeaders(posted));
    aspects.set(`${name} body`, plain(shorten(posted.text)));
    aspects.set(`${name} trailers`, plain(describeTrailers(posted)));
  });
  aspects.set('stdout', plain(result.stdout));
  aspects.set('stderr', plain(result.stderr));
  aspects.set('frames', plain(result.frames.map(({ type, text }) => `${type} ${text}`).join('\n')));
  return aspects;
}

/** How many stack frames of the client itself appear in what was posted. */
export function clientFrames(client: NodeClient, result: NodeResult): number {
  const text = result.posted.map((posted) => posted.text + describeTrailers(posted)).join('\n');
  return [...text.matchAll(frameAt(escaped(clientFolder(client))))].length;
}

function describeHeaders(posted: Posted): string {
  return COMPARED_HEADERS.map((name) => `${name}: ${String(posted.headers[name] ?? '-')}`).join('\n');
}

function describeTrailers({ trailers }: Posted): string {
  const body = trailers['lambda-runtime-function-error-body'];
  if (body === undefined) return Object.keys(trailers).join();
  const type = trailers['lambda-runtime-function-error-type'] ?? '';
  return `${type}\n${Buffer.from(body, 'base64').toString()}`;
}

function shorten(text: string): string {
  if (text.length <= LONGEST_BODY) return text;
  return `${String(text.length)} characters, ${createHash('sha256').update(text).digest('hex')}`;
}

function clientFolder(client: NodeClient): string {
  return path.dirname(client.arguments.find((argument) => /\.[cm]?js$/.test(argument)) ?? '').replace(/\/bin$/, '');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A stack frame at a place, in JSON or in plain text, with what separates it from the line before. */
function frameAt(place: string): RegExp {
  return new RegExp(`(?:,"|\\\\n|[\\r\\n]) +at (?:(?!\\\\n)[^"\\r\\n])*?${place}(?:(?!\\\\n)[^"\\r\\n])*"?`, 'g');
}

function normalise(text: string, client: NodeClient, taskRoot: string): string {
  const folder = clientFolder(client);
  return text
    .replace(frameAt(`(?:${escaped(folder)}|node:)`), '')
    .replace(/[\r\n] +\.\.\. \d+ lines matching cause stack trace \.\.\./g, '')
    .replace(new RegExp(`${folder}[\\w./-]*`, 'g'), '<client>')
    .replaceAll(taskRoot, '<task>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>')
    .replace(/\(node:\d+\)/g, '(node:<pid>)');
}

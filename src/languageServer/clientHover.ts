import path from 'node:path';
import type { Hover, HoverParams } from 'vscode-languageserver/node';
import { MarkupKind } from 'vscode-languageserver/node';
import type { CatalogueEntry } from '../analysis/catalogue/clientCatalogue';
import type { ClientCall, ClientPhase } from '../analysis/program/clientCalls';
import { callInWords, withArticle } from '../analysis/rules/callInWords';
import { namesOnWay } from '../analysis/rules/way';
import { rangeOf } from './diagnostics';
import { pathOfUri } from './documentUris';
import type { Workspace } from './workspace';

const PHASES: Readonly<Record<ClientPhase, string>> = {
  init: 'Runs in the Init phase: once for each execution environment, and warm invocations reuse what it makes.',
  once: 'Runs once for each execution environment, in the first invocation that needs it.',
  invoke: 'Runs in the Invoke phase, on every invocation',
  unknown: 'No handler is known to lead here on every invocation.',
};

const CONNECTS: Readonly<Record<CatalogueEntry['connects'], string>> = {
  eager: 'Connects at once.',
  lazy: 'Connects when it is first used.',
  'on-await': 'Connects when it is awaited.',
  none: 'Opens no connection of its own.',
};

const SHARING: Readonly<Record<CatalogueEntry['share'], string>> = {
  safe: 'Invocations of an execution environment can share it.',
  check: 'Invocations can share it; it may have been closed while the environment was frozen, so check it before use.',
  'lazy-async': 'Invocations can share it; keep the promise, and forget it when it fails.',
  'config-only': 'Invocations can share it; it holds settings only.',
  'loop-bound': 'It belongs to the event loop that it is made in, so it can only be shared within one.',
  once: 'It can be done only once for each execution environment.',
  'per-invocation': 'It belongs to one invocation and is not to be shared.',
  local: 'It is a local resource, cheap to make.',
};

/** What is known of the client that the call at a position makes or leads to; null for other places. */
export function clientHover(
  { textDocument, position }: HoverParams,
  workspace: Workspace,
  isMarkdown: boolean,
): Hover | null {
  const file = pathOfUri(textDocument.uri);
  if (file === undefined) return null;
  const place = { line: position.line + 1, column: position.character + 1 };
  const found = workspace.lintedOf(file)?.clientCallAt(file, place);
  if (found === undefined) return null;
  const [title = '', ...facts] = inWords(found, file);
  const value = isMarkdown
    ? [`**${escaped(title)}**`, '', ...facts.map((fact) => `- ${escaped(fact)}`)].join('\n')
    : [title, ...facts].join('\n');
  const kind = isMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText;
  return { contents: { kind, value }, range: rangeOf(found.asked) };
}

function inWords({ file, call, entry, path: made, phase, ways }: ClientCall, asking: string): string[] {
  const where = file.file === asking ? '' : `, in ${path.basename(file.file)}`;
  const [shortest] = ways;
  const names = shortest === undefined ? [] : namesOnWay(shortest);
  const handlers = new Set(ways.map(({ root }) => root.handler)).size;
  const more = handlers > 1 ? ` (${handlers} handlers lead here)` : '';
  const way = phase === 'invoke' ? `: ${names.join(' → ')}${more}.` : '';
  const close = entry.close.map((name) => `${name}()`).join(' or ');
  return [
    `${callInWords(made, call)} makes ${withArticle(entry.creates)} (${entry.library})${where}`,
    `${PHASES[phase]}${way}`,
    CONNECTS[entry.connects],
    SHARING[entry.share],
    ...(close === '' ? [] : [`Ends with ${close}.`]),
  ];
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~]/g, String.raw`\$&`);
}

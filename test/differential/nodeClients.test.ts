import { beforeAll, describe, expect, it } from 'vitest';
import { installAwsRuntimeClients, PeersUnavailable, type AwsRuntimeClients } from '../support/awsRuntimeClients';
import { ownClient, runNode, type NodeClient, type NodeResult } from '../support/nodeClientHarness';
import { CALLBACK_CASES, REFUSED_CALLBACK_CASES } from './nodeClient/callbackCases';
import type { HandlerCase } from './nodeClient/handlerCase';
import { IMPORT_CASES } from './nodeClient/importCases';
import { KNOWN_DIFFERENCES, type KnownDifference } from './nodeClient/knownDifferences';
import { LOG_CASES } from './nodeClient/logCases';
import { CONTEXT_CASES, RESULT_CASES } from './nodeClient/resultCases';
import { STREAMING_CASES } from './nodeClient/streamingCases';
import { clientFrames, transcribe } from './nodeClient/transcript';

const INSTALL_TIMEOUT_MS = 900_000;
/** A client that neither ends nor asks for more work is not waited for any longer than this. */
const PATIENCE_MS = 20_000;
const COMMON_CASES = [...RESULT_CASES, ...CONTEXT_CASES, ...IMPORT_CASES, ...LOG_CASES, ...STREAMING_CASES];

interface Comparison {
  readonly runtime: 'nodejs24.x' | 'nodejs22.x';
  readonly cases: readonly HandlerCase[];
  readonly aws: (peers: AwsRuntimeClients) => NodeClient;
  readonly own: (peers: AwsRuntimeClients) => NodeClient;
}

const COMPARISONS: readonly Comparison[] = [
  {
    runtime: 'nodejs24.x',
    cases: [...COMMON_CASES, ...REFUSED_CALLBACK_CASES],
    aws: ({ node24, promiseClient }) => ({ command: node24, arguments: [promiseClient] }),
    own: ({ node24 }) => ownClient(node24),
  },
  {
    runtime: 'nodejs22.x',
    cases: [...COMMON_CASES, ...CALLBACK_CASES],
    aws: ({ callbackClient }) => ({ command: process.execPath, arguments: [callbackClient] }),
    own: () => ownClient(),
  },
];

let peers: AwsRuntimeClients | string = 'not installed';

beforeAll(async () => {
  try {
    peers = await installAwsRuntimeClients();
  } catch (error) {
    if (!(error instanceof PeersUnavailable)) throw error;
    peers = `AWS's runtime clients are not available: ${error.message}`;
  }
}, INSTALL_TIMEOUT_MS);

describe.each(COMPARISONS)("the Node.js client and AWS's on $runtime", ({ runtime, cases, aws, own }) => {
  const listed = KNOWN_DIFFERENCES.filter((difference) => difference.runtimes.includes(runtime));
  const seen = new Set<string>();

  it.for(cases)('$name', async (handlerCase, context) => {
    if (typeof peers === 'string') return context.skip(peers);
    const awsClient = aws(peers);
    const ownClient = own(peers);
    const [awsResult, ownResult] = await Promise.all([
      runPatiently(awsClient, { ...handlerCase, runtime }),
      runPatiently(ownClient, { ...handlerCase, runtime }),
    ]);
    const awsTranscript = transcribe(awsClient, awsResult);
    const ownTranscript = transcribe(ownClient, ownResult);
    const unexplained: object[] = [];
    for (const aspect of new Set([...awsTranscript.keys(), ...ownTranscript.keys()])) {
      const difference = { aspect, aws: awsTranscript.get(aspect) ?? '', own: ownTranscript.get(aspect) ?? '' };
      if (difference.aws === difference.own) continue;
      const known = listed.find((entry) => explains(entry, handlerCase.name, difference));
      if (known === undefined) unexplained.push(difference);
      else seen.add(key(handlerCase.name, aspect));
    }
    expect(unexplained).toEqual([]);
    if (awsTranscript.get('posts') === ownTranscript.get('posts')) {
      expect(clientFrames(ownClient, ownResult)).toBeLessThanOrEqual(clientFrames(awsClient, awsResult));
    }
  });

  it('every listed difference still exists', (context) => {
    if (typeof peers === 'string') return context.skip(peers);
    const all = listed.flatMap(({ cases, aspects }) =>
      cases.flatMap((name) => Object.keys(aspects).map((aspect) => key(name, aspect))),
    );
    expect(all.filter((name) => !seen.has(name))).toEqual([]);
  });
});

function explains(
  { cases, aspects }: KnownDifference,
  name: string,
  { aspect, aws, own }: { readonly aspect: string; readonly aws: string; readonly own: string },
): boolean {
  const known = aspects[aspect];
  return known !== undefined && cases.includes(name) && contains(aws, known.aws) && contains(own, known.own);
}

function contains(text: string, expected: string): boolean {
  return expected === '' ? text === '' : text.includes(expected);
}

function key(name: string, aspect: string): string {
  return `${name} > ${aspect}`;
}

async function runPatiently(client: NodeClient, handlerCase: HandlerCase): Promise<NodeResult> {
  let timer: NodeJS.Timeout | undefined;
  const givesUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  try {
    return await runNode(client, handlerCase, givesUp);
  } finally {
    clearTimeout(timer);
  }
}

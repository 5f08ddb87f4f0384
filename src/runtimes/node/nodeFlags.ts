import type { NodeInterpreter, RUNTIME_FLAGS } from './nodeInterpreter';

type RuntimeFlag = (typeof RUNTIME_FLAGS)[number];

/** Features that AWS switches off, by major version of the runtime identifier. */
const SWITCHED_OFF: Readonly<Record<number, readonly RuntimeFlag[]>> = {
  20: ['--no-experimental-require-module'],
  22: ['--no-experimental-require-module', '--no-experimental-detect-module'],
};

const HEAP_OPTION = /--max[-_](semi|old)[-_]space[-_]size/;

/**
 * Flags that AWS's Node.js runtimes pass to their interpreter: `bootstrap` of the nodejs18.x, nodejs20.x and nodejs24.x
 * images, and the table of switched-off features in the developer guide (`lambda-nodejs`).
 * `memorySize` is in MB; `nodeOptions` is the function's own NODE_OPTIONS, which wins.
 */
export function nodeFlags(
  major: number,
  memorySize: number,
  nodeOptions: string,
  interpreter: Pick<NodeInterpreter, 'flags'>,
): string[] {
  const given = nodeOptions.split(/\s+/);
  const switchedOff = (SWITCHED_OFF[major] ?? []).filter(
    (flag) => interpreter.flags.includes(flag) && !given.includes(flag.replace('--no-', '--')),
  );
  return [
    '--expose-gc',
    '--max-http-header-size',
    '81920',
    ...heapFlags(major, memorySize, nodeOptions),
    ...switchedOff,
  ];
}

function heapFlags(major: number, memorySize: number, nodeOptions: string): string[] {
  if (major >= 20 && HEAP_OPTION.test(nodeOptions)) {
    return [];
  }
  const newSpace = Math.floor(memorySize / 10);
  // The young generation is three semi-spaces; nodejs18.x still divided by two.
  const semiSpace = Math.floor(newSpace / (major >= 20 ? 6 : 2));
  return [`--max-semi-space-size=${semiSpace}`, `--max-old-space-size=${memorySize - newSpace}`];
}

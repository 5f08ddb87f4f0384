import { parse } from '@babel/parser';
import type { ProblemList } from '../problemList';
import type { Program } from './scriptSyntax';

/** What a person writes nests far less; beyond this the parser takes minutes. */
const DEEPEST = 1_000;

/** The syntax of a JavaScript or TypeScript file; undefined when it has none. What is wrong is reported. */
export function parseScript(file: string, text: string, problems: ProblemList): Program | undefined {
  if (deepestNesting(text) > DEEPEST) {
    problems.add({ file, line: 1, column: 1 }, 'error', 'The file nests too deeply to be read; simplify it.');
    return undefined;
  }
  let program: Program;
  let errors: ReturnType<typeof parse>['errors'];
  try {
    ({ program, errors } = parse(text, {
      sourceType: 'unambiguous',
      errorRecovery: true,
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      plugins: /\.[cm]?ts$/.test(file) ? ['typescript'] : [],
    }));
  } catch (error) {
    const at = { file, ...placeOfError(error) };
    problems.add(at, 'error', `The file is not valid JavaScript or TypeScript: ${firstSentence(error)}.`);
    return undefined;
  }
  for (const error of errors ?? []) {
    problems.add({ file, ...placeOfError(error) }, 'error', `The file has a mistake: ${firstSentence(error)}.`);
  }
  return program;
}

/** How many brackets are open at most, those within texts and comments counted too. */
function deepestNesting(text: string): number {
  let open = 0;
  let deepest = 0;
  for (const [bracket] of text.matchAll(/[{}()[\]]/g)) {
    open = '{(['.includes(bracket) ? open + 1 : Math.max(0, open - 1);
    deepest = Math.max(deepest, open);
  }
  return deepest;
}

function placeOfError(error: unknown): { line: number; column: number } {
  const place: unknown = error instanceof Error && 'loc' in error ? error.loc : undefined;
  const numberOf = (name: string): number => {
    const value: unknown = typeof place === 'object' && place !== null ? Reflect.get(place, name) : undefined;
    return typeof value === 'number' ? value : 0;
  };
  return { line: Math.max(numberOf('line'), 1), column: numberOf('column') + 1 };
}

function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n', 1)[0] ?? '').replace(/\s*\(\d+:\d+\)$/, '').replace(/\.$/, '');
}

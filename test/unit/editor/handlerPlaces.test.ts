import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { HandlerPlaces } from '../../../src/editor/handlerPlaces';
import { functionConfiguration } from '../../../src/lambda/functionConfiguration';
import { projectFunction, type ProjectFunction } from '../../../src/project/projectFunction';
import { SyntaxParser } from '../../../src/syntax/syntaxParser';

const FOLDER = path.resolve('/code');

function handledBy(logicalName: string, file: string, symbol = 'handler'): ProjectFunction {
  return projectFunction({
    logicalName,
    origin: 'cloudformation',
    configuration: functionConfiguration({
      name: logicalName,
      runtime: 'nodejs22.x',
      handler: `${path.parse(file).name}.${symbol}`,
      codePath: FOLDER,
    }),
    handlerFile: path.join(FOLDER, file),
    handlerSymbol: symbol,
  });
}

/** Places of handlers in texts that can be changed; places read as `line: functions`. */
function opened(texts: Record<string, string>): {
  places: HandlerPlaces;
  in: (file: string, functions: readonly ProjectFunction[]) => Promise<string[]>;
} {
  const places = new HandlerPlaces({
    syntax: new SyntaxParser(),
    text: (file) => Promise.resolve(texts[path.relative(FOLDER, file)]),
    folderOf: () => FOLDER,
  });
  return {
    places,
    in: async (file, functions) => {
      const found = await places.in(path.join(FOLDER, file), functions);
      return found.map(
        ({ range, functions: own }) => `${range.line}: ${own.map((each) => each.logicalName).join(', ')}`,
      );
    },
  };
}

describe('places of handlers', () => {
  it('follow the text as it is typed', async () => {
    const texts = { 'app.js': 'exports.handler = async (event) => event;\n' };
    const app = opened(texts);
    const functions = [handledBy('One', 'app.js')];
    expect(await app.in('app.js', functions)).toEqual(['1: One']);
    texts['app.js'] = `\n// moved\n${texts['app.js']}`;
    expect(await app.in('app.js', functions)).toEqual(['3: One']);
    texts['app.js'] = 'exports.other = 1;\n';
    expect(await app.in('app.js', functions)).toEqual([]);
  });

  it('gather the functions of one handler, in the order of the text', async () => {
    const app = opened({
      'app.ts': 'export const second = async (event: object) => event;\nexport async function first() {}\n',
    });
    const functions = [
      handledBy('A', 'app.ts', 'first'),
      handledBy('B', 'app.ts', 'second'),
      handledBy('C', 'app.ts', 'second'),
    ];
    expect(await app.in('app.ts', functions)).toEqual(['1: B, C', '2: A']);
  });

  it('are where the code is when a file only passes it on', async () => {
    const app = opened({
      'index.ts': "export { run as handler } from './orders';\n",
      'orders.ts': 'const table = 1;\nexport const run = async (event: object) => ({ table, event });\n',
    });
    const functions = [handledBy('Orders', 'index.ts')];
    expect(await app.in('orders.ts', functions)).toEqual(['2: Orders']);
    expect(await app.in('index.ts', functions)).toEqual([]);
    const files = await app.places.files(functions);
    expect([...files].map((file) => path.basename(file)).sort()).toEqual(['index.ts', 'orders.ts']);
  });
});

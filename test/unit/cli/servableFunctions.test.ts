import { expect, test } from 'vitest';
import { ServableFunctions, type Servable } from '../../../src/cli/servableFunctions';
import { problemAt } from '../../../src/project/projectFunction';
import type { Problem } from '../../../src/project/projectFunction';
import { functionIn } from './projectFunctions';

const A = '/p/a/template.yaml';
const B = '/p/b/template.yaml';

function error(file: string, message = 'It is not valid YAML.', line = 3): Problem {
  return problemAt({ file, line, column: 1 }, 'error', message);
}

function handlers({ functions }: Servable): string[] {
  return functions.map(({ logicalName, configuration }) => `${logicalName} ${configuration.handler}`);
}

const before = [functionIn(A, 'One'), functionIn(A, 'Two'), functionIn(B, 'Three')];

test('a template with a new error keeps its functions, others are taken up', () => {
  const servable = new ServableFunctions();
  servable.take({ functions: before, problems: [] });
  const broken = servable.take({
    functions: [
      functionIn(A, 'Two', { handler: 'half' }),
      functionIn(A, 'Hal'),
      functionIn(B, 'Three', { handler: 'new.handler' }),
    ],
    problems: [error(A)],
  });
  expect(handlers(broken)).toEqual(['One app.handler', 'Two app.handler', 'Three new.handler']);
  expect(broken.waitingFiles).toEqual([A]);
  const stillBroken = servable.take({ functions: [functionIn(B, 'Three')], problems: [error(A)] });
  expect(handlers(stillBroken)).toEqual(['One app.handler', 'Two app.handler', 'Three app.handler']);
  const repaired = servable.take({ functions: [functionIn(A, 'Two', { handler: 'whole' })], problems: [] });
  expect(handlers(repaired)).toEqual(['Two whole']);
  expect(repaired.waitingFiles).toEqual([]);
});

test('errors that were there from the beginning keep nothing back, though they move', () => {
  const servable = new ServableFunctions();
  servable.take({ functions: before, problems: [error(A)] });
  const later = servable.take({
    functions: [functionIn(A, 'One', { handler: 'new' })],
    problems: [error(A, undefined, 9)],
  });
  expect(handlers(later)).toEqual(['One new']);
  const other = servable.take({ functions: [], problems: [error(A), error(A, 'It is something else.')] });
  expect(handlers(other)).toEqual(['One new']);
});

test('what is in a template that leads to others is kept when that one is broken', () => {
  const servable = new ServableFunctions();
  servable.take({ functions: before, problems: [] });
  const broken = servable.take({ functions: [functionIn(A, 'One')], problems: [error('/p/template.yaml')] });
  expect(handlers(broken)).toEqual(['One app.handler', 'Two app.handler', 'Three app.handler']);
  expect(broken.waitingFiles).toEqual(['/p/template.yaml']);
});

test('a new template serves what it can in spite of its errors', () => {
  const servable = new ServableFunctions();
  servable.take({ functions: [functionIn(A, 'One')], problems: [] });
  const taken = servable.take({ functions: [functionIn(A, 'One'), functionIn(B, 'Three')], problems: [error(B)] });
  expect(handlers(taken)).toEqual(['One app.handler', 'Three app.handler']);
  expect(taken.waitingFiles).toEqual([]);
});

test('a function with an error of its own is as it was; one that never ran stays what it is', () => {
  const servable = new ServableFunctions();
  servable.take({ functions: [functionIn(A, 'One'), functionIn(A, 'Never', { severity: 'error' })], problems: [] });
  const taken = servable.take({
    functions: [
      functionIn(A, 'One', { severity: 'error', handler: 'x' }),
      functionIn(A, 'Never', { severity: 'error', handler: 'y' }),
    ],
    problems: [],
  });
  expect(handlers(taken)).toEqual(['One app.handler', 'Never y']);
  expect(taken.waitingFunctions).toEqual(['One']);
  expect(handlers(servable.take({ functions: [], problems: [] }))).toEqual([]);
});

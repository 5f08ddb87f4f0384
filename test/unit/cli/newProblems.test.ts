import { expect, test } from 'vitest';
import { NewProblems } from '../../../src/cli/newProblems';
import { problemAt } from '../../../src/project/projectFunction';
import type { Problem } from '../../../src/project/projectFunction';

const at = (line: number, message: string): Problem =>
  problemAt({ file: '/p/template.yaml', line, column: 1 }, 'warning', message);

test('problems are told once, again when they come back, and not when they move', () => {
  const problems = new NewProblems();
  expect(problems.take([at(1, 'A'), at(2, 'A'), at(3, 'B')])).toHaveLength(3);
  expect(problems.take([at(5, 'A'), at(6, 'A'), at(7, 'B')])).toEqual([]);
  expect(problems.take([at(5, 'A'), at(6, 'A'), at(7, 'A')])).toEqual([at(7, 'A')]);
  expect(problems.take([at(5, 'A'), at(8, 'B')])).toEqual([at(8, 'B')]);
  expect(problems.take([at(5, 'Correct line 6 first.')])).toHaveLength(1);
  expect(problems.take([at(6, 'Correct line 7 first.')])).toEqual([]);
});

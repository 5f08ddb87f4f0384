import path from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../../src/lambda/errors';
import { parseEnvironmentFile, readEnvironmentFile, withEnvironmentFile } from '../../../src/project/environmentFile';
import { Project } from '../../../src/project/project';
import { FIXTURES, renderProblems } from './renderProject';

const TEXT = `# local values
TABLE=orders-local
export LEVEL="trace"

MULTI="first
second"
  EMPTY=
AWS_REGION=eu-west-1
A=hunter2
TABLE=orders-last
`;

test('variables, with the place each was written at', () => {
  const file = parseEnvironmentFile('/home/dev/.env', TEXT);
  expect(file.variables).toEqual({ TABLE: 'orders-last', LEVEL: 'trace', MULTI: 'first\nsecond', EMPTY: '' });
  expect(file.origins).toMatchObject({
    TABLE: { file: '/home/dev/.env', line: 10, column: 1 },
    LEVEL: { line: 3, column: 8 },
    EMPTY: { line: 7, column: 3 },
  });
});

test('reserved and invalid names are errors by name and never by value', () => {
  const { problems } = parseEnvironmentFile('/home/dev/.env', TEXT);
  expect(renderProblems('/home/dev', problems)).toEqual([
    ".env:8:1 error: The variable AWS_REGION is reserved by Lambda and cannot be set; remove it from the function's environment.",
    '.env:9:1 error: The variable name "A" is not valid; use a letter followed by at least one letter, digit or underscore.',
  ]);
});

test('lies over the variables of the template and over where they came from', async () => {
  const project = await Project.open(path.join(FIXTURES, 'sam'));
  const create = await project.find('Create');
  const overlaid = withEnvironmentFile(create, parseEnvironmentFile('/home/dev/.env', TEXT));
  expect(overlaid.configuration.environment).toMatchObject({
    STAGE: 'dev',
    TABLE: 'orders-last',
    MULTI: 'first\nsecond',
  });
  expect(overlaid.environmentOrigins).toMatchObject({ STAGE: { line: 36 }, TABLE: { file: '/home/dev/.env' } });
  expect(overlaid.problems).toHaveLength(create.problems.length + 2);
  expect(create.configuration.environment['TABLE']).toBe('orders-dev');
});

test('a file that is not there is the caller’s mistake', async () => {
  await expect(readEnvironmentFile('/nowhere/.env')).rejects.toThrow(UserError);
  await expect(readEnvironmentFile('/nowhere/.env')).rejects.toThrow('/nowhere/.env cannot be read (ENOENT)');
});

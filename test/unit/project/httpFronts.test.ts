import path from 'node:path';
import { expect, test } from 'vitest';
import { routesOf } from '../../../src/project/httpRoutes';
import { Project } from '../../../src/project/project';
import { FIXTURES } from './renderProject';

/** Everything that `serve` would open for a project, one line for each route. */
async function frontsOf(name: string): Promise<string> {
  const { functions } = await Project.open(path.join(FIXTURES, name));
  const urls = functions.flatMap(({ logicalName, configuration: { functionUrl } }) =>
    functionUrl === undefined ? [] : [`Function URL of ${logicalName}: ${JSON.stringify(functionUrl)}`],
  );
  const fronts = routesOf(functions).map(({ kind, name: front, routes, authorizers, ...settings }) =>
    [
      `${kind} ${front}: ${JSON.stringify(settings)}`,
      ...routes.map(
        ({ method, path: route, functionName, ...others }) =>
          `  ${method} ${route} -> ${functionName} ${JSON.stringify(others)}`,
      ),
      ...Object.entries(authorizers).map(([each, authorizer]) => `  authorizer ${each}: ${JSON.stringify(authorizer)}`),
    ].join('\n'),
  );
  return `${[...urls, ...fronts].join('\n\n')}\n`;
}

test.for(['http-resources', 'http-definition', 'serverless-http'])('fronts of %s', async (name) => {
  await expect(await frontsOf(name)).toMatchFileSnapshot(`../../golden/http/fronts/${name}.txt`);
});

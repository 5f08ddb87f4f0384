import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEFAULT_FLEET_SETTINGS } from '../../../src/fleet/fleetSettings';
import { LocalFleet } from '../../../src/fleet/localFleet';
import { HttpFront } from '../../../src/gateway/http/httpFront';
import { functionConfiguration } from '../../../src/lambda/functionConfiguration';
import type { HttpFrontConfiguration, HttpRoute } from '../../../src/lambda/httpApi';
import { silentLogger, systemClock } from '../../../src/lambda/ports';
import { localInterpreterHost } from '../../../src/runtimes/interpreterHost';

/** Handlers by function name. `answer` gives back what the body asks for, `event` the event itself. */
const HANDLERS = {
  event: `async (event) => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) })`,
  answer: `async (event) => JSON.parse(event.body)`,
  fail: `async () => { throw new Error('it broke'); }`,
  slow: `() => new Promise(() => setTimeout(() => {}, 60_000))`,
  token: `async ({ authorizationToken, methodArn }) => {
    if (authorizationToken === 'nobody') throw new Error('Unauthorized');
    if (authorizationToken === 'broken') return { no: 'policy' };
    const root = methodArn.split('/').slice(0, 2).join('/');
    const statement = (Effect, Resource) => ({ Action: 'execute-api:Invoke', Effect, Resource });
    return {
      principalId: authorizationToken,
      policyDocument: { Version: '2012-10-17', Statement: [
        statement('Allow', root + '/GET/*'),
        statement('Deny', root + '/*/secret'),
      ] },
      context: { level: 3, run: counter() },
    };
  }`,
  stuck: `() => new Promise(() => setTimeout(() => {}, 60_000))`,
  rubbish: `async ({ identitySource, authorizationToken }) => JSON.parse(identitySource?.[0] ?? authorizationToken)`,
  simple: `async ({ identitySource, routeArn }) => ({
    isAuthorized: identitySource[0] === 'yes', context: { routeArn, run: counter(), list: [1] },
  })`,
} as const;

export type HandlerName = keyof typeof HANDLERS;

/** A real fleet with these functions and fronts before them. */
export class HttpFleet {
  readonly notices: string[] = [];
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'http-fleet-'));
  private readonly fronts: HttpFront[] = [];
  private readonly local = new LocalFleet({
    settings: { ...DEFAULT_FLEET_SETTINGS, watchCode: false },
    clock: systemClock,
    logger: silentLogger,
    host: localInterpreterHost(),
    runtimes: {
      nodePath: () => undefined,
      pythonPath: () => undefined,
      debugpyFolder: () => undefined,
      workspaceFolders: () => [],
    },
    stateFolder: path.join(this.folder, 'state'),
    clientsFolder: path.resolve('dist/runtimes'),
  });

  async start(): Promise<void> {
    const codePath = path.join(this.folder, 'code');
    mkdirSync(codePath);
    const exported = Object.entries(HANDLERS).map(([name, source]) => `exports.${name} = ${source};`);
    writeFileSync(
      path.join(codePath, 'index.js'),
      `let runs = 0; const counter = () => ++runs;\n${exported.join('\n')}`,
    );
    for (const name of Object.keys(HANDLERS)) {
      await this.local.fleet.serve(
        functionConfiguration({
          name,
          runtime: 'nodejs22.x',
          handler: `index.${name}`,
          codePath,
          timeout: name === 'stuck' ? 1 : 30,
        }),
      );
    }
  }

  /** Opens a front and gives its URL. */
  async open(
    given: Partial<HttpFrontConfiguration> & Pick<HttpFrontConfiguration, 'kind' | 'routes'>,
  ): Promise<string> {
    const front = new HttpFront({
      configuration: {
        name: 'Api',
        stage: { HttpApi: '$default', RestApi: 'Prod', Alb: '' }[given.kind],
        authorizers: {},
        binaryMediaTypes: [],
        multiValueHeaders: false,
        ...given,
      },
      invoker: this.local.fleet,
      logger: silentLogger,
      clock: systemClock,
      onNotice: (message) => this.notices.push(message),
    });
    this.fronts.push(front);
    return (await front.listen({ port: 0 })).url;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.fronts.map((front) => front.dispose()));
    await this.local.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** `GET /orders/{id}` to a function. */
export function route(key: string, functionName: HandlerName, given: Partial<HttpRoute> = {}): HttpRoute {
  const [method = 'ANY', path] = key.split(' ');
  return path === undefined
    ? { method: 'ANY', path: key, functionName, payloadFormatVersion: '2.0', ...given }
    : { method, path, functionName, payloadFormatVersion: '2.0', ...given };
}

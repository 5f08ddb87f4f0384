import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEFAULT_FLEET_SETTINGS } from '../../src/fleet/fleetSettings';
import { LocalFleet } from '../../src/fleet/localFleet';
import { silentLogger, systemClock } from '../../src/lambda/ports';
import { localInterpreterHost } from '../../src/runtimes/interpreterHost';
import { describeFunctionUrls } from '../integration/gateway/functionUrlCases';
import { describeInvokeApi, type StartInvoker } from '../integration/gateway/invokeApiCases';

/** The same cases with real execution environments behind the front doors. */
const startFleet: StartInvoker = async (functions) => {
  const stateFolder = mkdtempSync(path.join(tmpdir(), 'gateway-fleet-'));
  const local = new LocalFleet({
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
    stateFolder,
    clientsFolder: path.resolve('dist/runtimes'),
  });
  for (const configuration of functions) await local.fleet.serve(configuration);
  return {
    invoker: local.fleet,
    dispose: async () => {
      await local.dispose();
      rmSync(stateFolder, { recursive: true, force: true });
    },
  };
};

describeInvokeApi('a fleet', startFleet);
describeFunctionUrls('a fleet', startFleet);

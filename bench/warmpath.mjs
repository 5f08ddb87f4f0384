// @ts-check
// Warmpath as it is built, with the settings it ships with.
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

const DIST = path.join(path.dirname(import.meta.dirname), 'dist');

/** @type {typeof import('../src/index')} */
const library = createRequire(import.meta.url)(path.join(DIST, 'index.js'));

export const {
  DEFAULT_ENVIRONMENT_SETTINGS,
  DEFAULT_FLEET_SETTINGS,
  DISK_FILES,
  functionConfiguration,
  Gateway,
  LintedFolder,
  LocalFleet,
  localInterpreterHost,
  locateHandler,
  ProjectModel,
  READERS,
  silentLogger,
  SyntaxParser,
  systemClock,
} = library;

/**
 * @typedef {object} FleetDescription
 * @property {string} stateFolder
 * @property {boolean} freeze
 * @property {string} [node] default: the Node.js that runs this
 * @property {string | undefined} [python]
 */

/**
 * A fleet with everything a user gets who changes no setting but `freeze`.
 * @param {FleetDescription} description
 */
export function newLocalFleet({ stateFolder, freeze, node = process.execPath, python }) {
  return new LocalFleet({
    settings: { ...DEFAULT_FLEET_SETTINGS, environment: { ...DEFAULT_ENVIRONMENT_SETTINGS, freeze } },
    clock: systemClock,
    logger: silentLogger,
    host: localInterpreterHost(),
    runtimes: {
      nodePath: () => node,
      pythonPath: () => python,
      debugpyFolder: () => undefined,
      workspaceFolders: () => [],
    },
    stateFolder,
    clientsFolder: path.join(DIST, 'runtimes'),
  });
}

/**
 * The configuration of a function whose handler is `echo.handler`.
 * @param {{ name: string, runtime: string, codePath: string, reservedConcurrency?: number }} given
 */
export function echoFunction(given) {
  // On a busy machine a cold start may take longer than the 3 s of the default.
  return functionConfiguration({ handler: 'echo.handler', timeout: 30, ...given });
}

/**
 * Throws when the function failed.
 * @param {import('../src/lambda/invocation').InvocationResponse} response
 */
export function checked(response) {
  if (response.functionError !== undefined) {
    throw new Error(`The function failed: ${Buffer.from(response.payload).toString()}`);
  }
  return response;
}

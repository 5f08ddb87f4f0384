import { statSync } from 'node:fs';
import path from 'node:path';
import type { FunctionConfiguration } from '../../lambda/functionConfiguration';
import type { LaunchFailure, LaunchPlace, PreparedRuntime, RuntimeLaunch, RuntimeSupport } from '../runtime';
import { isOperatingSystemRuntime } from '../runtimeIdentifiers';
import { bootstrapProblem, type Machine } from './bootstrapFile';

const FILE_NAME = 'bootstrap';

/** lambda-contract §2.9, with the paths that AWS names. */
const MISSING: LaunchFailure = {
  errorType: 'Runtime.InvalidEntrypoint',
  message: "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]",
};

/** Runs functions that bring their own runtime as an executable file named `bootstrap` (lambda-contract §1.9). */
export class ProvidedRuntime implements RuntimeSupport {
  readonly family = 'provided';

  constructor(private readonly machine: Machine) {}

  supports(runtime: string): boolean {
    return isOperatingSystemRuntime(runtime);
  }

  async prepare(configuration: FunctionConfiguration): Promise<PreparedRuntime> {
    const { codePath, layers } = configuration;
    const own = path.join(codePath, FILE_NAME);
    return {
      visiblePaths: [],
      notices: await this.notices(own, layers.length > 0),
      ownClient: false,
      honoursExecWrapper: false,
      hasProbe: false,
      // Looked up at every start: a build may bring the file while environments come and go.
      launch: (place) => launchBootstrap(own, place),
    };
  }

  private async notices(own: string, hasLayers: boolean): Promise<string[]> {
    if (isFile(own)) {
      const problem = await bootstrapProblem(own, this.machine);
      return problem === undefined ? [] : [problem];
    }
    return hasLayers ? [] : [`${own} does not exist, so the function cannot start; build the function first.`];
  }
}

function launchBootstrap(own: string, place: LaunchPlace): RuntimeLaunch {
  const inTaskRoot = `${place.taskRoot}/${FILE_NAME}`;
  if (isFile(own)) {
    return { command: inTaskRoot, arguments: [], environment: {} };
  }
  if (place.optOnHost !== undefined && isFile(path.join(place.optOnHost, FILE_NAME))) {
    return { command: `${place.opt}/${FILE_NAME}`, arguments: [], environment: {} };
  }
  return { command: inTaskRoot, arguments: [], environment: {}, failure: MISSING };
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

import { statSync } from 'node:fs';
import path from 'node:path';
import type { FunctionConfiguration } from '../../lambda/functionConfiguration';
import { probeVariables } from '../ownClient';
import type {
  LaunchFailure,
  LaunchPlace,
  PreparedRuntime,
  RuntimeDoors,
  RuntimeLaunch,
  RuntimeSupport,
} from '../runtime';
import { isOperatingSystemRuntime } from '../runtimeIdentifiers';
import { bootstrapProblem, type Machine } from './bootstrapFile';

const FILE_NAME = 'bootstrap';

/** lambda-contract §2.9, with the paths that AWS names. */
const MISSING: LaunchFailure = {
  errorType: 'Runtime.InvalidEntrypoint',
  message: "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]",
};

/** What programs that a function brings can be observed with; absolute paths. */
export interface ProvidedProbes {
  /** The probe for programs of Node.js. */
  readonly node: string;
  /** The file that loads the probe for programs of Python. */
  readonly python: string;
  /** The folder whose `sitecustomize` runs that file. */
  readonly pythonFolder: string;
}

/** Runs functions that bring their own runtime as an executable file named `bootstrap` (lambda-contract §1.9). */
export class ProvidedRuntime implements RuntimeSupport {
  readonly family = 'provided';

  constructor(
    private readonly machine: Machine,
    private readonly probes: ProvidedProbes,
  ) {}

  supports(runtime: string): boolean {
    return isOperatingSystemRuntime(runtime);
  }

  async prepare(configuration: FunctionConfiguration): Promise<PreparedRuntime> {
    const { codePath, layers } = configuration;
    const own = path.join(codePath, FILE_NAME);
    return {
      visiblePaths: [this.probes.node, path.dirname(this.probes.python), this.probes.pythonFolder],
      notices: await this.notices(own, layers.length > 0),
      ownClient: false,
      honoursExecWrapper: false,
      // AWS's own clients are programs of Node.js and Python, which load what variables name; others know nothing of them.
      hasProbe: 'perhaps',
      // Looked up at every start: a build may bring the file while environments come and go.
      launch: (place, doors = {}) => ({ ...launchBootstrap(own, place), ...observed(doors, this.probes) }),
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

/** The environment of a bootstrap, so that a Node.js or Python in it loads its probe. */
function observed({ probe }: RuntimeDoors, { node, python, pythonFolder }: ProvidedProbes): Partial<RuntimeLaunch> {
  if (probe === undefined) return {};
  const option = `--require "${node.replace(/["\\]/g, '\\$&')}"`;
  return {
    environment: probeVariables(probe, python),
    extended: {
      NODE_OPTIONS: (own) => (own === undefined ? option : `${option} ${own}`),
      PYTHONPATH: (own) => (own === undefined ? pythonFolder : `${pythonFolder}${path.delimiter}${own}`),
    },
  };
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

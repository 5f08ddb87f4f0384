import { UserError } from '../../lambda/errors';
import type { InterpreterHost } from '../interpreterHost';
import {
  chosenCandidates,
  findOnPath,
  InterpreterProbe,
  readInterpreter,
  type Interpreter,
  type InterpreterCandidate,
} from '../interpreters';
import { installedPrograms, type VersionManager } from '../versionManagers';

/** A Node.js that can be run. */
export interface NodeInterpreter extends Interpreter {
  /** Those of `RUNTIME_FLAGS` that it understands. */
  readonly flags: readonly string[];
}

/** Flags AWS passes to some versions; a Node.js that does not know one of them would refuse to start. */
export const RUNTIME_FLAGS = ['--no-experimental-require-module', '--no-experimental-detect-module'] as const;

const QUESTION = [
  'const {versions, execPath, allowedNodeEnvironmentFlags: flags} = process',
  `const answer = {executable: versions.electron ? '' : execPath, version: versions.node, folders: []}`,
  `answer.flags = ${JSON.stringify(RUNTIME_FLAGS)}.filter((flag) => flags.has(flag))`,
  'process.stdout.write(JSON.stringify(answer))',
].join(';');

const VERSION_MANAGERS: readonly VersionManager[] = [
  { variable: 'NVM_DIR', root: '.nvm', versions: 'versions/node', program: 'bin' },
  { variable: 'FNM_DIR', root: '.local/share/fnm', versions: 'node-versions', program: 'installation/bin' },
  {
    variable: 'FNM_DIR',
    root: 'Library/Application Support/fnm',
    versions: 'node-versions',
    program: 'installation/bin',
  },
  { variable: 'VOLTA_HOME', root: '.volta', versions: 'tools/image/node', program: 'bin' },
];

const WINDOWS_VERSION_MANAGERS: readonly VersionManager[] = [
  { variable: 'NVM_HOME', root: 'AppData/Roaming/nvm', versions: '', program: '' },
  { variable: 'FNM_DIR', root: 'AppData/Roaming/fnm', versions: 'node-versions', program: 'installation' },
  { variable: 'VOLTA_HOME', root: 'AppData/Local/Volta', versions: 'tools/image/node', program: '' },
];

/** Finds the Node.js that runs a function. */
export class NodeInterpreters {
  private readonly probe: InterpreterProbe<NodeInterpreter>;

  constructor(
    private readonly host: InterpreterHost,
    /** Path or name the user chose, when they did. */
    private readonly chosen: () => string | undefined,
  ) {
    this.probe = new InterpreterProbe(host, { arguments: ['-e', QUESTION], read: readNode }, ownNode(host));
  }

  /**
   * The Node.js for a major version: the one the user chose; else one a version manager has installed, on the PATH, or
   * the one that runs this process, whichever has that major version first; else any of them.
   * Throws a UserError when the chosen one, or none at all, can be run.
   */
  async find(major: number, folder: string): Promise<NodeInterpreter> {
    const fits = (version: string): boolean => majorOf(version) === major;
    const chosen = this.chosen();
    const candidates = chosen === undefined ? await this.candidates(major) : await chosenCandidates(this.host, chosen);
    const { interpreter, failures } = await this.probe.choose(candidates, fits, folder);
    if (interpreter !== undefined) {
      return interpreter;
    }
    throw new UserError(
      chosen === undefined
        ? `No Node.js was found for nodejs${major}.x${failures.length === 0 ? '' : `; tried ${failures.join(', ')}`}. Install Node.js ${major} or choose one in the settings.`
        : `The Node.js chosen in the settings cannot be run: ${failures.join(', ')}. Correct the path, or remove it to use the one that is found.`,
    );
  }

  private async candidates(major: number): Promise<InterpreterCandidate[]> {
    const managers = this.host.platform === 'win32' ? WINDOWS_VERSION_MANAGERS : VERSION_MANAGERS;
    const managed = await installedPrograms(this.host, managers, 'node', (folder) => majorOf(folder) === major);
    const onPath = await findOnPath(this.host, ['node']);
    const own = this.host.ownNode === undefined ? [] : [this.host.ownNode.executable];
    return [...new Set([...managed, ...onPath, ...own])].map((command) => ({ command }));
  }
}

function readNode(output: string): NodeInterpreter {
  const answer = readInterpreter(output);
  return { ...answer, flags: Array.isArray(answer['flags']) ? answer['flags'].map(String) : [] };
}

/** What the Node.js of this process would answer. */
function ownNode({ ownNode: own }: InterpreterHost): NodeInterpreter | undefined {
  return own === undefined
    ? undefined
    : {
        executable: own.executable,
        version: own.version,
        folders: [],
        flags: RUNTIME_FLAGS.filter((flag) => own.understands(flag)),
      };
}

/** `22.11.0` and `v22.11.0` -> 22. */
export function majorOf(version: string): number | undefined {
  const major = /^v?(\d+)\.\d/.exec(version)?.[1];
  return major === undefined ? undefined : Number(major);
}

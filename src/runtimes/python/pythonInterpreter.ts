import { UserError } from '../../lambda/errors';
import { hostVariable } from '../hostEnvironment';
import type { InterpreterHost } from '../interpreterHost';
import {
  chosenCandidates,
  existing,
  findOnPath,
  InterpreterProbe,
  readInterpreter,
  type Interpreter,
  type InterpreterCandidate,
} from '../interpreters';
import { installedPrograms, type VersionManager } from '../versionManagers';
import { condaProgram, virtualEnvironmentPrograms } from './virtualEnvironments';

const QUESTION = [
  'import json, sys',
  'print(json.dumps({"executable": sys.executable, "version": "%d.%d.%d" % sys.version_info[:3], "folders": [sys.prefix, sys.base_prefix]}))',
].join('\n');

const VERSION_MANAGERS: readonly VersionManager[] = [
  { variable: 'PYENV_ROOT', root: '.pyenv', versions: 'versions', program: 'bin' },
  { variable: 'UV_PYTHON_INSTALL_DIR', root: '.local/share/uv/python', versions: '', program: 'bin' },
];

const WINDOWS_VERSION_MANAGERS: readonly VersionManager[] = [
  { variable: 'PYENV_ROOT', root: '.pyenv/pyenv-win', versions: 'versions', program: '' },
  { variable: 'UV_PYTHON_INSTALL_DIR', root: 'AppData/Roaming/uv/python', versions: '', program: '' },
];

/** What a user may decide about finding Python. */
export interface PythonSettings {
  /** Path or name the user chose, when they did. */
  interpreterPath(): string | undefined;
  /** Folders up to which virtual environments are looked for. */
  workspaceFolders(): readonly string[];
}

/** Finds the Python that runs a function. */
export class PythonInterpreters {
  private readonly probe: InterpreterProbe<Interpreter>;

  constructor(
    private readonly host: InterpreterHost,
    private readonly settings: PythonSettings,
  ) {
    // Isolated: neither the folder it runs in nor variables may change what it imports to answer.
    this.probe = new InterpreterProbe(host, { arguments: ['-I', '-c', QUESTION], read: readInterpreter });
  }

  /**
   * The Python for a version such as `3.12`: the one the user chose; else the one of the code's virtual environment,
   * whatever its version, because the packages are there; else one of that version, else any Python 3.
   * Throws a UserError when the chosen one, or none at all, can be run.
   */
  async find(version: string, codePath: string): Promise<Interpreter> {
    const fits = (candidate: string): boolean => candidate.startsWith(`${version}.`);
    const chosen = this.settings.interpreterPath();
    const candidates =
      chosen === undefined ? await this.candidates(version, codePath) : await chosenCandidates(this.host, chosen);
    const { interpreter, failures } = await this.probe.choose(candidates, fits, codePath);
    if (interpreter !== undefined) {
      return interpreter;
    }
    throw new UserError(
      chosen === undefined
        ? `No Python was found for python${version}${failures.length === 0 ? '' : `; tried ${failures.join(', ')}`}. Install Python ${version} or choose one in the settings.`
        : `The Python chosen in the settings cannot be run: ${failures.join(', ')}. Correct the path, or remove it to use the one that is found.`,
    );
  }

  private async candidates(version: string, codePath: string): Promise<InterpreterCandidate[]> {
    const { host } = this;
    const environments = await virtualEnvironmentPrograms(host, codePath, this.settings.workspaceFolders());
    const withPackages = await existing(host, environments);
    const conda = condaProgram(host);
    // Conda activates its base environment in every terminal; being there says nothing about the function.
    const chosenConda = hostVariable(host, 'CONDA_DEFAULT_ENV') !== 'base';
    const windows = host.platform === 'win32';
    const managers = windows ? WINDOWS_VERSION_MANAGERS : VERSION_MANAGERS;
    const inFolder = (folder: string): boolean => /^(?:cpython-)?(\d+\.\d+)\.\d+(?:-|$)/.exec(folder)?.[1] === version;
    return [
      ...withPackages.map((command) => ({ command, holdsPackages: true })),
      ...(conda === undefined ? [] : await existing(host, [conda])).map((command) => ({
        command,
        holdsPackages: chosenConda,
      })),
      ...(await findOnPath(host, [`python${version}`])).map((command) => ({ command })),
      ...(windows ? await findOnPath(host, ['py']) : []).map((command) => ({ command, arguments: [`-${version}`] })),
      ...(await installedPrograms(host, managers, 'python', inFolder)).map((command) => ({ command })),
      ...(await findOnPath(host, ['python3', 'python'])).map((command) => ({ command })),
      ...(windows ? [] : await existing(host, ['/usr/bin/python3'])).map((command) => ({ command })),
    ];
  }
}

import { UserError } from '../../lambda/errors';
import { hostPaths } from '../hostEnvironment';
import type { InterpreterHost } from '../interpreterHost';
import type { Interpreter } from '../interpreters';
import { programIn } from './virtualEnvironments';

/** Where the packages lie that hold debugpy; nothing when the interpreter has none. */
const QUESTION =
  'import importlib.util, os; found = importlib.util.find_spec("debugpy"); print(os.path.dirname(os.path.dirname(found.origin)) if found else "")';

/** How packages are installed: environments of uv have no pip, and those of a system refuse it (PEP 668). */
const INSTALLER_QUESTION = `
import importlib.util, os, sys, sysconfig
def contains(file, text):
    try:
        with open(file) as opened:
            return text in opened.read()
    except OSError:
        return False
managed = os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")
if sys.prefix == sys.base_prefix and os.path.exists(managed):
    print("environment")
elif importlib.util.find_spec("pip"):
    print("pip")
else:
    print("uv" if contains(os.path.join(sys.prefix, "pyvenv.cfg"), "\\nuv = ") else "ensurepip")
`;

/** Finds debugpy, the debugger of Python functions. */
export class Debugpy {
  constructor(
    private readonly host: InterpreterHost,
    /** Folder that holds a debugpy for interpreters that have none of their own; undefined when there is none. */
    private readonly fallbackFolder: () => string | undefined,
  ) {}

  /** The folder to import debugpy from. Throws a UserError that says how to install it. */
  async folderFor({ executable }: Interpreter, functionName: string, codePath: string): Promise<string> {
    const own = (await this.host.run(executable, ['-s', '-c', QUESTION], codePath)).trim();
    const folder = own === '' ? this.fallbackFolder() : own;
    if (folder === undefined) {
      const command = await this.installation(executable, codePath);
      throw new UserError(
        `Debugging ${functionName} needs debugpy, which ${executable} does not have: run "${command}", or install the Python Debugger extension.`,
      );
    }
    return folder;
  }

  /** The command that installs debugpy for an interpreter. */
  private async installation(executable: string, codePath: string): Promise<string> {
    const installer = (await this.host.run(executable, ['-s', '-c', INSTALLER_QUESTION], codePath)).trim();
    const withPip = `${executable} -m pip install debugpy`;
    switch (installer) {
      case 'uv':
        return `uv pip install --python ${executable} debugpy`;
      case 'ensurepip':
        return `${executable} -m ensurepip && ${withPip}`;
      case 'environment': {
        const environment = hostPaths(this.host.platform).join(codePath, '.venv');
        return `${executable} -m venv ${environment} && ${programIn(this.host, environment)} -m pip install debugpy`;
      }
      default:
        return withPip;
    }
  }
}

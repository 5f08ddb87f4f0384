import { UserError } from '../../lambda/errors';
import type { InterpreterHost } from '../interpreterHost';
import type { Interpreter } from '../interpreters';

/** Where the packages lie that hold debugpy; nothing when the interpreter has none. */
const QUESTION =
  'import importlib.util, os; found = importlib.util.find_spec("debugpy"); print(os.path.dirname(os.path.dirname(found.origin)) if found else "")';

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
      throw new UserError(
        `Debugging ${functionName} needs debugpy, which ${executable} does not have: run "${executable} -m pip install debugpy", or install the Python Debugger extension.`,
      );
    }
    return folder;
  }
}

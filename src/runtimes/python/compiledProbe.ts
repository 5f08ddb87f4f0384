import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { InterpreterHost } from '../interpreterHost';
import type { Interpreter } from '../interpreters';
import { byteCodeIdentity } from './byteCode';

/** The part of the probe that loads the others; it runs as it is. */
const LOADER = 'load.py';

/** Makes a folder of its own and then gives it its name, so that what has that name is complete. */
const COMPILE = `
import os, py_compile, shutil, sys, tempfile
source, target = sys.argv[1:]
building = tempfile.mkdtemp(dir=os.path.dirname(target))
os.chmod(building, 0o755)
for name in os.listdir(source):
    file = os.path.join(source, name)
    if name == "${LOADER}":
        shutil.copyfile(file, os.path.join(building, name))
    elif name.endswith(".py"):
        py_compile.compile(file, cfile=os.path.join(building, name + "c"), dfile=file, doraise=True)
os.rename(building, target)
`;

/** The probe as byte code: compiling its source would take longer than anything else in a cold start. */
export class CompiledProbe {
  constructor(
    private readonly host: InterpreterHost,
    /** Absolute path of the folder with the probe's source. */
    private readonly source: string,
    private readonly buildFolder: string,
  ) {}

  /** The file to load without byte code. */
  get sourceFile(): string {
    return path.join(this.source, LOADER);
  }

  /** The file to load with this interpreter: beside byte code, or beside the source where none can be made. */
  async fileFor(interpreter: Interpreter): Promise<string> {
    const { host, source, buildFolder } = this;
    const files = (await host.entries(source)).filter((name) => name.endsWith('.py')).sort();
    const identity = await byteCodeIdentity(
      host,
      interpreter,
      files.map((name) => path.join(source, name)),
    );
    const folder = path.join(buildFolder, `python-probe-${identity}`);
    const file = path.join(folder, LOADER);
    if ((await host.stamp(file)) !== undefined) return file;
    try {
      await mkdir(buildFolder, { recursive: true });
      await host.run(interpreter.executable, ['-I', '-c', COMPILE, source, folder], buildFolder);
      return file;
    } catch {
      // Somebody else was faster, or there can be no byte code here.
      return (await host.stamp(file)) === undefined ? this.sourceFile : file;
    }
  }
}

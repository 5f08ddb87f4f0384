import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { InterpreterHost } from '../interpreterHost';
import type { Interpreter } from '../interpreters';
import { byteCodeIdentity } from './byteCode';

const COMPILE =
  'import py_compile, sys; py_compile.compile(sys.argv[1], cfile=sys.argv[2], dfile=sys.argv[1], doraise=True)';

/**
 * The runtime client as byte code. Python keeps none for the script it is started with, and compiling the client takes
 * 6 to 8 ms of every cold start.
 */
export class CompiledClient {
  constructor(
    private readonly host: InterpreterHost,
    /** Absolute path of the client's source. */
    readonly source: string,
    private readonly buildFolder: string,
  ) {}

  /** The file to start with this interpreter: byte code of this version of the client, or its source where none can be made. */
  async fileFor(interpreter: Interpreter): Promise<string> {
    const { host, source, buildFolder } = this;
    const file = path.join(buildFolder, `python-client-${await byteCodeIdentity(host, interpreter, [source])}.pyc`);
    if ((await host.stamp(file)) !== undefined) {
      return file;
    }
    try {
      await mkdir(buildFolder, { recursive: true });
      await host.run(interpreter.executable, ['-I', '-c', COMPILE, source, file], buildFolder);
      return file;
    } catch {
      // A folder that cannot be written, a Python without its compiler: the source runs as well, only slower.
      return source;
    }
  }
}

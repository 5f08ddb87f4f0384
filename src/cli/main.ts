import { localInterpreterHost } from '../runtimes/interpreterHost';
import { runCommandLine } from './commandLine';

const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      resolve();
    });
  }
});

// A reader that has seen enough (`| head`) is no error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') {
      throw error;
    }
  });
}

void runCommandLine(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  host: localInterpreterHost(),
  workingFolder: process.cwd(),
  programFolder: __dirname,
  interrupted,
}).then((exitCode) => {
  process.exitCode = exitCode;
  // Standard input may still be open; the command is done all the same.
  process.stdin.destroy();
});

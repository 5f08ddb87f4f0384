import { spawn } from 'node:child_process';
import { LIMITS } from '../../lambda/limits';
import type { HostTools } from './hostTools';
import { readText } from './processTable';

/** What is handed to the operating system to start a program of an environment. */
export interface CommandLine {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export interface Program {
  readonly path: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
}

/**
 * The small programs that run one after the other in the process that becomes the function's: each changes one thing
 * and executes the next, so the process id stays. No shell is among them, because shells add variables.
 */
export class CommandChain {
  readonly limitsOpenFiles: boolean;
  readonly #steps: readonly string[];
  readonly #env: string | undefined;

  private constructor(tools: Partial<HostTools>) {
    const steps: string[] = [];
    if (tools.prlimit !== undefined) {
      const limit = openFilesLimit();
      steps.push(tools.prlimit, `--nofile=${limit}:${limit}`);
    }
    if (tools.setpriv !== undefined) {
      steps.push(tools.setpriv, '--pdeathsig', 'KILL');
      if (process.getuid?.() === 0) {
        // Root could otherwise make the code writable again.
        steps.push('--bounding-set', '-sys_admin');
      }
      steps.push('--');
    }
    this.limitsOpenFiles = tools.prlimit !== undefined;
    this.#steps = steps;
    this.#env = tools.env;
  }

  /** Tries all programs inside of a namespace; undefined when one of them does not work on this machine. */
  static async probeInNamespace(tools: HostTools, enter: readonly string[]): Promise<CommandChain | undefined> {
    const { env, nsenter, prlimit, setpriv } = tools;
    const chain = new CommandChain(tools);
    const complete = [env, nsenter, prlimit, setpriv].every((tool) => tool !== undefined);
    return complete && (await chain.#works(tools, enter)) ? chain : undefined;
  }

  /** Finds out by trying which of the programs work on this machine. */
  static async probeWithoutNamespace(tools: HostTools): Promise<CommandChain> {
    const { env, prlimit } = tools;
    for (const chain of [new CommandChain(tools), new CommandChain({ env, prlimit })]) {
      if (await chain.#works(tools, undefined)) {
        return chain;
      }
    }
    return new CommandChain({});
  }

  /** The command line that starts a program, in the namespace that `enter` (arguments of nsenter) names. */
  commandLine(program: Program, tools: HostTools, enter: readonly string[] | undefined): CommandLine {
    const entering = enter === undefined || tools.nsenter === undefined ? [] : [tools.nsenter, ...enter, '--'];
    if (this.#env === undefined || (entering.length === 0 && this.#steps.length === 0)) {
      return { file: program.path, arguments: program.arguments, environment: program.environment };
    }
    // The function's libraries are for the function: a library of a layer must not end up in the programs before it.
    const variables = Object.entries(program.environment);
    const forLoader = variables.filter(([name]) => name.startsWith('LD_'));
    const others = variables.filter(([name]) => !name.startsWith('LD_'));
    const setting = [
      this.#env,
      `--chdir=${program.workingFolder}`,
      ...forLoader.map(([name, value]) => `${name}=${value}`),
    ];
    // `env` would take a path with an equals sign for one more variable.
    const inner = program.path.includes('=') ? [...setting, ...this.#steps] : [...this.#steps, ...setting];
    const [file = '', ...rest] = [...entering, ...inner, program.path, ...program.arguments];
    return { file, arguments: rest, environment: Object.fromEntries(others) };
  }

  async #works(tools: HostTools, enter: readonly string[] | undefined): Promise<boolean> {
    if (tools.sh === undefined) {
      return false;
    }
    const program = { path: tools.sh, arguments: ['-c', ':'], environment: {}, workingFolder: '/' };
    const line = this.commandLine(program, tools, enter);
    return new Promise((resolve) => {
      const child = spawn(line.file, line.arguments, { env: line.environment, stdio: 'ignore' });
      child.once('error', () => resolve(false));
      child.once('exit', (code) => resolve(code === 0));
    });
  }
}

/** 1,024 as on Lambda (lambda-contract §10), or less where the host itself may open less. */
function openFilesLimit(): string {
  const hard = Number(/^Max open files\s+\S+\s+(\d+)/m.exec(readText('/proc/self/limits') ?? '')?.[1]);
  return String(Number.isInteger(hard) ? Math.min(hard, LIMITS.openFiles) : LIMITS.openFiles);
}

import { toError } from '../lambda/errors';
import { hostPaths, hostVariable } from './hostEnvironment';
import type { InterpreterHost } from './interpreterHost';
import { splitSearchPath } from './searchPaths';

/** Something that may be the interpreter a function needs. */
export interface InterpreterCandidate {
  readonly command: string;
  /** Arguments that make the command an interpreter: `py -3.12`. */
  readonly arguments?: readonly string[];
  /** The function's packages live with it, so it is taken whatever its version. */
  readonly holdsPackages?: boolean;
}

/** What an interpreter says about itself. */
export interface Interpreter {
  /** Absolute path of the real program, behind every shim of a version manager. */
  readonly executable: string;
  /** `20.19.1`, `3.12.4`. */
  readonly version: string;
  /** Folders it needs to read. */
  readonly folders: readonly string[];
}

/** How interpreters of one language are asked. */
export interface InterpreterQuestion<Kind extends Interpreter> {
  readonly arguments: readonly string[];
  /** Reads the answer; throws when it is none. */
  read(output: string): Kind;
}

export interface InterpreterChoice<Kind extends Interpreter> {
  /** Undefined when no candidate can be run. */
  readonly interpreter: Kind | undefined;
  /** One entry for each candidate that was tried in vain, with the reason. */
  readonly failures: readonly string[];
}

type Answer<Kind> = Kind | { readonly failure: string };

/** Asks interpreters for their version, each one once for as long as its file does not change. */
export class InterpreterProbe<Kind extends Interpreter> {
  private readonly answers = new Map<string, Promise<Answer<Kind>>>();

  constructor(
    private readonly host: InterpreterHost,
    private readonly question: InterpreterQuestion<Kind>,
    /** One whose answer is known without asking. */
    private readonly known?: Kind,
  ) {}

  /**
   * The first candidate that holds packages or whose version fits; else the first one that can be run at all.
   * Candidates run in `folder`, because shims of version managers decide by it.
   */
  async choose(
    candidates: readonly InterpreterCandidate[],
    fits: (version: string) => boolean,
    folder: string,
  ): Promise<InterpreterChoice<Kind>> {
    let fallback: Kind | undefined;
    const failures: string[] = [];
    for (const candidate of candidates) {
      const answer = await this.ask(candidate, folder);
      if ('failure' in answer) {
        failures.push(`${candidate.command} (${answer.failure})`);
      } else if (candidate.holdsPackages === true || fits(answer.version)) {
        return { interpreter: answer, failures };
      } else {
        fallback ??= answer;
      }
    }
    return { interpreter: fallback, failures };
  }

  private async ask(candidate: InterpreterCandidate, folder: string): Promise<Answer<Kind>> {
    const { command, arguments: own = [] } = candidate;
    const stamp = await this.host.stamp(command);
    if (stamp === undefined) {
      return { failure: 'not found' };
    }
    if (this.known !== undefined && stamp === (await this.host.stamp(this.known.executable))) {
      return this.known;
    }
    const key = JSON.stringify([command, own, stamp, folder]);
    const answered = this.answers.get(key);
    if (answered !== undefined) {
      return answered;
    }
    const answer = this.run(command, [...own, ...this.question.arguments], folder);
    this.answers.set(key, answer);
    return answer;
  }

  private async run(command: string, args: readonly string[], folder: string): Promise<Answer<Kind>> {
    try {
      return this.question.read(await this.host.run(command, args, folder));
    } catch (thrown) {
      return { failure: toError(thrown).message };
    }
  }
}

/**
 * Absolute paths of all programs with one of `names` on the host's PATH: by name first, by folder second. On Windows the
 * extensions of PATHEXT that start without a shell are added.
 */
export async function findOnPath(host: InterpreterHost, names: readonly string[]): Promise<string[]> {
  const paths = hostPaths(host.platform);
  const folders = splitSearchPath(hostVariable(host, 'PATH') ?? '', host.platform);
  const candidates = names.flatMap((name) =>
    folders.flatMap((folder) => programFiles(host, name).map((file) => paths.join(folder, file))),
  );
  return existing(host, candidates);
}

/** What a user wrote into a setting: a path, also one below `~`, or a name to be found on the host's PATH. */
export async function chosenCandidates(host: InterpreterHost, chosen: string): Promise<InterpreterCandidate[]> {
  if (!/[\\/]/.test(chosen)) {
    const [command = chosen] = await findOnPath(host, [chosen]);
    return [{ command }];
  }
  const belowHome = /^~[\\/]/.test(chosen);
  return [{ command: belowHome ? hostPaths(host.platform).join(host.homeFolder, chosen.slice(2)) : chosen }];
}

/** Those of the files that can be executed, each one once. */
export async function existing(host: InterpreterHost, files: readonly string[]): Promise<string[]> {
  const unique = [...new Set(files)];
  const executable = await Promise.all(unique.map((file) => host.isExecutable(file)));
  return unique.filter((_, index) => executable[index] === true);
}

/** File names a program of that name may have. */
export function programFiles(host: InterpreterHost, name: string): string[] {
  if (host.platform !== 'win32') {
    return [name];
  }
  const extensions = (hostVariable(host, 'PATHEXT') ?? '.COM;.EXE')
    .split(';')
    .map((extension) => extension.toLowerCase());
  return extensions
    .filter((extension) => extension === '.exe' || extension === '.com')
    .map((extension) => name + extension);
}

/** Reads the JSON object an interpreter printed. Throws when it printed something else. */
export function readInterpreter(output: string): Interpreter & Readonly<Record<string, unknown>> {
  const answer: unknown = JSON.parse(output);
  if (!isInterpreter(answer)) {
    throw new Error('it gave an unexpected answer');
  }
  return answer;
}

function isInterpreter(value: unknown): value is Interpreter & Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'executable' in value &&
    typeof value.executable === 'string' &&
    value.executable !== '' &&
    'version' in value &&
    typeof value.version === 'string' &&
    'folders' in value &&
    Array.isArray(value.folders)
  );
}

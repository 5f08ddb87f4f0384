import type { InterpreterHost } from '../../src/runtimes/interpreterHost';

/** A program of an imagined machine: what it prints, or why it fails; called with its arguments and folder. */
export type Program = (args: readonly string[], folder: string) => string;

/** A machine with these programs and folders only, of any platform. */
export interface Machine {
  readonly platform?: NodeJS.Platform;
  readonly variables?: Readonly<Record<string, string>>;
  /** Executable and version of the Node.js that runs this process. */
  readonly ownNode?: readonly [executable: string, version: string];
  /** By absolute path. */
  readonly programs?: Readonly<Record<string, Program>>;
  /** Names in further folders, by absolute path. */
  readonly folders?: Readonly<Record<string, readonly string[]>>;
}

/** Everything that was run on the machine, `<command> <folder>`. */
export interface WatchedHost extends InterpreterHost {
  readonly ran: string[];
  /** A program was replaced by another one. */
  replace(file: string, program: Program): void;
}

export function machine(description: Machine): WatchedHost {
  const own = description.ownNode;
  const programs = new Map(Object.entries(description.programs ?? {}));
  const versions = new Map<string, number>();
  const ran: string[] = [];
  const windows = description.platform === 'win32';
  return {
    platform: description.platform ?? 'linux',
    variables: description.variables ?? {},
    homeFolder: windows ? 'C:\\Users\\me' : '/home/me',
    ownNode: own && { executable: own[0], version: own[1], understands: () => true },
    ran,
    replace(file, program) {
      programs.set(file, program);
      versions.set(file, (versions.get(file) ?? 0) + 1);
    },
    isExecutable: (file) => Promise.resolve(programs.has(file)),
    entries: (folder) => Promise.resolve(description.folders?.[folder] ?? []),
    stamp: (file) => Promise.resolve(programs.has(file) ? `${file} ${versions.get(file) ?? 0}` : undefined),
    run: (command, args, folder) => {
      ran.push(`${command} ${folder}`);
      return new Promise((resolve) => resolve(programs.get(command)?.(args, folder) ?? ''));
    },
  };
}

/** A program that answers like the interpreter at `executable`. */
export function interpreter(executable: string, version: string, flags: readonly string[] = []): Program {
  return () => JSON.stringify({ executable, version, folders: [], flags });
}

/** A program that cannot do its work. */
export function broken(reason: string): Program {
  return () => {
    throw new Error(reason);
  };
}

import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import os from 'node:os';
import { promisify } from 'node:util';
import type { HostEnvironment } from './hostEnvironment';

/** A Node.js that need not be asked. */
interface OwnNode {
  readonly executable: string;
  /** `20.19.1` */
  readonly version: string;
  /** Whether it starts with that flag. */
  understands(flag: string): boolean;
}

/** What is asked of the machine to find interpreters. */
export interface InterpreterHost extends HostEnvironment {
  readonly homeFolder: string;
  /** The Node.js that runs this process; undefined inside Electron, which is none. */
  readonly ownNode: OwnNode | undefined;
  isExecutable(file: string): Promise<boolean>;
  /** Names in a folder; empty when it cannot be read. */
  entries(folder: string): Promise<readonly string[]>;
  /** Changes whenever the file is replaced; undefined when there is none. */
  stamp(file: string): Promise<string | undefined>;
  /** Standard output of a program run in `folder`. Rejects when it cannot be started, fails or takes too long. */
  run(command: string, args: readonly string[], folder: string): Promise<string>;
}

const RUN_TIMEOUT_MS = 10_000;
/** They point an interpreter at something else than itself: a debugger, another installation. */
const MISLEADING = ['NODE_OPTIONS', 'VSCODE_INSPECTOR_OPTIONS', 'PYTHONHOME', 'PYTHONPATH', '__PYVENV_LAUNCHER__'];

/** The machine this process runs on. */
export function localInterpreterHost(): InterpreterHost {
  const runFile = promisify(execFile);
  return {
    platform: process.platform,
    variables: process.env,
    homeFolder: homeFolder(),
    ownNode:
      process.versions['electron'] === undefined
        ? {
            executable: process.execPath,
            version: process.versions.node,
            understands: (flag) => process.allowedNodeEnvironmentFlags.has(flag),
          }
        : undefined,
    isExecutable: async (file) => {
      try {
        await access(file, constants.X_OK);
        return (await stat(file)).isFile();
      } catch {
        return false;
      }
    },
    entries: (folder) => readdir(folder).catch(() => []),
    stamp: async (file) => {
      try {
        const { ino, mtimeMs, size } = await stat(file);
        return `${ino}-${mtimeMs}-${size}`;
      } catch {
        return undefined;
      }
    },
    run: async (command, args, folder) => {
      const environment = Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !MISLEADING.includes(name)),
      );
      try {
        const { stdout } = await runFile(command, args, {
          cwd: folder,
          env: environment,
          timeout: RUN_TIMEOUT_MS,
          windowsHide: true,
        });
        return stdout;
      } catch (thrown) {
        throw new Error(failureReason(thrown), { cause: thrown });
      }
    },
  };
}

/** The last thing a failed program said; its command line is left out, the user knows which program it was. */
function failureReason(thrown: unknown): string {
  const { stderr = '', code, signal } = thrown as { stderr?: string; code?: string | number; signal?: string | null };
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return said === '' ? `it ended with ${signal ?? code ?? 'an error'}` : said;
}

/** Users of a container may be unknown to the system and have no home. */
function homeFolder(): string {
  try {
    return os.homedir();
  } catch {
    return os.tmpdir();
  }
}

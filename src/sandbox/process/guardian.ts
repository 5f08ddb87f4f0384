import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';

/** Reads `+ <group>` and `- <group>`; the end of its input means that the host process is gone, however it went. */
const SCRIPT = `
trap '' HUP INT QUIT TERM
groups=' '
while read -r change id; do
  case "$change" in
    +) groups="$groups$id " ;;
    -) groups="\${groups%% "$id" *} \${groups#* "$id" }" ;;
  esac
done
for id in $groups; do kill -s KILL -- "-$id"; done
`;

/**
 * A tiny process that outlives this one by a moment to kill process groups that would otherwise be left: children of
 * the function's processes, and stopped processes on systems where the kernel does not end them with their parent.
 */
export class Guardian {
  readonly #shell: string | undefined;
  readonly #guarded = new Set<number>();
  #process: ChildProcess | undefined;

  /** `shell` is the path of a POSIX shell; without one nothing is guarded. */
  constructor(shell: string | undefined) {
    this.#shell = process.platform === 'win32' ? undefined : shell;
  }

  /** Starts the process, once. */
  start(): void {
    if (this.#process !== undefined || this.#shell === undefined) {
      return;
    }
    const guardian = spawn(this.#shell, ['-c', SCRIPT], {
      cwd: '/',
      env: {},
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // Somebody may end it: then what is left after a crash is cleaned up at the next start.
    guardian.on('error', () => undefined);
    guardian.stdin.on('error', () => undefined);
    guardian.unref();
    if (guardian.stdin instanceof Socket) {
      guardian.stdin.unref();
    }
    this.#process = guardian;
  }

  /** From now on exactly these process groups are guarded. */
  guard(groups: Iterable<number>): void {
    const next = new Set(groups);
    let changes = '';
    for (const id of this.#guarded) {
      if (!next.has(id)) {
        this.#guarded.delete(id);
        changes += `- ${String(id)}\n`;
      }
    }
    for (const id of next) {
      if (!this.#guarded.has(id)) {
        this.#guarded.add(id);
        changes += `+ ${String(id)}\n`;
      }
    }
    if (changes !== '') {
      this.#process?.stdin?.write(changes);
    }
  }

  /** Ends the process; what it guards at this moment is killed. */
  dispose(): void {
    this.#process?.stdin?.end();
    this.#process = undefined;
  }
}

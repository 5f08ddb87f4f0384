import { accessSync, closeSync, constants, openSync, readFileSync, readSync, readdirSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import type { ProcessExit } from '../sandbox';

export type LaunchFailure = Extract<ProcessExit, { kind: 'launchFailure' }>;

/** Turns a path as the started process sees it into one this process can open. */
export type PathTranslation = (path: string) => string;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOEXEC: 'exec format error',
  ENOTDIR: 'not a directory',
  E2BIG: 'argument list too long',
  EAGAIN: 'resource temporarily unavailable',
  ENOMEM: 'cannot allocate memory',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files in system',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'file name too long',
  EINVAL: 'invalid argument',
};

/** A start that failed, worded as Lambda's own supervisor (a Go program) words it (lambda-contract §2.9). */
export function launchFailure(command: string, code: string): LaunchFailure {
  const message =
    code === 'ENOENT' && !command.includes('/')
      ? `exec: "${command}": executable file not found in $PATH`
      : `fork/exec ${command}: ${REASONS[code] ?? code}`;
  return { kind: 'launchFailure', code, message };
}

/**
 * Finds the file that a command names and says what the kernel would say to executing it. Asked before the start,
 * because programs that start other programs turn these errors into exit codes that a function may also use.
 */
export function findExecutable(
  command: string,
  workingFolder: string,
  searchPath: string | undefined,
  onHost: PathTranslation,
): { readonly path: string } | { readonly failure: LaunchFailure } {
  if (process.platform === 'win32') {
    // Windows has its own rules for extensions, and Node reports its refusals.
    return { path: command };
  }
  if (command.includes('/')) {
    const path = posix.resolve(workingFolder, command);
    const code = executionError(onHost(path), onHost);
    return code === undefined ? { path } : { failure: launchFailure(command, code) };
  }
  let denied = false;
  for (const folder of (searchPath ?? '/usr/local/bin:/usr/bin:/bin').split(':')) {
    const path = posix.resolve(workingFolder, folder, command);
    const code = executionError(onHost(path), onHost);
    if (code === undefined) {
      return { path };
    }
    denied ||= code === 'EACCES';
  }
  return { failure: launchFailure(command, denied ? 'EACCES' : 'ENOENT') };
}

/** The error code of executing the file, undefined when it can be executed. */
function executionError(path: string, onHost: PathTranslation, depth = 0): string | undefined {
  try {
    if (!statSync(path).isFile()) {
      return 'EACCES';
    }
    accessSync(path, constants.X_OK);
  } catch (error) {
    return codeOf(error);
  }
  const head = readHead(path);
  if (head === undefined) {
    // Executable but not readable, as some system programs are: the kernel can tell, we cannot.
    return undefined;
  }
  if (head.subarray(0, 2).toString('latin1') === '#!') {
    const interpreter = /^#![ \t]*([^ \t\n]*)/.exec(head.toString('latin1'))?.[1] ?? '';
    if (interpreter === '') {
      return 'ENOEXEC';
    }
    return depth > 4 ? 'ELOOP' : executionError(onHost(interpreter), onHost, depth + 1);
  }
  return process.platform === 'linux' ? linuxFormatError(head, onHost) : undefined;
}

const ELF_MAGIC = Buffer.from('\x7fELF', 'latin1');
/** Numbers of `e_machine` that the kernel of this architecture runs by itself. */
const NATIVE_MACHINES: Partial<Record<NodeJS.Architecture, readonly number[]>> = {
  x64: [62, 3],
  ia32: [3],
  arm64: [183, 40],
  arm: [40],
  riscv64: [243],
  ppc64: [21],
  s390x: [22],
};

function linuxFormatError(head: Buffer, onHost: PathTranslation): string | undefined {
  if (head.length < 64 || !head.subarray(0, 4).equals(ELF_MAGIC)) {
    return hasRegisteredInterpreter(head) ? undefined : 'ENOEXEC';
  }
  const littleEndian = head[5] === 1;
  const machine = littleEndian ? head.readUInt16LE(18) : head.readUInt16BE(18);
  const native = NATIVE_MACHINES[process.arch];
  if (native !== undefined && !native.includes(machine)) {
    return hasRegisteredInterpreter(head) ? undefined : 'ENOEXEC';
  }
  const loader = littleEndian && head[4] === 2 ? readLoader(head) : undefined;
  if (loader !== undefined) {
    try {
      statSync(onHost(loader));
    } catch (error) {
      return codeOf(error);
    }
  }
  return undefined;
}

/** Path of the dynamic loader that a 64-bit ELF file asks for, e.g. one of another C library that is not installed. */
function readLoader(head: Buffer): string | undefined {
  const table = Number(head.readBigUInt64LE(32));
  const size = head.readUInt16LE(54);
  const count = head.readUInt16LE(56);
  for (let index = 0; index < count; index++) {
    const at = table + index * size;
    if (at + 56 > head.length) {
      return undefined;
    }
    if (head.readUInt32LE(at) === 3) {
      const start = Number(head.readBigUInt64LE(at + 8));
      const end = start + Number(head.readBigUInt64LE(at + 32)) - 1;
      return end > start && end <= head.length ? head.toString('latin1', start, end) : undefined;
    }
  }
  return undefined;
}

/** Whether the kernel was told to run files that begin like this one with an emulator (binfmt_misc). */
function hasRegisteredInterpreter(head: Buffer): boolean {
  const folder = '/proc/sys/fs/binfmt_misc';
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return false;
  }
  return names.some((name) => {
    let text: string;
    try {
      text = readFileSync(`${folder}/${name}`, 'latin1');
    } catch {
      return false;
    }
    const magic = Buffer.from(/^magic ([0-9a-f]+)$/m.exec(text)?.[1] ?? '', 'hex');
    const mask = Buffer.from(/^mask ([0-9a-f]+)$/m.exec(text)?.[1] ?? '', 'hex');
    const offset = Number(/^offset (\d+)$/m.exec(text)?.[1] ?? '0');
    return (
      text.startsWith('enabled') &&
      magic.length > 0 &&
      magic.every((byte, index) => {
        const bits = mask[index] ?? 0xff;
        return ((head[offset + index] ?? 0) & bits) === (byte & bits);
      })
    );
  });
}

function readHead(path: string): Buffer | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const buffer = Buffer.alloc(4096);
    return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(file);
  }
}

/** The error code that Node gave a thrown system error, e.g. `ENOENT`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'EINVAL';
}

import { open, stat } from 'node:fs/promises';
import { toError } from '../../lambda/errors';

const EXECUTABLE_BITS = 0o111;
const HEADER_BYTES = 256;
const ELF = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
/** `e_machine` of an ELF file -> the name Node.js has for that processor. */
const MACHINES: Readonly<Record<number, string>> = { 0x3e: 'x64', 0xb7: 'arm64' };

/** A machine that is to run a bootstrap. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
}

/** Why a bootstrap file will not start on this machine, one sentence; undefined when nothing speaks against it. */
export async function bootstrapProblem(file: string, machine: Machine): Promise<string | undefined> {
  try {
    const { mode } = await stat(file);
    if (machine.platform !== 'win32' && (mode & EXECUTABLE_BITS) === 0) {
      return `${file} is not executable; run chmod +x on it.`;
    }
    return headerProblem(file, await readHeader(file), machine);
  } catch (thrown) {
    return `${file} cannot be read (${toError(thrown).message}); check its permissions.`;
  }
}

function headerProblem(file: string, header: Buffer, { platform, architecture }: Machine): string | undefined {
  if (header.subarray(0, ELF.length).equals(ELF)) {
    const built = MACHINES[header.readUInt16LE(18)] ?? 'another processor';
    return platform === 'linux' && built === architecture
      ? undefined
      : `${file} is built for linux ${built} and this machine is ${platform} ${architecture}; build it for this machine, or choose the Docker sandbox in the settings.`;
  }
  const [firstLine = ''] = header.toString('latin1').split('\n', 1);
  return firstLine.startsWith('#!') && firstLine.endsWith('\r')
    ? `${file} has Windows line endings, so its first line names no program; save it with LF line endings.`
    : undefined;
}

async function readHeader(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

import { endianness } from 'node:os';
import { builtIns } from './builtIns';

/** A socket of this process as the kernel knows it. */
export interface KernelSocket {
  readonly descriptor: number;
  readonly inode: string;
}

/** Where a connection leads to, and whether it still does. */
export interface KernelPeer {
  readonly peer: string;
  /** It was made from the other side. */
  readonly incoming: boolean;
  /** The other side has closed it. */
  readonly closedByPeer: boolean;
}

const ESTABLISHED = '01';
const LISTENING = '0A';
const CLOSE_WAIT = '08';
const NAME_SERVER_PORT = 53;

/** Asks the kernel which sockets this process has. Reading its tables takes milliseconds on some systems, so they are read rarely. */
export class KernelSockets {
  private descriptors = '';
  private lookedAt = -1;
  private sockets: readonly KernelSocket[] | undefined;

  /**
   * The sockets; undefined where nothing can have changed since the last look, or where there is no /proc. `changes` is a
   * number that is another one when Node.js itself has opened or closed a socket.
   */
  changed(changes: number): readonly KernelSocket[] | undefined {
    const names = read(() => builtIns.readdirSync('/proc/self/fd'));
    if (names === undefined) return undefined;
    // The folder itself is open while it is read, under any number that is free.
    const descriptors = names.join(' ');
    if (descriptors === this.descriptors && changes === this.lookedAt) return undefined;
    this.descriptors = descriptors;
    this.lookedAt = changes;
    const sockets = names.flatMap((name): KernelSocket[] => {
      const inode = /^socket:\[(\d+)\]$/.exec(read(() => builtIns.readlinkSync(`/proc/self/fd/${name}`)) ?? '')?.[1];
      return inode === undefined ? [] : [{ descriptor: Number(name), inode }];
    });
    const same =
      this.sockets?.length === sockets.length &&
      this.sockets.every(({ inode }, index) => inode === sockets[index]?.inode);
    this.sockets = sockets;
    return same ? undefined : sockets;
  }

  /** Inode of a descriptor, when it is a socket. */
  inodeOf(descriptor: number): string | undefined {
    return /^socket:\[(\d+)\]$/.exec(
      read(() => builtIns.readlinkSync(`/proc/self/fd/${String(descriptor)}`)) ?? '',
    )?.[1];
  }

  /** Where sockets lead to, by inode; neither listening ones nor those of name servers. Undefined without /proc. */
  peers(): ReadonlyMap<string, KernelPeer> | undefined {
    const tables = ['tcp', 'tcp6'].map((name) => read(() => builtIns.readFileSync(`/proc/self/net/${name}`, 'latin1')));
    if (tables.every((table) => table === undefined)) return undefined;
    const rows = tables
      .flatMap((table) => (table ?? '').split('\n').slice(1))
      .map((line) => {
        const [, local = '', remote = '', state = '', , , , , , inode = ''] = line.trim().split(/\s+/);
        return { localPort: local.split(':')[1], remote, state, inode };
      });
    const own = new Set((this.sockets ?? []).map(({ inode }) => inode));
    const served = new Set(
      rows.filter(({ state, inode }) => state === LISTENING && own.has(inode)).map(({ localPort }) => localPort),
    );
    const peers = new Map<string, KernelPeer>();
    for (const { localPort, remote, state, inode } of rows) {
      if (state !== ESTABLISHED && state !== CLOSE_WAIT) continue;
      const [address = '', port = ''] = remote.split(':');
      const number = Number.parseInt(port, 16);
      if (number === NAME_SERVER_PORT) continue;
      peers.set(inode, {
        peer: `${hostOf(address)}:${String(number)}`,
        incoming: served.has(localPort),
        closedByPeer: state === CLOSE_WAIT,
      });
    }
    return peers;
  }
}

/** `0100007F` -> `127.0.0.1`: words in the byte order of the machine. */
function hostOf(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => {
    const parts = (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
    return endianness() === 'LE' ? parts.reverse() : parts;
  });
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0));
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return bytes.slice(12).join('.');
  const text = groups.map((group) => group.toString(16)).join(':');
  return `[${text.replace(/(?:^|:)0(?::0)+(?=:|$)/, ':')}]`;
}

function read<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

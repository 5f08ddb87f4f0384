import { builtIns } from './builtIns';
import type { ConnectionReporter } from './connections';
import { KernelSockets } from './kernelSockets';

/** Connections that only the kernel knows of: native libraries and threads open them. */
export class KernelConnections {
  private readonly sockets = new KernelSockets();
  /** By inode. */
  private readonly open = new Map<string, string>();
  /** Neither connections nor new. */
  private others = new Set<string>();

  constructor(
    /** Connections to the Runtime API are not the function's. */
    private readonly isRuntimeApi: (peer: string) => boolean,
    private readonly reporter: ConnectionReporter,
  ) {}

  /** `known` are the descriptors that Node.js itself knows, `changes` how often they have changed. */
  observe(changes: number, known: ReadonlySet<number>): void {
    const sockets = this.sockets.changed(changes);
    if (sockets === undefined) return;
    const present = new Set(sockets.map(({ inode }) => inode));
    for (const [inode, id] of this.open) {
      if (present.has(inode)) continue;
      this.open.delete(inode);
      this.reporter.ended(id, 'function');
    }
    this.others = new Set([...this.others].filter((inode) => present.has(inode)));
    const unknown = sockets.filter(
      ({ descriptor, inode }) => !known.has(descriptor) && !this.open.has(inode) && !this.others.has(inode),
    );
    if (unknown.length === 0) return;
    const peers = this.sockets.peers();
    for (const { inode } of unknown) {
      const found = peers?.get(inode);
      if (found === undefined || found.closedByPeer || found.incoming || this.isRuntimeApi(found.peer)) {
        this.others.add(inode);
      } else {
        const connectionId = `k${inode}`;
        this.open.set(inode, connectionId);
        this.reporter.opened({ connectionId, peer: found.peer }, builtIns.epochMs());
      }
    }
  }

  /** Looks at every connection; the answer tells which descriptors lead nowhere any more. */
  deadAfterFreeze(): (descriptor: number) => boolean {
    const peers = this.sockets.peers();
    return (descriptor) => {
      const inode = peers === undefined ? undefined : this.sockets.inodeOf(descriptor);
      return inode !== undefined && peers?.get(inode)?.closedByPeer !== false;
    };
  }

  thawed(): void {
    if (this.open.size === 0) return;
    const peers = this.sockets.peers();
    if (peers === undefined) return;
    for (const [inode, id] of this.open) {
      if (peers.get(inode)?.closedByPeer === false) continue;
      this.open.delete(inode);
      this.reporter.ended(id, 'thaw');
    }
  }
}

import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { listenToResources } from './asyncResources';
import { builtIns } from './builtIns';
import { Connections } from './connections';
import { FileWriters } from './fileWriters';
import { loadedHandlerModule, type HandlerPlace } from './handlerModule';
import { handlerSource } from './handlerSource';
import { HostConnection, type Door, type HostRequest } from './hostConnection';
import { Imports } from './imports';
import { KernelConnections } from './kernelConnections';
import { Leftovers } from './leftovers';
import { ModuleState } from './moduleState';
import { Origins } from './origins';
import { Requests } from './requests';
import { TemporaryFolder } from './temporaryFolder';
import { UserCode } from './userCode';

/** What there is to say. */
interface Message {
  readonly type: `evidence.${string}`;
  readonly record: object;
  readonly epochMs?: number;
}

/** Looks at what a function opens, keeps and leaves behind, and tells the host. Errors lose evidence, nothing else. */
export class Probe {
  private readonly host: HostConnection;
  private readonly code: UserCode;
  private readonly origins: Origins;
  private readonly connections: Connections;
  private readonly kernel: KernelConnections;
  private readonly leftovers: Leftovers;
  private readonly writers: FileWriters;
  private readonly temporaryFolder: TemporaryFolder;
  private imports: Imports | undefined;
  /** Undefined until the handler is loaded, and where its variables cannot be read. */
  private state: { readonly variables: ModuleState; readonly file: string } | undefined;
  private initialized = false;

  constructor(
    door: Door,
    private readonly handler: HandlerPlace,
  ) {
    // Before anybody listens: this connection is nobody's.
    this.host = new HostConnection(door, (what) => this.answer(what));
    this.code = new UserCode(handler.taskRoot);
    this.origins = new Origins(this.code);
    const isRuntimeApi = (peer: string): boolean => this.host.isPeer(peer);
    this.connections = new Connections(this.origins, isRuntimeApi, {
      opened: (record, epochMs) => this.say({ type: 'evidence.connection', record, epochMs }),
      ended: (connectionId, by) => this.say({ type: 'evidence.connectionEnded', record: { connectionId, by } }),
    });
    this.kernel = new KernelConnections(isRuntimeApi, {
      opened: (record, epochMs) => this.say({ type: 'evidence.connection', record, epochMs }),
      ended: (connectionId, by) => this.say({ type: 'evidence.connectionEnded', record: { connectionId, by } }),
    });
    const requests = new Requests(this.origins);
    this.leftovers = new Leftovers(this.origins, requests);
    const folder = resolve(tmpdir());
    this.writers = new FileWriters(folder, this.code);
    this.temporaryFolder = new TemporaryFolder(folder);
    this.imports = new Imports(this.code);
    this.safely('files', () => this.writers.listen());
    this.safely('imports', () => this.imports?.listen((look) => this.safely('imports', look)));
    this.safely('requests', () => requests.listen((look) => this.safely('requests', look)));
    this.follow();
  }

  private follow(): void {
    const { connections, leftovers, origins } = this;
    listenToResources(
      {
        init(id, type, triggerId, resource) {
          if (type === 'TickObject') origins.deferred(id, resource);
          else if (type === 'TCPWRAP' || type === 'PIPEWRAP') connections.handleMade(id, resource);
          else if (type === 'TLSWRAP') connections.handleReused(id, resource);
          else if (type === 'TCPCONNECTWRAP' || type === 'PIPECONNECTWRAP') {
            connections.attemptMade(id, triggerId, resource);
          } else if (type === 'GETADDRINFOREQWRAP') connections.lookupMade(triggerId);
          else if (Leftovers.isKind(type)) leftovers.made(id, type, resource);
        },
        before: (id) => connections.before(id),
        after: (id) => connections.after(id),
        destroy(id) {
          connections.destroyed(id);
          leftovers.destroyed(id);
        },
      },
      (error) => this.lose('connections and leftovers', error),
    );
  }

  private async answer(what: HostRequest): Promise<void> {
    if (what === 'thawed') {
      // What has come for the sockets meanwhile is read first.
      await new Promise<void>((settle) => builtIns.setImmediate(settle));
      this.safely('connections', () => {
        const isDead = this.kernel.deadAfterFreeze();
        this.connections.thawed(isDead);
        this.kernel.thawed();
      });
      return;
    }
    if (!this.initialized) await this.endOfInit();
    this.safely('connections', () => {
      this.connections.observe();
      this.kernel.observe(this.connections.changes, this.connections.descriptors());
    });
    this.safely('files', () => this.observeFiles());
    this.safely('module variables', () => this.observeState());
    this.safely('leftovers', () => {
      const leftovers = this.leftovers.observe(this.connections.connecting());
      if (leftovers !== undefined) this.say({ type: 'evidence.leftover', record: { leftovers } });
    });
    this.origins.renew();
  }

  /** The function is loaded: its module is there, and what is imported from now on is part of invocations. */
  private async endOfInit(): Promise<void> {
    this.initialized = true;
    let file: string | undefined;
    let sourceFile: string | undefined;
    try {
      const module = await loadedHandlerModule(this.handler);
      file = module?.file;
      if (module === undefined) {
        throw new Error(`the module of ${this.handler.handler} was not found`);
      }
      const source = handlerSource(module, this.code);
      sourceFile = source.file;
      this.state = { variables: new ModuleState(module, source.names), file: source.file };
    } catch (error) {
      this.lose('module variables', error);
    }
    this.safely('imports', () => {
      const record = this.imports?.finish(file, sourceFile);
      this.imports = undefined;
      if (record !== undefined) this.say({ type: 'evidence.imports', record });
    });
  }

  private observeFiles(): void {
    for (const file of this.temporaryFolder.observe(this.writers.calls)) {
      const place = file.change === 'removed' ? undefined : this.writers.placeOf(file.path);
      this.say({ type: 'evidence.file', record: place === undefined ? file : { ...file, place } });
    }
    this.writers.forget();
  }

  private observeState(): void {
    if (this.state === undefined) return;
    const { variables: state, file } = this.state;
    const variables = state.observe();
    if (variables.length > 0) this.say({ type: 'evidence.state', record: { file, variables } });
  }

  private say(message: Message): void {
    this.host.send(message);
  }

  private safely(what: string, look: () => void): void {
    try {
      look();
    } catch (error) {
      this.lose(what, error);
    }
  }

  private lose(what: string, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.say({ type: 'evidence.lost', record: { reason: `The probe could not see ${what}: ${why}.` } });
  }
}

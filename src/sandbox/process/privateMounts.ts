import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statfsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HostTools, systemPath } from './hostTools';
import { OPT_STAGE, STAGE, type MountPlan } from './mountPlan';
import { isWithin, mountOf, parseMountTable } from './mountTable';
import { readMountNamespace } from './processTable';

/** Mounts that cannot be made are found by looking at the result, so no step stops the others. */
const SETUP_SCRIPT = `
mount -n -a -T "$TABLE"
if [ $# -gt 0 ]; then
  for file; do : >"$file"; done
  mount -n -a -T "$FILE_TABLE"
fi
if [ -d ${OPT_STAGE} ]; then
  mount -n -o remount,ro ${OPT_STAGE}
  mount -n --move ${OPT_STAGE} /opt
  rmdir ${OPT_STAGE}
fi
mount -n --move ${STAGE} /tmp
if [ -n "$REMOUNT" ]; then mount -n -o "$REMOUNT_OPTIONS" "$REMOUNT"; fi
echo ready
read -r _
`;

/**
 * A mount namespace of its own for one environment: private `/tmp` of a limited size, own `/opt`, read-only code.
 * No process holds it: it lives as long as the open descriptors of this object or a process in it, and so it also
 * disappears when this host process is killed.
 */
export class PrivateMounts {
  /** Identity of the namespace, e.g. `mnt:[4026532281]`. */
  readonly namespace: string;
  readonly plan: MountPlan;
  readonly taskRootReadOnly: boolean;
  readonly optReplaced: boolean;
  readonly #descriptors: Descriptors;

  private constructor(descriptors: Descriptors, namespace: string, plan: MountPlan, mountTable: string) {
    this.#descriptors = descriptors;
    this.namespace = namespace;
    this.plan = plan;
    const mounts = parseMountTable(mountTable);
    this.taskRootReadOnly = mountOf(plan.codePath, mounts)?.options.includes('ro') ?? false;
    this.optReplaced = plan.replacesOpt && mounts.some((mount) => mount.mountPoint === '/opt');
  }

  /**
   * Makes the namespace. Throws with what the system said where it does not allow it.
   * `folder` takes the tables while they are read.
   */
  static async create(plan: MountPlan, tools: HostTools, folder: string): Promise<PrivateMounts> {
    const table = join(folder, 'mounts');
    const fileTable = join(folder, 'file-mounts');
    await writeFile(table, plan.table);
    await writeFile(fileTable, plan.fileTable);
    const variables = {
      TABLE: table,
      FILE_TABLE: fileTable,
      REMOUNT: plan.remount?.path ?? '',
      REMOUNT_OPTIONS: plan.remount?.options ?? '',
    };
    try {
      const made = await makeNamespace(tools, variables, plan.files, plan.marker);
      return new PrivateMounts(made.descriptors, made.namespace, plan, made.mountTable);
    } finally {
      await Promise.all([rm(table, { force: true }), rm(fileTable, { force: true })]);
    }
  }

  /** Arguments with which `nsenter` enters the namespace. */
  get enterArguments(): readonly string[] {
    const folder = `/proc/${String(process.pid)}/fd`;
    const { mounts, user } = this.#descriptors;
    return user === undefined
      ? [`--mount=${folder}/${String(mounts)}`]
      : [`--mount=${folder}/${String(mounts)}`, `--user=${folder}/${String(user)}`, '--preserve-credentials'];
  }

  /** Turns a path as processes of the environment see it into one that this process can open. */
  toHost(path: string): string {
    if (this.plan.kept.some((kept) => isWithin(path, kept))) {
      return path;
    }
    if (isWithin(path, '/tmp')) {
      return join(this.#temporaryFolderOnHost, path.slice('/tmp'.length));
    }
    if (this.optReplaced && isWithin(path, '/opt')) {
      // Without layers the folder is empty: nothing is found in a file.
      return join(this.plan.layers ?? '/dev/null', path.slice('/opt'.length));
    }
    return path;
  }

  /** Used bytes of `/tmp`. */
  usedBytes(): number {
    const { blocks, bfree, bsize } = statfsSync(this.#temporaryFolderOnHost);
    return (blocks - bfree) * bsize;
  }

  /** Lets go of the namespace; its mounts vanish with its last process. */
  dispose(): void {
    closeAll(this.#descriptors);
  }

  get #temporaryFolderOnHost(): string {
    return `/proc/self/fd/${String(this.#descriptors.temporaryFolder)}`;
  }
}

interface Descriptors {
  readonly mounts: number;
  /** Absent when this user may make mount namespaces without a user namespace. */
  readonly user: number | undefined;
  readonly temporaryFolder: number;
}

interface Namespace {
  readonly descriptors: Descriptors;
  readonly namespace: string;
  readonly mountTable: string;
}

async function makeNamespace(
  tools: HostTools,
  variables: Readonly<Record<string, string>>,
  files: readonly string[],
  marker: string,
): Promise<Namespace> {
  const kinds: readonly (readonly string[])[] = [
    // Root keeps its rights over files of other users only outside of a user namespace.
    ...(process.getuid?.() === 0 ? [['--mount']] : []),
    ['--user', '--map-current-user', '--keep-caps', '--mount'],
  ];
  let failure: unknown;
  for (const kind of kinds) {
    try {
      return await makeNamespaceOf(kind, tools, variables, files, marker);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function makeNamespaceOf(
  kind: readonly string[],
  tools: HostTools,
  variables: Readonly<Record<string, string>>,
  files: readonly string[],
  marker: string,
): Promise<Namespace> {
  if (
    tools.unshare === undefined ||
    tools.sh === undefined ||
    tools.nsenter === undefined ||
    tools.mount === undefined
  ) {
    throw new Error('unshare, nsenter, mount or sh is not installed');
  }
  const setup = spawn(tools.unshare, [...kind, tools.sh, '-c', SETUP_SCRIPT, 'sh', ...files], {
    env: { ...variables, PATH: systemPath(process.env['PATH'] ?? ''), LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let complaints = '';
  setup.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const ended = new Promise<void>((resolve) => {
    setup.once('error', (error) => {
      complaints += error.message;
      resolve();
    });
    setup.once('exit', () => resolve());
  });
  const ready = new Promise<void>((resolve) => setup.stdout.once('data', () => resolve()));
  await Promise.race([ready, ended]);
  try {
    return openNamespace(setup.pid ?? 0, kind.includes('--user'), marker);
  } catch (error) {
    const reason = complaints.trim().split('\n')[0] ?? '';
    throw new Error(reason === '' ? 'the mounts were not made' : reason, { cause: error });
  } finally {
    setup.stdin.destroy();
    setup.kill('SIGKILL');
  }
}

function openNamespace(id: number, hasUserNamespace: boolean, marker: string): Namespace {
  const mountTable = readFileSync(`/proc/${String(id)}/mountinfo`, 'utf8');
  const temporary = parseMountTable(mountTable).findLast((mount) => mount.mountPoint === '/tmp');
  const namespace = readMountNamespace(id);
  if (temporary?.source !== marker || namespace === undefined || namespace === readMountNamespace(process.pid)) {
    throw new Error('/tmp is not private');
  }
  const opened: number[] = [];
  const open = (path: string): number => {
    const descriptor = openSync(`/proc/${String(id)}/${path}`, 'r');
    opened.push(descriptor);
    return descriptor;
  };
  try {
    return {
      descriptors: {
        mounts: open('ns/mnt'),
        user: hasUserNamespace ? open('ns/user') : undefined,
        temporaryFolder: open('root/tmp'),
      },
      namespace,
      mountTable,
    };
  } catch (error) {
    opened.forEach((descriptor) => closeSync(descriptor));
    throw error;
  }
}

function closeAll(descriptors: Descriptors): void {
  closeSync(descriptors.mounts);
  closeSync(descriptors.temporaryFolder);
  if (descriptors.user !== undefined) {
    closeSync(descriptors.user);
  }
}

import { createHash, randomBytes } from 'node:crypto';
import { constants, createReadStream, type Dirent, type Stats } from 'node:fs';
import { copyFile, link, lstat, mkdir, readdir, readlink, rename, rm, stat, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { toError, UserError } from '../lambda/errors';
import type { Logger } from '../lambda/ports';
import { unpackLayerArchive } from './layerArchive';

export interface LayerStoreOptions {
  /** Folder of the host in which unpacked layers are kept. */
  readonly folder: string;
  readonly logger: Logger;
}

/** One layer as a folder of this machine. */
interface UnpackedLayer {
  readonly folder: string;
  /** Names the content: the same identity, the same files. */
  readonly identity: string;
  /** The folder belongs to the store and never changes. */
  readonly own: boolean;
}

const UNFINISHED = 'unfinished-';
/** Long enough for the largest layer on the slowest machine. */
const UNFINISHED_MS = 24 * 3600 * 1000;
/** Layers that no environment asked for in this time are removed. */
const UNUSED_MS = 30 * 24 * 3600 * 1000;

/** Layers, unpacked and merged once for each content, shared by all environments of this machine's user. */
export class LayerStore {
  readonly #folder: string;
  readonly #logger: Logger;
  /** Hashes of zip files that have not changed since. */
  readonly #hashes = new Map<string, string>();
  /** Folders that are being made or exist. */
  readonly #made = new Map<string, Promise<string>>();
  #tidied = false;

  constructor(options: LayerStoreOptions) {
    this.#folder = options.folder;
    this.#logger = options.logger;
  }

  /**
   * The folder that holds the content of all layers as `/opt` shows it; files of later layers replace those of earlier
   * ones. Undefined without layers. Throws a UserError for a layer that is missing or cannot be unpacked safely.
   */
  async merge(layers: readonly string[]): Promise<string | undefined> {
    if (!this.#tidied) {
      this.#tidied = true;
      void this.#tidy().catch((error: unknown) => this.#logger.debug('Old layers could not be removed.', error));
    }
    const [only, ...others] = layers;
    if (only === undefined) {
      return undefined;
    }
    if (others.length === 0) {
      return (await this.#unpack(only, false)).folder;
    }
    const unpacked = await Promise.all(layers.map((layer) => this.#unpack(layer, true)));
    const identity = createHash('sha256')
      .update(unpacked.map((layer) => layer.identity).join('\n'))
      .digest('hex');
    return this.#make(`merged-${identity}`, async (folder) => {
      for (const layer of unpacked) {
        await overlay(layer.folder, folder, layer.own);
      }
    });
  }

  async #unpack(layer: string, needsIdentity: boolean): Promise<UnpackedLayer> {
    let status: Stats;
    try {
      status = await stat(layer);
    } catch (error) {
      throw new UserError(
        `The layer ${layer} cannot be read (${toError(error).message}); build it or correct its path in the template.`,
      );
    }
    if (status.isDirectory()) {
      return { folder: layer, identity: needsIdentity ? await describeFolder(layer) : layer, own: false };
    }
    const identity = await this.#hash(layer, status);
    const folder = await this.#make(identity, (unfinished) => unpackLayerArchive(layer, unfinished));
    return { folder, identity, own: true };
  }

  async #hash(file: string, { mtimeMs, size, ino }: Stats): Promise<string> {
    const key = [file, mtimeMs, size, ino].join('\n');
    let hash = this.#hashes.get(key);
    if (hash === undefined) {
      const sum = createHash('sha256');
      await pipeline(createReadStream(file), sum);
      hash = sum.digest('hex');
      this.#hashes.set(key, hash);
    }
    return hash;
  }

  /** Makes the folder of this name once; other host processes may be making the same one. */
  async #make(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
    let made = this.#made.get(name);
    if (made === undefined) {
      made = this.#makeNow(name, fill);
      this.#made.set(name, made);
      made.catch(() => this.#made.delete(name));
    }
    return made;
  }

  async #makeNow(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
    const folder = join(this.#folder, name);
    const now = new Date();
    try {
      await utimes(folder, now, now);
      return folder;
    } catch {
      // Not made yet.
    }
    const unfinished = join(this.#folder, `${UNFINISHED}${randomBytes(8).toString('hex')}`);
    await mkdir(unfinished, { recursive: true });
    try {
      await fill(unfinished);
      await rename(unfinished, folder);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      if (!(await isFolder(folder))) {
        throw error;
      }
    }
    return folder;
  }

  /** Removes what a killed host process has not finished and what has not been used for long. */
  async #tidy(): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const path = join(this.#folder, name);
      const age = Date.now() - (await stat(path)).mtimeMs;
      if (age > (name.startsWith(UNFINISHED) ? UNFINISHED_MS : UNUSED_MS)) {
        await rm(path, { recursive: true, force: true });
      }
    }
  }
}

/** Names the content of a folder by the names, kinds, sizes and times of everything in it. */
async function describeFolder(folder: string): Promise<string> {
  const sum = createHash('sha256').update(folder);
  const visit = async (relative: string): Promise<void> => {
    for (const entry of await sortedEntries(join(folder, relative))) {
      const path = join(relative, entry.name);
      const { mode, size, mtimeMs } = await lstat(join(folder, path));
      sum.update(JSON.stringify([path, mode, size, mtimeMs]));
      if (entry.isDirectory()) {
        await visit(path);
      }
    }
  };
  await visit('');
  return sum.digest('hex');
}

/** Puts the content of one folder over another; what it replaces disappears. Links are copied, never followed. */
async function overlay(source: string, target: string, mayLink: boolean): Promise<void> {
  for (const entry of await sortedEntries(source)) {
    const from = join(source, entry.name);
    const to = join(target, entry.name);
    const present = await lstat(to).catch(() => undefined);
    if (present !== undefined && !(entry.isDirectory() && present.isDirectory())) {
      await rm(to, { recursive: true, force: true });
    }
    if (entry.isDirectory()) {
      await mkdir(to, { recursive: true });
      await overlay(from, to, mayLink);
    } else if (entry.isSymbolicLink()) {
      await symlink(await readlink(from), to);
    } else if (entry.isFile()) {
      await placeFile(from, to, mayLink);
    }
  }
}

async function placeFile(from: string, to: string, mayLink: boolean): Promise<void> {
  if (mayLink) {
    try {
      await link(from, to);
      return;
    } catch {
      // Some file systems have no hard links.
    }
  }
  await copyFile(from, to, constants.COPYFILE_FICLONE);
}

async function sortedEntries(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.sort((first, second) => (first.name < second.name ? -1 : 1));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (status) => status.isDirectory(),
    () => false,
  );
}

import { createWriteStream } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { posix } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { toError, UserError } from '../lambda/errors';
import { LIMITS } from '../lambda/limits';

const TYPE_MASK = 0o170000;
const DIRECTORY = 0o040000;
const FILE = 0o100000;
const SYMBOLIC_LINK = 0o120000;
/** A target longer than any path of a system is no link. */
const LONGEST_TARGET = 4_096;
/** As many links as the kernel follows in one path. */
const MOST_HOPS = 40;
const MADE_ON_UNIX = 3;

/**
 * Unpacks the zip file of a layer into an empty folder. Nothing is written outside of it: entries and links that
 * lead out are refused, and links are made last, so that no entry is written through one.
 * Throws a UserError that names the entry, and when the content exceeds 250 MB (lambda-contract §10).
 */
export async function unpackLayerArchive(archive: string, folder: string): Promise<void> {
  let zip: ZipFile;
  try {
    zip = await openPromise(archive, { lazyEntries: true, autoClose: false });
  } catch (error) {
    throw unusable(archive, `it is not a zip file (${toError(error).message})`);
  }
  // The reader may complain after somebody stopped listening; what is wrong is reported by the loop.
  zip.on('error', () => undefined);
  try {
    const entries = await readEntries(zip, archive);
    const links = new Map<string, string>();
    for (const entry of entries) {
      try {
        await unpackEntry(zip, entry, folder, links);
      } catch (error) {
        throw unusable(archive, `its entry "${entry.fileName}" cannot be unpacked: ${toError(error).message}`);
      }
    }
    await makeLinks(archive, folder, links);
  } finally {
    zip.close();
  }
}

/** The list of contents. The sizes in it are held against the content when it is unpacked. */
async function readEntries(zip: ZipFile, archive: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  let bytes = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      entries.push(entry);
      bytes += entry.uncompressedSize;
    }
  } catch (error) {
    // Names that lead out of the folder are refused here; the message names them.
    throw unusable(archive, toError(error).message);
  }
  if (bytes > LIMITS.unzippedCodeBytes) {
    throw unusable(archive, 'it is larger than 250 MB unzipped; make it smaller');
  }
  return entries;
}

async function unpackEntry(zip: ZipFile, entry: Entry, folder: string, links: Map<string, string>): Promise<void> {
  const name = posix.normalize(entry.fileName).replace(/\/+$/, '');
  const path = posix.join(folder, name);
  const mode = entry.versionMadeBy >>> 8 === MADE_ON_UNIX ? entry.externalFileAttributes >>> 16 : 0;
  const type = entry.fileName.endsWith('/') ? DIRECTORY : mode & TYPE_MASK || FILE;
  if (type === DIRECTORY) {
    await mkdir(path, { recursive: true });
    return;
  }
  if (type !== FILE && type !== SYMBOLIC_LINK) {
    throw new Error('it is neither a file, a folder nor a symbolic link');
  }
  if (type === SYMBOLIC_LINK && entry.uncompressedSize > LONGEST_TARGET) {
    throw new Error('it is a symbolic link with a target that is too long');
  }
  const content = await zip.openReadStreamPromise(entry);
  // It may complain again after the first complaint has ended the copying.
  content.on('error', () => undefined);
  if (type === SYMBOLIC_LINK) {
    links.set(name, await text(content));
    return;
  }
  links.delete(name);
  await mkdir(posix.dirname(path), { recursive: true });
  // The last of two entries of one name counts.
  await rm(path, { force: true });
  // Nobody writes into a layer; the owner has to be able to read it.
  const permissions = ((mode & 0o777) === 0 ? 0o644 : mode) & 0o555;
  await pipeline(content, createWriteStream(path, { flags: 'wx', mode: permissions | 0o400 }));
}

async function makeLinks(archive: string, folder: string, links: ReadonlyMap<string, string>): Promise<void> {
  const relative = new Map([...links].map(([name, target]) => [name, relativeTarget(name, target)]));
  for (const [name, target] of relative) {
    if (leadsOut(name, relative)) {
      throw unusable(archive, `its entry "${name}" is a symbolic link out of the layer (${links.get(name) ?? target})`);
    }
    try {
      const path = posix.join(folder, name);
      await mkdir(posix.dirname(path), { recursive: true });
      await rm(path, { force: true });
      await symlink(target, path);
    } catch (error) {
      throw unusable(archive, `its entry "${name}" cannot be unpacked: ${toError(error).message}`);
    }
  }
}

/** Links into `/opt` mean the layer itself, wherever it is shown. */
function relativeTarget(name: string, target: string): string {
  return target === '/opt' || target.startsWith('/opt/')
    ? posix.relative(posix.dirname(`/opt/${name}`), posix.normalize(target)) || '.'
    : target;
}

/** Whether following a path of the layer, with all links in it, ever leaves the layer. */
function leadsOut(path: string, links: ReadonlyMap<string, string>): boolean {
  const waiting = path.split('/').reverse();
  const at: string[] = [];
  let hops = 0;
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    if (part === '..') {
      if (at.pop() === undefined) {
        return true;
      }
    } else if (part !== '' && part !== '.') {
      at.push(part);
      const target = links.get(at.join('/'));
      if (target !== undefined) {
        hops++;
        if (target.startsWith('/') || hops > MOST_HOPS) {
          return true;
        }
        at.pop();
        waiting.push(...target.split('/').reverse());
      }
    }
  }
  return false;
}

function unusable(archive: string, reason: string): UserError {
  return new UserError(`The layer ${archive} cannot be used: ${reason}.`);
}

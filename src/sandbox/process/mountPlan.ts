import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { escapeForTable, isWithin, mountOf, type Mount } from './mountTable';

/** Where the new folders are put together before they take their places. Not needed by any of the programs involved. */
export const STAGE = '/sys';
/** The place of `/opt` while it is put together. */
export const OPT_STAGE = `${STAGE}/.opt`;

export interface MountRequest {
  /** Name under which the environment's own mounts appear in tables of mounts; unique on this machine. */
  readonly marker: string;
  readonly ephemeralStorageMB: number;
  readonly codePath: string;
  /** Folder with the merged layers. */
  readonly layers: string | undefined;
  readonly visiblePaths: readonly string[];
}

/** The mounts of one environment, as tables in the format of `/etc/fstab`. */
export interface MountPlan {
  readonly marker: string;
  readonly layers: string | undefined;
  readonly table: string;
  /** Mounts onto single files, which have to be created (`files`) after the first table. */
  readonly fileTable: string;
  readonly files: readonly string[];
  /** A code folder that is a mount already only changes its flags. */
  readonly remount: { readonly path: string; readonly options: string } | undefined;
  /** The code folder without symbolic links. */
  readonly codePath: string;
  /** `/opt` is replaced: by the layers, or by an empty folder. False when this machine has no `/opt`. */
  readonly replacesOpt: boolean;
  /** Folders and files that are the host's own inside the new `/tmp` and `/opt`. */
  readonly kept: readonly string[];
  /** Entries of layers that cannot be shown because something of the host has to stay visible in their place. */
  readonly hiddenLayerEntries: readonly string[];
}

/**
 * Plans the private `/tmp`, `/opt` and the read-only code folder. What must stay visible below `/tmp` and `/opt` is
 * bound back at the same place by its first path component. Throws when the code folder is `/tmp` itself.
 */
export function planMounts(request: MountRequest, hostMounts: readonly Mount[]): MountPlan {
  const needed = [request.codePath, ...request.visiblePaths].flatMap((path) => [path, realPath(path)]);
  const codePath = realPath(request.codePath);
  const lines = new TableLines(hostMounts);
  const keptInTmp = firstComponents('/tmp', needed);

  lines.add(request.marker, STAGE, `size=${String(request.ephemeralStorageMB)}m,mode=1777`, 'tmpfs');
  for (const path of keptInTmp) {
    lines.bind(path, join(STAGE, path.slice('/tmp/'.length)), path === codePath);
  }
  const opt = planOpt(request, codePath, needed, lines);
  const kept = [...keptInTmp, ...opt.kept];

  let remount: MountPlan['remount'];
  const isMountPoint = hostMounts.some((mount) => mount.mountPoint === codePath);
  if (isMountPoint) {
    remount = { path: codePath, options: ['remount', 'bind', 'ro', ...lines.flagsOf(codePath)].join(',') };
  } else if (!kept.includes(codePath) && !isWithin('/tmp', codePath)) {
    lines.bind(codePath, stagedPath(codePath, kept), true);
  }
  return {
    marker: request.marker,
    layers: request.layers,
    table: lines.text,
    fileTable: lines.fileText,
    files: lines.files,
    remount,
    codePath,
    kept,
    replacesOpt: opt.replaces,
    hiddenLayerEntries: opt.hidden,
  };
}

function planOpt(
  request: MountRequest,
  codePath: string,
  needed: readonly string[],
  lines: TableLines,
): { replaces: boolean; kept: readonly string[]; hidden: readonly string[] } {
  if (!isRealFolder('/opt')) {
    return { replaces: false, kept: [], hidden: [] };
  }
  const kept = firstComponents('/opt', needed);
  if (kept.length === 0) {
    if (request.layers === undefined) {
      lines.add(request.marker, '/opt', 'ro,size=4k,mode=755', 'tmpfs');
    } else {
      lines.bind(request.layers, '/opt', true);
    }
    return { replaces: true, kept, hidden: [] };
  }
  lines.add(request.marker, OPT_STAGE, 'size=1m,mode=755,x-mount.mkdir', 'tmpfs');
  for (const path of kept) {
    lines.bind(path, join(OPT_STAGE, path.slice('/opt/'.length)), path === codePath);
  }
  const hidden: string[] = [];
  if (request.layers !== undefined) {
    for (const name of readdirSync(request.layers)) {
      if (kept.includes(`/opt/${name}`)) {
        hidden.push(name);
      } else {
        lines.bind(join(request.layers, name), join(OPT_STAGE, name), true);
      }
    }
  }
  return { replaces: true, kept, hidden };
}

/** Where a path is while `/tmp` and `/opt` are put together. */
function stagedPath(path: string, kept: readonly string[]): string {
  if (!kept.some((folder) => isWithin(path, folder))) {
    return path;
  }
  return isWithin(path, '/tmp') ? join(STAGE, path.slice('/tmp'.length)) : join(OPT_STAGE, path.slice('/opt'.length));
}

class TableLines {
  text = '';
  fileText = '';
  readonly files: string[] = [];
  readonly #hostMounts: readonly Mount[];

  constructor(hostMounts: readonly Mount[]) {
    this.#hostMounts = hostMounts;
  }

  add(source: string, target: string, options: string, type: string): void {
    this.text += `${escapeForTable(source)} ${escapeForTable(target)} ${type} ${options} 0 0\n`;
  }

  /** Shows a folder or file of the host at `target`, with everything that is mounted below it. */
  bind(source: string, target: string, readOnly: boolean): void {
    const options = readOnly ? ['rbind', 'ro', ...this.flagsOf(source)] : ['rbind'];
    if (statSync(source).isDirectory()) {
      this.add(source, target, [...options, 'x-mount.mkdir'].join(','), 'none');
    } else {
      this.files.push(target);
      this.fileText += `${escapeForTable(source)} ${escapeForTable(target)} none ${options.join(',')} 0 0\n`;
    }
  }

  /** Flags that a user namespace may not take away, so that a remount has to repeat them. */
  flagsOf(path: string): string[] {
    const options = mountOf(realPath(path), this.#hostMounts)?.options ?? [];
    return ['nosuid', 'nodev', 'noexec'].filter((flag) => options.includes(flag));
  }
}

/** The distinct `folder/x` that the paths begin with. */
function firstComponents(folder: '/tmp' | '/opt', paths: readonly string[]): string[] {
  const places = new Set([folder, realPath(folder)]);
  const components = new Set<string>();
  for (const path of paths) {
    for (const place of places) {
      if (path === place) {
        throw new Error(`${path} is itself needed by the function`);
      }
      if (isWithin(path, place)) {
        const component = join(folder, path.slice(place.length + 1).split('/')[0] ?? '');
        if (statOf(component)) {
          components.add(component);
        }
      }
    }
  }
  return [...components];
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function statOf(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isRealFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

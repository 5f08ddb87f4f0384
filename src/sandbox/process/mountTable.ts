/** One line of `/proc/PID/mountinfo`. */
export interface Mount {
  readonly mountPoint: string;
  /** What of the file system is mounted: `/`, or a folder of it for bind mounts. */
  readonly root: string;
  /** Options of this mount point, e.g. `ro`, `nosuid`. */
  readonly options: readonly string[];
  readonly type: string;
  readonly source: string;
  /** Options of the file system, e.g. the controllers of a cgroup hierarchy. */
  readonly superOptions: readonly string[];
}

/** Parses the text of `/proc/PID/mountinfo`; later mounts hide earlier ones of the same place. */
export function parseMountTable(text: string): Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split('\n')) {
    const [place, file] = line.split(' - ');
    const [, , , root, mountPoint, options] = (place ?? '').split(' ');
    const [type, source, superOptions] = (file ?? '').split(' ');
    if (root !== undefined && mountPoint !== undefined && type !== undefined) {
      mounts.push({
        mountPoint: unescape(mountPoint),
        root: unescape(root),
        options: (options ?? '').split(','),
        type,
        source: unescape(source ?? ''),
        superOptions: (superOptions ?? '').split(','),
      });
    }
  }
  return mounts;
}

/** The mount that an absolute path without symbolic links lies on. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  let best: Mount | undefined;
  for (const mount of mounts) {
    if (isWithin(path, mount.mountPoint) && mount.mountPoint.length >= (best?.mountPoint.length ?? 0)) {
      best = mount;
    }
  }
  return best;
}

/** Whether `path` is `folder` or lies below it. Both absolute and normalised. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** Writes a path the way tables of mounts spell it, e.g. a space as `\040`. */
export function escapeForTable(path: string): string {
  return path.replace(/[\s\\#]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

function unescape(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

import { createHash } from 'node:crypto';
import path, { type PlatformPath } from 'node:path';
import { hostPaths, hostVariable } from '../hostEnvironment';
import type { InterpreterHost } from '../interpreterHost';

const FOLDER_NAMES = ['.venv', 'venv', 'env'];
const PROJECT_FILE = 'pyproject.toml';

/**
 * Python programs of the virtual environments that belong to code in `codePath`, the nearest first: a folder of the
 * usual names there or above, up to the workspace folder; the activated environment; those of uv and Poetry.
 */
export async function virtualEnvironmentPrograms(
  host: InterpreterHost,
  codePath: string,
  workspaceFolders: readonly string[],
): Promise<string[]> {
  const paths = hostPaths(host.platform);
  const folders = foldersUpTo(codePath, workspaceFolders, paths);
  const activated = hostVariable(host, 'VIRTUAL_ENV');
  const ofUv = hostVariable(host, 'UV_PROJECT_ENVIRONMENT');
  const environments = [
    ...folders.flatMap((folder) => FOLDER_NAMES.map((name) => paths.join(folder, name))),
    ...(activated === undefined ? [] : [activated]),
    ...(ofUv === undefined ? [] : folders.map((folder) => paths.resolve(folder, ofUv))),
    ...(await poetryEnvironments(host, folders)),
  ];
  return environments.map((folder) => programIn(host, folder));
}

/** The Python of an activated Conda environment; undefined when there is none. */
export function condaProgram(host: InterpreterHost): string | undefined {
  const prefix = hostVariable(host, 'CONDA_PREFIX');
  if (prefix === undefined) {
    return undefined;
  }
  return host.platform === 'win32' ? path.win32.join(prefix, 'python.exe') : programIn(host, prefix);
}

/** The Python of a virtual environment. */
export function programIn(host: InterpreterHost, folder: string): string {
  return host.platform === 'win32'
    ? path.win32.join(folder, 'Scripts', 'python.exe')
    : path.posix.join(folder, 'bin', 'python');
}

/** `codePath` and the folders above it that lie in the same workspace folder. */
function foldersUpTo(codePath: string, workspaceFolders: readonly string[], paths: PlatformPath): string[] {
  const isInside = (folder: string): boolean =>
    workspaceFolders.some((workspace) => {
      const relative = paths.relative(workspace, folder);
      return !relative.startsWith('..') && !paths.isAbsolute(relative);
    });
  const folders = [codePath];
  for (let folder = paths.dirname(codePath); isInside(folder); folder = paths.dirname(folder)) {
    folders.push(folder);
    if (paths.dirname(folder) === folder) {
      break;
    }
  }
  return folders;
}

/** Poetry keeps environments in one place, under `<project name>-<hash of the project folder>-py<version>`. */
async function poetryEnvironments(host: InterpreterHost, folders: readonly string[]): Promise<string[]> {
  const paths = hostPaths(host.platform);
  const root = poetryRoot(host);
  const names = await host.entries(root);
  if (names.length === 0) {
    return [];
  }
  const projects = await Promise.all(
    folders.map(async (folder) => ((await host.entries(folder)).includes(PROJECT_FILE) ? [folder] : [])),
  );
  return projects.flat().flatMap((project) => {
    // Poetry hashes the path as the file system compares it.
    const compared = host.platform === 'win32' ? project.toLowerCase() : project;
    const hash = createHash('sha256').update(compared).digest('base64url').slice(0, 8);
    return names.filter((name) => name.includes(`-${hash}-py`)).map((name) => paths.join(root, name));
  });
}

function poetryRoot(host: InterpreterHost): string {
  const paths = hostPaths(host.platform);
  const chosen = hostVariable(host, 'POETRY_VIRTUALENVS_PATH');
  if (chosen !== undefined) {
    return chosen;
  }
  const cache = hostVariable(host, 'POETRY_CACHE_DIR');
  return paths.join(
    cache ?? paths.join(host.homeFolder, POETRY_CACHES[host.platform] ?? '.cache/pypoetry'),
    'virtualenvs',
  );
}

const POETRY_CACHES: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'AppData/Local/pypoetry/Cache',
  darwin: 'Library/Caches/pypoetry',
};

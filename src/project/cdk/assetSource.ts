import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { findTemplates } from '../findTemplates';
import { kindOf, languageOfFile } from '../handlerFile';

/** How many files of the project are looked at. */
const MOST_FILES = 20_000;

/** How far above the app's folder the paths in a bundle may begin: the workspace may be a monorepo. */
const HIGHEST = 4;

/** Finds the files that the assets of one CDK app were made from. The project's files are listed once, when needed. */
export class AssetSources {
  private readonly folder: string;
  private listed: Promise<readonly string[]> | undefined;

  /** `folder`: absolute path of the app's folder. */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** The entry point of a bundle by the comments that esbuild puts above each module; the entry point comes last. */
  async byBundleComments(bundle: string): Promise<string | undefined> {
    const modules = [...(await textOf(bundle)).matchAll(/^\/\/ (\S.*\.(?:[cm]?[jt]s|[jt]sx))$/gm)]
      .map(([, module = '']) => module)
      .filter((module) => !module.includes('node_modules/'));
    const entry = modules.at(-1);
    if (entry === undefined) return undefined;
    let folder = this.folder;
    for (let height = 0; height < HIGHEST; height += 1) {
      const candidate = path.resolve(folder, entry);
      if ((await kindOf(candidate)) === 'file') return candidate;
      folder = path.dirname(folder);
    }
    return undefined;
  }

  /**
   * The file with the same content and the same path below some folder: what is copied as it is. Where several are
   * equal, the one whose folder has most in common with the asset.
   */
  async bySameContent(asset: string, file: string): Promise<string | undefined> {
    const below = path.relative(asset, file);
    const ending = path.sep + below;
    const candidates: string[] = [];
    for (const candidate of await this.files()) {
      if (candidate.endsWith(ending) && (await sameContent(candidate, file))) candidates.push(candidate);
    }
    const rated: { readonly candidate: string; readonly common: number }[] = [];
    for (const candidate of candidates) {
      const folder = candidate.slice(0, -ending.length);
      const { files } = await findTemplates(asset, () => true);
      let common = 0;
      for (const each of files.slice(0, 100)) {
        if ((await kindOf(path.join(folder, path.relative(asset, each)))) === 'file') common += 1;
      }
      rated.push({ candidate, common });
    }
    return rated.sort((left, right) => right.common - left.common)[0]?.candidate;
  }

  /** The entry point that a NodejsFunction without one assumes: `<file>.<id of the construct>.ts`. */
  async byConstructId(id: string): Promise<string | undefined> {
    const ending = new RegExp(`\\.${id.replaceAll(/[^\w]/g, '\\$&')}\\.(?:tsx?|jsx?|m[jt]s|c[jt]s)$`);
    const found = (await this.files()).filter((file) => ending.test(file));
    return found.length === 1 ? found[0] : undefined;
  }

  private files(): Promise<readonly string[]> {
    this.listed ??= (async () => {
      let left = MOST_FILES;
      const isSource = (name: string): boolean => languageOfFile(name) !== undefined && (left -= 1) >= 0;
      return (await findTemplates(this.folder, isSource)).files;
    })();
    return this.listed;
  }
}

async function sameContent(left: string, right: string): Promise<boolean> {
  try {
    if ((await stat(left)).size !== (await stat(right)).size) return false;
    return (await readFile(left)).equals(await readFile(right));
  } catch {
    return false;
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return '';
  }
}

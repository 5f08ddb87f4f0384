import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isCurrent, parseRecord, stampsOf, type BuildRecord } from './buildRecord';
import { bundleModule, type BundledModule, type BuildRequest } from './bundleModule';
import type { Bundlers } from './bundler';

/** Raised whenever this program builds differently from its earlier versions. */
const BUILD_VERSION = 1;
const RECORD_FILE = 'build.json';
/** Environments that still run may read the map of the output they were started with; older ones are removed. */
const KEPT_OUTPUTS = 4;

/** Builds TypeScript handlers into a folder of its own, and again only when something they were made from changed. */
export class TypeScriptBuilder {
  private readonly records = new Map<string, BuildRecord>();
  private readonly running = new Map<string, Promise<BuildRecord>>();

  constructor(
    /** Folder for built modules, outside every project; made when needed. */
    private readonly buildFolder: string,
    private readonly bundlers: Bundlers,
  ) {}

  /**
   * The built module of a handler file. Builds of one file run one after the other.
   * Throws a UserError with place and text of the first problem when the code does not build.
   */
  async build(request: BuildRequest): Promise<BuildRecord> {
    const { entry } = request;
    const next = (): Promise<BuildRecord> => this.buildIfChanged(request);
    const build = (this.running.get(entry) ?? Promise.resolve()).then(next, next);
    this.running.set(entry, build);
    try {
      return await build;
    } finally {
      if (this.running.get(entry) === build) {
        this.running.delete(entry);
      }
    }
  }

  /** Ends the programs that build; what was built stays for the next time. */
  dispose(): Promise<void> {
    return this.bundlers.dispose();
  }

  private async buildIfChanged(request: BuildRequest): Promise<BuildRecord> {
    const { entry } = request;
    const settings = JSON.stringify([BUILD_VERSION, request]);
    const folder = path.join(this.buildFolder, shortHash(entry));
    const known = this.records.get(entry) ?? (await readRecord(folder));
    const record = isCurrent(known, settings) ? known : await this.buildNow(request, settings, folder);
    this.records.set(entry, record);
    return record;
  }

  private async buildNow(request: BuildRequest, settings: string, folder: string): Promise<BuildRecord> {
    const { entry, codePath } = request;
    const startedMs = Date.now();
    const module = await bundleModule(await this.bundlers.for(path.dirname(entry)), request);
    await mkdir(folder, { recursive: true });
    // Node.js names files by their real path, and so do breakpoints.
    const output = await writeOutput(await realpath(folder), path.parse(entry).name, module);
    const { external, unresolved } = module.packages;
    const record = {
      settings,
      output,
      stamps: {
        ...stampsOf([...module.inputs, ...external], startedMs),
        ...(unresolved ? { '': 'a package is missing' } : {}),
      },
      visiblePaths: outsideFolders([...module.inputs, ...external], codePath),
    };
    await replaceFile(path.join(folder, RECORD_FILE), JSON.stringify(record));
    return record;
  }
}

async function writeOutput(folder: string, name: string, module: BundledModule): Promise<string> {
  const outputs = (await readdir(folder)).filter((file) => /\.[cm]js$/.test(file));
  const file = path.join(
    folder,
    `${name}-${shortHash(module.code + module.sourceMap)}.${module.format === 'esm' ? 'mjs' : 'cjs'}`,
  );
  await replaceFile(`${file}.map`, module.sourceMap);
  await replaceFile(file, `${module.code}//# sourceMappingURL=${path.basename(file)}.map\n`);
  await removeOldOutputs(outputs.map((output) => path.join(folder, output)).filter((output) => output !== file));
  return file;
}

async function removeOldOutputs(files: readonly string[]): Promise<void> {
  const dated = await Promise.all(files.map(async (file) => ({ file, changedMs: (await stat(file)).mtimeMs })));
  dated.sort((left, right) => right.changedMs - left.changedMs);
  await Promise.all(
    dated
      .slice(KEPT_OUTPUTS - 1)
      .flatMap(({ file }) => [rm(file, { force: true }), rm(`${file}.map`, { force: true })]),
  );
}

/** Another process may read or write the same file: it sees the old text or the new one, never a part. */
async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, file);
}

async function readRecord(folder: string): Promise<BuildRecord | undefined> {
  try {
    return parseRecord(await readFile(path.join(folder, RECORD_FILE), 'utf8'));
  } catch {
    // Never built, or a damaged file: the build makes a new one.
    return undefined;
  }
}

/** The folders outside `codePath` that hold the files; whole `node_modules` folders for what is in one. */
function outsideFolders(files: readonly string[], codePath: string): string[] {
  const folders = files
    .filter((file) => path.relative(codePath, file).startsWith('..') || path.isAbsolute(path.relative(codePath, file)))
    .map((file) => /^.*?[\\/]node_modules(?=[\\/])/.exec(file)?.[0] ?? path.dirname(file));
  return [...new Set(folders)];
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

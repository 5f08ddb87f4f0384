import { createRequire } from 'node:module';
import path from 'node:path';
import type { BuildOptions, BuildResult, TransformOptions } from 'esbuild';
import { UserError } from '../../../lambda/errors';

/** The part of esbuild that is used; every 0.x from 0.17 on has it. */
export interface Bundler {
  readonly version: string;
  build(options: BuildOptions): Promise<BuildResult>;
  transform(code: string, options: TransformOptions): Promise<unknown>;
  /** Ends the program that does the work; the next build starts it again. */
  stop(): Promise<void> | void;
}

const OLDEST_MINOR = 17;

/** Loads esbuild: the project's own when it works on this machine, because it also builds what is deployed; else ours. */
export class Bundlers {
  private readonly loaded = new Map<string, Promise<Bundler | undefined>>();
  private ours: Promise<Bundler> | undefined;

  /** The esbuild for code in `folder`. Throws a UserError when there is none that works. */
  async for(folder: string): Promise<Bundler> {
    return (await this.ofProject(folder)) ?? (await (this.ours ??= this.loadOurs()));
  }

  /** Ends the programs of every esbuild that was loaded. */
  async dispose(): Promise<void> {
    const ours = this.ours === undefined ? [] : [this.ours];
    const all = await Promise.allSettled([...this.loaded.values(), ...ours]);
    for (const result of all) {
      if (result.status === 'fulfilled') {
        await result.value?.stop();
      }
    }
  }

  private ofProject(folder: string): Promise<Bundler | undefined> | undefined {
    const require = createRequire(path.join(folder, 'package.json'));
    let entry: string;
    try {
      entry = require.resolve('esbuild');
    } catch {
      return undefined;
    }
    let bundler = this.loaded.get(entry);
    if (bundler === undefined) {
      bundler = working(() => Promise.resolve<unknown>(require(entry)));
      this.loaded.set(entry, bundler);
    }
    return bundler;
  }

  private async loadOurs(): Promise<Bundler> {
    const bundler = await working(() => import('esbuild'));
    if (bundler === undefined) {
      this.ours = undefined;
      throw new UserError(
        'TypeScript handlers are built with esbuild, which does not work on this machine; install it in your project with npm install --save-dev esbuild.',
      );
    }
    return bundler;
  }
}

/** The loaded module when it is an esbuild that can do something: its native program may be missing or another machine's. */
async function working(load: () => Promise<unknown>): Promise<Bundler | undefined> {
  try {
    const loaded = await load();
    if (isBundler(loaded)) {
      await loaded.transform('', {});
      return loaded;
    }
  } catch {
    // Not usable, for whatever reason: another one is tried.
  }
  return undefined;
}

function isBundler(value: unknown): value is Bundler {
  if (typeof value !== 'object' || value === null || !('build' in value) || !('version' in value)) {
    return false;
  }
  const minor = Number(/^0\.(\d+)\./.exec(String(value.version))?.[1]);
  return typeof value.build === 'function' && minor >= OLDEST_MINOR;
}

import path from 'node:path';
import type { BuildOptions, BuildResult, Message, Metafile } from 'esbuild';
import { UserError } from '../../../lambda/errors';
import type { Bundler } from './bundler';
import { externalPackages, type PackageFindings } from './externalPackages';
import { moduleFormat, type ModuleFormat } from './moduleFormat';
import { placeSources } from './sourceMap';
import { PLACE_DEFINITIONS, sourcePlace } from './sourcePlace';

/** What is to be built. */
export interface BuildRequest {
  /** Absolute path of the handler's TypeScript file. */
  readonly entry: string;
  /** Code folder of the function; messages name files relative to it. */
  readonly codePath: string;
  /** Version of the Node.js that will run the result. */
  readonly nodeVersion: string;
}

export interface BundledModule {
  readonly format: ModuleFormat;
  readonly code: string;
  readonly sourceMap: string;
  /** Absolute paths of the source files. */
  readonly inputs: readonly string[];
  readonly packages: PackageFindings;
}

/** esbuild writes nothing; it only needs a name to relate the sources to. */
const OUTPUT_NAME = 'handler.js';

/**
 * Bundles a handler and the sources it imports into one module that Node.js loads as it would load the handler itself.
 * Types are not checked. Throws a UserError with place and text of the first problem.
 */
export async function bundleModule(bundler: Bundler, request: BuildRequest): Promise<BundledModule> {
  const { entry, codePath, nodeVersion } = request;
  const format = moduleFormat(entry);
  const packages: PackageFindings = { external: new Set(), unresolved: false };
  const originals = new Map<string, string>();
  const result = await build(bundler, {
    entryPoints: [entry],
    absWorkingDir: codePath,
    outfile: path.join(codePath, OUTPUT_NAME),
    write: false,
    bundle: true,
    platform: 'node',
    target: `node${nodeVersion}`,
    format,
    // Bundlers' own condition would choose files that Node.js does not.
    conditions: [],
    sourcemap: 'external',
    metafile: true,
    keepNames: true,
    charset: 'utf8',
    logLevel: 'silent',
    define: PLACE_DEFINITIONS,
    plugins: [externalPackages(format, packages), sourcePlace(originals)],
  });
  const text = (extension: string): string =>
    result.outputFiles?.find((file) => file.path.endsWith(extension))?.text ?? '';
  const inputs: Metafile['inputs'] = result.metafile?.inputs ?? {};
  return {
    format,
    code: (format === 'esm' && requiresAnything(inputs) ? REQUIRE : '') + text('.js'),
    sourceMap: placeSources(text('.map'), codePath, originals),
    inputs: Object.keys(inputs).map((file) => path.resolve(codePath, file)),
    packages,
  };
}

/** On the first line, so that no other line moves. */
const REQUIRE =
  "import{createRequire as __warmpath_createRequire}from'node:module';const require=__warmpath_createRequire(import.meta.url);";

/** CommonJS sources in an ES module still call `require` for what was not bundled. */
function requiresAnything(inputs: Metafile['inputs']): boolean {
  return Object.values(inputs).some(
    ({ format, imports }) =>
      format === 'cjs' && imports.some(({ kind, external }) => external === true && kind === 'require-call'),
  );
}

async function build(bundler: Bundler, options: BuildOptions): Promise<BuildResult> {
  try {
    return await bundler.build(options);
  } catch (thrown) {
    if (isBuildFailure(thrown)) {
      throw new UserError(problemText(thrown.errors), { cause: thrown });
    }
    throw thrown;
  }
}

function problemText([first, ...more]: readonly Message[]): string {
  const place = first?.location;
  const where = place ? `${place.file}:${place.line}:${place.column + 1}: ` : '';
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return `${where}${first?.text ?? 'The handler does not build.'}${others}; correct it and invoke the function again.`;
}

function isBuildFailure(thrown: unknown): thrown is Error & { readonly errors: readonly Message[] } {
  return thrown instanceof Error && 'errors' in thrown && Array.isArray(thrown.errors);
}

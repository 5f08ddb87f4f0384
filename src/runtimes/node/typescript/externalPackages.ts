import { isBuiltin } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ImportKind, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { moduleFormat, type ModuleFormat } from './moduleFormat';

/** What the plugin found out about the packages of a build. */
export interface PackageFindings {
  /** Absolute paths of the files that stay outside the bundle. */
  readonly external: Set<string>;
  /** Something could not be resolved; installing it changes the build. */
  unresolved: boolean;
}

/** Marks questions the plugin asks itself. */
const OWN_QUESTION = Symbol('own question');
const PACKAGE_FILE = /[\\/]node_modules[\\/]/;
const LOADABLE: Readonly<Record<ModuleFormat, RegExp>> = {
  cjs: /\.(js|cjs|mjs|json|node)$/,
  // An ES module imports JSON only with an attribute that the source need not have.
  esm: /\.(js|cjs|mjs)$/,
};

/**
 * Keeps packages out of the bundle, as absolute paths: the bundle lies outside the project, so names would not be found
 * from there. Packages of the same workspace are source code and are bundled, and so are ES modules that a CommonJS
 * bundle could not `require`.
 */
export function externalPackages(format: ModuleFormat, findings: PackageFindings): Plugin {
  return {
    name: 'external-packages',
    setup(build) {
      build.onResolve({ filter: /\.node$/ }, (args) =>
        /^\.{1,2}[\\/]/.test(args.path) ? external(path.resolve(args.resolveDir, args.path), args.kind) : undefined,
      );
      build.onResolve({ filter: /^[^.]/ }, (args) => {
        if (args.kind === 'entry-point' || args.pluginData === OWN_QUESTION || path.isAbsolute(args.path)) {
          return undefined;
        }
        return isBuiltin(args.path) ? { path: args.path, external: true } : resolvePackage(build, args);
      });
    },
  };

  async function resolvePackage(build: PluginBuild, args: OnResolveArgs): Promise<OnResolveResult | undefined> {
    for (const kind of runtimeKinds(args.kind)) {
      const {
        path: file,
        errors,
        namespace,
        suffix,
        sideEffects,
      } = await build.resolve(args.path, {
        importer: args.importer,
        namespace: args.namespace,
        resolveDir: args.resolveDir,
        kind,
        pluginData: OWN_QUESTION,
      });
      if (errors.length === 0 && namespace === 'file') {
        return staysOutside(file, args.kind)
          ? external(file, args.kind)
          : { path: file, namespace, suffix, sideEffects };
      }
    }
    // Found nowhere now, it may still come from a layer; and if it does not, the runtime says so as on AWS.
    findings.unresolved = true;
    return { path: args.path, external: true };
  }

  /** How Node.js will ask for the package: an import of a CommonJS bundle has become a `require` by then. */
  function runtimeKinds(kind: ImportKind): ImportKind[] {
    return format === 'cjs' && kind === 'import-statement' ? ['require-call', kind] : [kind];
  }

  function staysOutside(file: string, kind: ImportKind): boolean {
    if (!PACKAGE_FILE.test(file) || !LOADABLE[format].test(file)) {
      return false;
    }
    const required = format === 'cjs' && kind !== 'dynamic-import';
    return !required || file.endsWith('.json') || file.endsWith('.node') || moduleFormat(file) === 'cjs';
  }

  function external(file: string, kind: ImportKind): OnResolveResult {
    findings.external.add(file);
    const asUrl = kind === 'dynamic-import' || (format === 'esm' && kind === 'import-statement');
    return { path: asUrl ? pathToFileURL(file).href : file, external: true };
  }
}

import { readFileSync } from 'node:fs';
import path from 'node:path';

export type ModuleFormat = 'cjs' | 'esm';

/** How Node.js would load the file: by its extension, else by `type` of the nearest package.json above it. */
export function moduleFormat(file: string): ModuleFormat {
  switch (path.extname(file)) {
    case '.mts':
    case '.mjs':
      return 'esm';
    case '.cts':
    case '.cjs':
      return 'cjs';
    default:
      return nearestPackageType(path.dirname(file)) === 'module' ? 'esm' : 'cjs';
  }
}

function nearestPackageType(folder: string): unknown {
  // The file of a package may be anything its author wrote; what cannot be read has no type.
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    return typeof manifest === 'object' && manifest !== null && 'type' in manifest ? manifest.type : undefined;
  } catch {
    const parent = path.dirname(folder);
    return parent === folder ? undefined : nearestPackageType(parent);
  }
}

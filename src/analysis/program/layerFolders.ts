import path from 'node:path';
import { moduleCandidates } from '../../syntax/localModules';

/** Where layers are unpacked. */
const NODE_LAYER = '/opt/nodejs/';

/**
 * The folders of a project that become layers: what is in their `python` and `nodejs` folders is found from every
 * function. Without such a folder, which `sam build` can make itself, the folders in one called `layers` are taken.
 */
export class LayerFolders {
  private readonly python = new Set<string>();
  private readonly node = new Set<string>();

  /** Absolute paths: of the files, and of the folder above which nothing is looked at. */
  constructor(files: Iterable<string>, folder: string) {
    for (const file of files) this.add(folder, path.relative(folder, path.dirname(file)).split(path.sep));
  }

  /** Absolute paths of the files that a module's name, which nothing else stands for, may mean; the likeliest first. */
  candidates(importing: string, from: string): string[] {
    if (importing.endsWith('.py')) {
      return [...this.python].flatMap((layer) => moduleCandidates(path.join(layer, 'layer.py'), from, layer));
    }
    if (!from.startsWith(NODE_LAYER)) return [];
    const name = `./${from.slice(NODE_LAYER.length)}`;
    return [...this.node].flatMap((layer) => moduleCandidates(path.join(layer, 'layer.js'), name, layer));
  }

  private add(folder: string, names: readonly string[]): void {
    names.forEach((name, index) => {
      const here = path.join(folder, ...names.slice(0, index + 1));
      const next = names[index + 1];
      if (name === 'python') this.python.add(here);
      if (name === 'nodejs') this.node.add(here);
      if (/^(?:lambda[-_])?layers$/i.test(name) && next !== undefined) this.python.add(path.join(here, next));
    });
  }
}

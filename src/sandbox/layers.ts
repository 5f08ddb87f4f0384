import type { Logger } from '../lambda/ports';
/** x */
export class LayerStore {
  readonly #o: { folder: string; logger: Logger };
  constructor(o: { folder: string; logger: Logger }) {this.#o = o;}
  merge(layers: readonly string[]): Promise<string | undefined> { return Promise.resolve(layers[0] ?? (this.#o.folder === '' ? '' : undefined)); }
}

import clients from './clients.json' with { type: 'json' };

/** `once`: a second call in the same environment fails or adds up; `loop-bound`: tied to an event loop. */
type Sharing = 'safe' | 'check' | 'loop-bound' | 'lazy-async' | 'once' | 'per-invocation' | 'config-only' | 'local';

type CatalogueSeverity = 'error' | 'warning' | 'information' | 'hint' | 'off';

/** A call that makes a client or connection. */
export interface CatalogueEntry {
  readonly id: string;
  readonly language: string;
  readonly library: string;
  /**
   * Python: dotted names; JavaScript: `module#symbol`, with nothing behind `#` for the module itself or its default.
   * `()` stands for what a call gives.
   */
  readonly paths: readonly string[];
  /** Only a call with `new` is meant. */
  readonly isNew?: boolean;
  /** Regular expressions for families of classes that are made with `new`. */
  readonly pattern?: { readonly module: string; readonly symbol: string };
  /** What is made: `client`, `connection`, `pool`, `session` … */
  readonly creates: string;
  readonly connects: 'eager' | 'lazy' | 'on-await' | 'none';
  /** Methods that end it. */
  readonly close: readonly string[];
  /** What can be done with it then; undefined when only connecting again helps. */
  readonly afterClose?: 'ended' | 'usable';
  /** Leaving a `with` statement leaves it open. */
  readonly onExit?: 'open';
  readonly share: Sharing;
  readonly fix: 'hoist' | 'lazy' | 'lazy+ping' | 'lazy-promise' | 'none';
  readonly severity: CatalogueSeverity;
}

interface Pattern {
  readonly module: RegExp;
  readonly symbol: RegExp;
  readonly entry: CatalogueEntry;
}

/** The calls that make clients, looked up by what a callee's name was imported as. */
export class ClientCatalogue {
  private readonly byPath = new Map<string, CatalogueEntry>();
  private readonly patterns: readonly Pattern[];
  private readonly libraries = new Set<string>();

  constructor(private readonly entries: readonly CatalogueEntry[]) {
    for (const entry of entries) {
      for (const path of entry.paths) {
        this.byPath.set(keyOf(entry.language, path), entry);
        if (entry.language === 'python') this.libraries.add(path.split(/[.(]/, 1)[0] ?? path);
      }
    }
    this.patterns = entries.flatMap((entry) =>
      entry.pattern === undefined
        ? []
        : [{ module: new RegExp(entry.pattern.module), symbol: new RegExp(entry.pattern.symbol), entry }],
    );
  }

  /** Whether something of a package of Python, by its outermost name, makes clients. */
  hasLibrary(name: string): boolean {
    return this.libraries.has(name);
  }

  /** The entries that ship with Warmpath. */
  static shipped(): ClientCatalogue {
    const isEntry = (entry: unknown): entry is CatalogueEntry => typeof entry === 'object' && entry !== null;
    const shipped: readonly unknown[] = clients;
    return new ClientCatalogue(shipped.filter(isEntry));
  }

  /** This catalogue with more entries, which go over those for the same call. */
  with(additional: readonly CatalogueEntry[]): ClientCatalogue {
    return additional.length === 0 ? this : new ClientCatalogue([...this.entries, ...additional]);
  }

  /** The entry of an imported path (see `CatalogueEntry.paths`); undefined for everything else. */
  find(language: string, path: string, isNew: boolean): CatalogueEntry | undefined {
    const exact = this.byPath.get(keyOf(language, path));
    if (exact !== undefined && (isNew || exact.isNew !== true)) return exact;
    if (!isNew) return undefined;
    const [module = '', symbol = ''] = path.split('#');
    return this.patterns.find(
      (pattern) => pattern.entry.language === language && pattern.module.test(module) && pattern.symbol.test(symbol),
    )?.entry;
  }
}

function keyOf(language: string, path: string): string {
  return `${language} ${path}`;
}

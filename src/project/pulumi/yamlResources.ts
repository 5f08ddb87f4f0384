import { emptyDictionary, list, member, unresolved } from '../cloudformation/evaluated';
import type { Dictionary, Entry, Evaluated } from '../cloudformation/evaluated';
import { textAt } from '../translation/evaluatedBuilders';
import type { Archive, PulumiProgram, PulumiResource } from './resources';

const ARCHIVES: Readonly<Record<string, Archive['kind']>> = {
  'fn::fileArchive': 'FileArchive',
  'fn::fileAsset': 'FileAsset',
  'fn::stringAsset': 'StringAsset',
  'fn::assetArchive': 'AssetArchive',
  'fn::remoteArchive': 'RemoteArchive',
};

/** The resources of a program in YAML. */
export function yamlResources(root: Dictionary, folder: string): PulumiProgram {
  const names = new Map<string, PulumiResource>();
  const values = new YamlValues(root);
  const written = member(root, 'resources');
  for (const [key, { at, value }] of written?.kind === 'dictionary' ? written.entries : []) {
    const type = member(value, 'type');
    // `aws:lambda:Function` and `aws:lambda/function:Function` are the same.
    const [, module, name] = /^aws:(\w+)(?:\/\w+)?:(\w+)$/.exec(type?.kind === 'scalar' ? type.text : '') ?? [];
    if (module === undefined || name === undefined) continue;
    const inputs = values.read(member(value, 'properties') ?? emptyDictionary(at));
    const given = member(value, 'name');
    names.set(key, { type: `${module}.${name}`, name: given?.kind === 'scalar' ? given.text : key, at, inputs });
  }
  return {
    resources: [...names.values()],
    folder,
    resourceOf: (value) => (value?.kind === 'unresolved' ? names.get(value.resource ?? '') : undefined),
    archiveOf(value) {
      const [first] = value?.kind === 'dictionary' ? value.entries : [];
      const kind = first === undefined || !Object.hasOwn(ARCHIVES, first[0]) ? undefined : ARCHIVES[first[0]];
      return kind === undefined ? undefined : { kind, content: first?.[1].value };
    },
  };
}

/** Replaces `${name}` by literal variables and defaults of the configuration. */
class YamlValues {
  private readonly known = new Map<Evaluated, Evaluated>();

  constructor(private readonly root: Dictionary) {}

  read(value: Evaluated): Evaluated {
    const before = this.known.get(value);
    if (before !== undefined) return before;
    const read = this.evaluated(value);
    this.known.set(value, read);
    return read;
  }

  private evaluated(value: Evaluated): Evaluated {
    if (value.kind === 'scalar') return this.text(value.at, value.text);
    if (value.kind === 'list') {
      return list(
        value.at,
        value.items.map((item) => this.read(item)),
        false,
      );
    }
    if (value.kind !== 'dictionary') return value;
    const entries = [...value.entries].map(([key, entry]): [string, Entry] => [
      key,
      { ...entry, value: this.read(entry.value) },
    ]);
    return { ...value, entries: new Map(entries) };
  }

  private text(at: Evaluated['at'], text: string): Evaluated {
    const parts = text.split(/(\$\{[^}]*\}|\$\$)/);
    let whole = '';
    for (const part of parts) {
      const name = /^\$\{\s*([\w-]+)/.exec(part)?.[1];
      if (name === undefined) {
        whole += part === '$$' ? '$' : part;
        continue;
      }
      const literal = part === `\${${name}}` ? this.literal(name) : undefined;
      if (literal === undefined) {
        const reason = `\${${name}} is known only after a deployment; set the value locally`;
        return unresolved(at, reason, text === part ? name : undefined);
      }
      whole += literal;
    }
    return textAt(at, whole);
  }

  private literal(name: string): string | undefined {
    const variable = member(member(this.root, 'variables') ?? this.root, name);
    const setting = ['config', 'configuration'].flatMap((section) => {
      const all = member(this.root, section);
      const own = all === undefined ? undefined : member(all, name);
      const value = own?.kind === 'dictionary' ? member(own, 'default') : own;
      return value === undefined ? [] : [value];
    });
    const value = member(this.root, 'variables') === undefined ? setting[0] : (variable ?? setting[0]);
    return value?.kind === 'scalar' && !value.text.includes('${') ? value.text : undefined;
  }
}

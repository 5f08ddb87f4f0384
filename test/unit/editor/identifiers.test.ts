import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import bundle from '../../../l10n/bundle.l10n.json';
import manifest from '../../../package.json';
import texts from '../../../package.nls.json';
import { ENVIRONMENT_ROW_KINDS } from '../../../src/editor/environmentsView/environmentRows';
import { ROW_KINDS } from '../../../src/editor/functionRows';
import {
  COMMANDS,
  CONTEXTS,
  IN_FRONT,
  LANGUAGE_MODEL_TOOLS,
  SETTINGS,
  TIMELINE_FILE_EDITOR,
  TIMELINE_PANEL,
  VIEWS,
} from '../../../src/editor/identifiers';

const EDITOR = path.resolve('src/editor');
/** Calls of a translating function with its message, whichever quotation marks it has. */
const MESSAGE = /\bt\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/g;

const { contributes } = manifest;
const sorted = (ids: Iterable<string>): string[] => [...new Set(ids)].sort();

/** Everything in the manifest that says when something is shown. */
function conditions(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(conditions);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    ['when', 'enablement'].includes(name) && typeof inner === 'string' ? [inner] : conditions(inner),
  );
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

async function messages(): Promise<string[]> {
  const files = await readdir(EDITOR, { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts')).map((file) => readFile(path.join(EDITOR, file), 'utf8'));
  return (await Promise.all(sources)).flatMap((text) =>
    [...text.matchAll(MESSAGE)].map(([, single, double]) => (single ?? double ?? '').replaceAll(/\\(.)/g, '$1')),
  );
}

describe('package.json and the code', () => {
  it('name the same commands', () => {
    expect(sorted(contributes.commands.map(({ command }) => command))).toEqual(sorted(COMMANDS));
    const used = [
      ...Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command)),
      ...contributes.keybindings.map(({ command }) => command),
    ];
    expect(COMMANDS).toEqual(expect.arrayContaining(sorted(used)));
    expect(contributes.keybindings.flatMap(({ args = [] }) => args)).toEqual([IN_FRONT]);
  });

  it('name the same tools of assistants', () => {
    expect(contributes.languageModelTools.map(({ name }) => name)).toEqual([...LANGUAGE_MODEL_TOOLS]);
  });

  it('name the same views', () => {
    expect(contributes.views.warmpath.map(({ id }) => id)).toEqual([...VIEWS]);
    for (const { view } of contributes.viewsWelcome) expect(VIEWS).toContain(view);
  });

  it('name the same editors', () => {
    expect(contributes.customEditors.map(({ viewType }) => viewType)).toEqual([TIMELINE_FILE_EDITOR]);
    expect(manifest.activationEvents).toContain(`onWebviewPanel:${TIMELINE_PANEL}`);
    const named =
      conditions(manifest)
        .join('\n')
        .match(/\bwarmpath-[\w-]+/g) ?? [];
    expect(sorted(named)).toEqual(sorted([TIMELINE_PANEL, TIMELINE_FILE_EDITOR]));
  });

  it('name the same settings, each with a default and a description', () => {
    const properties = contributes.configuration.flatMap((group) => Object.entries(group.properties));
    expect(sorted(properties.map(([name]) => name))).toEqual(sorted(SETTINGS.map((id) => `warmpath.${id}`)));
    for (const [name, setting] of properties) {
      const { markdownDescription, scope } = setting as Readonly<Record<string, unknown>>;
      expect([typeof markdownDescription, typeof scope], name).toEqual(['string', 'string']);
      expect(setting).toHaveProperty('default');
    }
    const names = properties.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations));
  });

  it('name the same contexts and kinds of rows', () => {
    const all = conditions(manifest).join('\n');
    const contexts = all.match(/\bwarmpath\.\w+/g)?.filter((id) => !VIEWS.some((view) => view === id)) ?? [];
    expect(sorted(contexts)).toEqual(sorted(CONTEXTS));
    const kinds = [...all.matchAll(/viewItem == (\w+)/g)].map(([, kind]) => kind ?? '');
    expect([...ROW_KINDS, ...ENVIRONMENT_ROW_KINDS]).toEqual(expect.arrayContaining(sorted(kinds)));
  });

  it('have the same texts', () => {
    const used = textsIn(manifest).flatMap((text) => /^%(.+)%$/.exec(text)?.[1] ?? []);
    expect(sorted(used)).toEqual(sorted(Object.keys(texts)));
  });

  it('have every message in the bundle', async () => {
    const said = sorted(await messages());
    expect(Object.keys(bundle)).toEqual(said);
    expect(Object.values(bundle)).toEqual(said);
  });
});

import path from 'node:path';
import { additionalClient } from './catalogue/additionalClient';
import type { CatalogueEntry } from './catalogue/clientCatalogue';
import type { Finding, FindingSeverity } from './finding';
import { RULES } from './rules/registry';
import type { SettingsMistake } from './settingsMistake';
import { isRecord, SettingsReader } from './settingsReader';
import { UNUSED_SUPPRESSION } from './suppressions';

/** Everything that a severity of a rule can be set to. */
const RULE_SEVERITIES = ['error', 'warning', 'information', 'hint', 'off'] as const;
export type RuleSeverity = FindingSeverity | 'off';

/** What users decide about the analysis. Plain data. */
export interface AnalysisSettings {
  /** By the rule's code; the others have the severity that they find themselves. */
  readonly severities: Readonly<Record<string, RuleSeverity>>;
  /** Calls that make clients which the catalogue does not have. */
  readonly additionalClients: readonly CatalogueEntry[];
}

export const NO_SETTINGS: AnalysisSettings = { severities: {}, additionalClients: [] };

/** The settings among members that may be anything; what is wrong is left out and told. */
export function readAnalysisSettings(given: unknown): {
  readonly settings: AnalysisSettings;
  readonly mistakes: readonly SettingsMistake[];
} {
  const reader = new SettingsReader();
  if (!isRecord(given)) {
    reader.mistake([], 'has to be an object with severities and additionalClients');
    return { settings: NO_SETTINGS, mistakes: reader.mistakes };
  }
  reader.onlyKeys(given, ['severities', 'additionalClients']);
  const severities = severitiesOf(given['severities'] ?? {}, reader);
  const clients = clientsOf(given['additionalClients'] ?? [], reader);
  return {
    settings: { severities, additionalClients: clients.entries },
    mistakes: [...reader.mistakes, ...clients.mistakes],
  };
}

function severitiesOf(given: unknown, reader: SettingsReader): Record<string, RuleSeverity> {
  const key = 'severities';
  if (!isRecord(given)) {
    reader.mistake([key], 'has to be an object such as {"no-timeout": "off"}');
    return {};
  }
  const codes = [...RULES.map(({ code }) => code), UNUSED_SUPPRESSION];
  const known = Object.entries(given).flatMap(([code, value]): [string, RuleSeverity][] => {
    const severity = RULE_SEVERITIES.find((each) => each === value);
    if (!codes.includes(code)) reader.mistake([key, code], `is for no rule; the rules are ${codes.join(', ')}`);
    else if (severity === undefined) {
      reader.mistake([key, code], `has to be ${RULE_SEVERITIES.slice(0, -1).join(', ')} or off`);
    } else return [[code, severity]];
    return [];
  });
  return Object.fromEntries(known);
}

function clientsOf(
  given: unknown,
  reader: SettingsReader,
): { readonly entries: readonly CatalogueEntry[]; readonly mistakes: readonly SettingsMistake[] } {
  const key = 'additionalClients';
  if (!Array.isArray(given)) {
    reader.mistake([key], 'has to be a list of objects such as {"language": "python", "call": "company.db.connect"}');
    return { entries: [], mistakes: [] };
  }
  const all = given.map((each: unknown, at) => additionalClient(each, [key, at]));
  return {
    entries: all.flatMap(({ entry }) => (entry === undefined ? [] : [entry])),
    mistakes: all.flatMap(({ mistakes }) => mistakes),
  };
}

/** Settings for the files of a folder: those of the nearest folder above a file go over what counts everywhere. */
export class FolderSettings {
  /** `folders`: by absolute path. */
  constructor(
    private readonly everywhere: AnalysisSettings = NO_SETTINGS,
    private readonly folders: ReadonlyMap<string, AnalysisSettings> = new Map(),
  ) {}

  /** What a rule's findings in a file are set to; undefined when that is left to the rule. */
  severity(file: string, code: string): RuleSeverity | undefined {
    const nearest = this.nearest(file);
    if (nearest !== undefined && Object.hasOwn(nearest.severities, code)) return nearest.severities[code];
    return Object.hasOwn(this.everywhere.severities, code) ? this.everywhere.severities[code] : undefined;
  }

  /** Findings with the severities that they are set to, without those of rules that are off. */
  applied(findings: readonly Finding[]): Finding[] {
    return findings.flatMap((finding) => {
      const severity = this.severity(finding.file, finding.code) ?? finding.severity;
      return severity === 'off' ? [] : [{ ...finding, severity }];
    });
  }

  /** Those of all folders: a call makes the same client wherever it is written. */
  get additionalClients(): readonly CatalogueEntry[] {
    return [this.everywhere, ...this.folders.values()].flatMap(({ additionalClients }) => additionalClients);
  }

  private nearest(file: string): AnalysisSettings | undefined {
    if (this.folders.size === 0) return undefined;
    for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
      const found = this.folders.get(folder);
      if (found !== undefined || folder === path.dirname(folder)) return found;
    }
  }
}

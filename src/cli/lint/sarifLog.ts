import packageJson from '../../../package.json' with { type: 'json' };
import type { FindingSeverity } from '../../analysis/finding';
import type { Fix } from '../../analysis/fixes/fix';
import { RULES } from '../../analysis/rules/registry';
import { UNUSED_SUPPRESSION } from '../../analysis/suppressions';
import type { LineRange } from '../../analysis/textLines';
import type { ShownFinding } from './shownFinding';

const LEVELS: Readonly<Record<FindingSeverity, 'error' | 'note' | 'warning'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

export interface SarifOptions {
  /** A file as it is shown: relative to the working folder, with slashes. */
  readonly shown: (file: string) => string;
  /** Pages that explain rules, as Markdown, by the rule's code. */
  readonly pages: ReadonlyMap<string, string>;
}

/** Findings as a SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). */
export function sarifLog(found: readonly ShownFinding[], { shown, pages }: SarifOptions): unknown {
  const rules = [
    ...RULES.map(({ code, title }) => ({ id: code, shortDescription: { text: title }, ...helpOf(pages.get(code)) })),
    { id: UNUSED_SUPPRESSION, shortDescription: { text: 'A comment ignores a finding that is not there' } },
  ];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Warmpath', version: packageJson.version, rules } },
        columnKind: 'utf16CodeUnits',
        results: found.map(({ finding, fixes }) => ({
          ruleId: finding.code,
          ruleIndex: rules.findIndex(({ id }) => id === finding.code),
          level: LEVELS[finding.severity],
          message: { text: finding.message },
          locations: [location(shown(finding.file), finding.range)],
          ...(finding.related.length === 0
            ? {}
            : {
                relatedLocations: finding.related.map(({ file, range, message }, id) => ({
                  id,
                  ...location(shown(file), range),
                  message: { text: message },
                })),
              }),
          ...(fixes.length === 0 ? {} : { fixes: fixes.map((fix) => fixOf(shown(finding.file), fix)) }),
        })),
      },
    ],
  };
}

function helpOf(page: string | undefined): { help?: { text: string; markdown: string } } {
  return page === undefined ? {} : { help: { text: page, markdown: page } };
}

/** Offsets count UTF-16 code units, as `columnKind` says. */
function fixOf(file: string, { title, edits }: Fix): unknown {
  return {
    description: { text: title },
    artifactChanges: [
      {
        artifactLocation: { uri: uriOf(file) },
        replacements: edits.map(({ span, text }) => ({
          deletedRegion: { charOffset: span.start, charLength: span.end - span.start },
          ...(text === '' ? {} : { insertedContent: { text } }),
        })),
      },
    ],
  };
}

function location(file: string, { line, column, endLine, endColumn }: LineRange): { physicalLocation: unknown } {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      region: { startLine: line, startColumn: column, endLine, endColumn },
    },
  };
}

function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

import packageJson from '../../../package.json' with { type: 'json' };
import type { Finding, FindingSeverity } from '../../analysis/finding';
import { RULES } from '../../analysis/rules/registry';
import { UNUSED_SUPPRESSION } from '../../analysis/suppressions';
import type { LineRange } from '../../analysis/textLines';

const LEVELS: Readonly<Record<FindingSeverity, 'error' | 'note' | 'warning'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** Findings as a SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). */
export function sarifLog(findings: readonly Finding[], shown: (file: string) => string): unknown {
  const rules = [
    ...RULES.map(({ code, title }) => ({ id: code, shortDescription: { text: title } })),
    { id: UNUSED_SUPPRESSION, shortDescription: { text: 'A comment ignores a finding that is not there' } },
  ];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Warmpath', version: packageJson.version, rules } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
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
        })),
      },
    ],
  };
}

function location(file: string, { line, column, endLine, endColumn }: LineRange): { physicalLocation: unknown } {
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
      region: { startLine: line, startColumn: column, endLine, endColumn },
    },
  };
}

import type { Diagnostic, Range } from 'vscode-languageserver/node';
import { DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver/node';
import type { Finding, FindingSeverity } from '../analysis/finding';
import { UNUSED_SUPPRESSION } from '../analysis/suppressions';
import type { LineRange } from '../analysis/textLines';
import type { Problem } from '../project/projectFunction';
import type { ClientFeatures } from './clientFeatures';
import { DIAGNOSTIC_SOURCE } from './protocol';

const SEVERITIES: Readonly<Record<FindingSeverity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export interface DiagnosticOptions {
  /** URI of a file by its absolute path, and of the page of a rule by its code. */
  readonly uriOf: (file: string) => string;
  readonly pageOf: (code: string) => string | undefined;
  readonly client: Pick<ClientFeatures, 'opensCodeDescriptions' | 'showsRelatedInformation' | 'showsUnnecessaryCode'>;
}

/** A finding in the words of the protocol. */
export function diagnosticOf(finding: Finding, { client, pageOf, uriOf }: DiagnosticOptions): Diagnostic {
  const { code, severity, message, range, related } = finding;
  const page = client.opensCodeDescriptions ? pageOf(code) : undefined;
  const isUnused = client.showsUnnecessaryCode && code === UNUSED_SUPPRESSION;
  const places = client.showsRelatedInformation ? related : [];
  return {
    range: rangeOf(range),
    severity: SEVERITIES[severity],
    code,
    source: DIAGNOSTIC_SOURCE,
    message,
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    ...(isUnused ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(places.length === 0
      ? {}
      : {
          relatedInformation: places.map((place) => ({
            location: { uri: uriOf(place.file), range: rangeOf(place.range) },
            message: place.message,
          })),
        }),
  };
}

/** What is wrong with a file that says how others are analysed. */
export function diagnosticOfProblem({ line, column, severity, message }: Problem): Diagnostic {
  const start = { line: line - 1, character: column - 1 };
  return { range: { start, end: start }, severity: SEVERITIES[severity], source: DIAGNOSTIC_SOURCE, message };
}

/** Lines and columns of the protocol count from 0, in UTF-16 units as ours. */
export function rangeOf({ line, column, endLine, endColumn }: LineRange): Range {
  return {
    start: { line: line - 1, character: column - 1 },
    end: { line: endLine - 1, character: endColumn - 1 },
  };
}

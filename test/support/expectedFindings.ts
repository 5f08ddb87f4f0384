import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../../src/analysis/finding';

/** A comment at the end of a line says what is to be found there: `# expect: code severity`; default is a warning. */
const MARK = /(?:#|\/\/)\s*expect:\s*([\w-]+)(?:\s+(error|warning|information|hint))?\s*(?=$|(?:#|\/\/)\s*expect:)/g;

/** A finding as a test says it. */
export interface ExpectedFinding {
  /** Relative to the folder. */
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly severity: string;
}

/** What the comments in the texts of a folder say. */
export function expectedFindings(folder: string): ExpectedFinding[] {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  return files
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          [...line.matchAll(MARK)].map(([, code = '', severity = 'warning']) => ({
            file: path.relative(folder, file),
            line: index + 1,
            code,
            severity,
          })),
        ),
    );
}

export function asExpected(folder: string, { file, range, code, severity }: Finding): ExpectedFinding {
  return { file: path.relative(folder, file), line: range.line, code, severity };
}

export function inWords({ file, line, code, severity }: ExpectedFinding): string {
  return `${file}:${line} ${code} ${severity}`;
}

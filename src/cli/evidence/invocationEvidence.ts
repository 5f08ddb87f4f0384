import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LineEvidence } from '../../evidence/lineEvidence';
import { RunEvidence } from '../../evidence/runEvidence';
import { toError, UserError } from '../../lambda/errors';
import type { LifecycleEvent } from '../../lambda/lifecycleEvents';
import type { Observed } from '../../linting/observedPlaces';
import type { CommandContext } from '../commandContext';
import { formatFindings, type FindingStyle } from '../lint/findingFormats';
import { pagesOf } from '../lint/rulePage';
import { withFixes } from '../lint/shownFinding';
import type { Paint } from '../terminal';

/** What was seen in runs and found in the code, for people and for programs. */
export interface EvidenceReport {
  readonly text: string;
  readonly json: unknown;
}

/** What `warmpath invoke --evidence` gathers while a function runs, and shows beside what the analysis finds in its code. */
export class InvocationEvidence {
  private readonly runs = new RunEvidence();
  private readonly lost = new Set<string>();

  constructor(
    private readonly context: CommandContext,
    private readonly paint: Paint,
  ) {}

  record(event: LifecycleEvent): void {
    this.runs.add(event);
    if (event.type === 'evidence.lost') this.lost.add(event.record.reason);
  }

  /**
   * Analyses the function's code and joins what was seen. `folder`: absolute path of its project; `sarifFile`: where to
   * write the findings as a SARIF log. Throws a UserError when that file cannot be written.
   */
  async report(folder: string, codePath: string, sarifFile: string | undefined): Promise<EvidenceReport> {
    // The analysis is loaded only when somebody wants evidence.
    const { observeFolder } = await import('../../linting/observedPlaces');
    const observed = await observeFolder(folder, codePath, this.runs);
    if (sarifFile !== undefined) await this.writeSarif(sarifFile, observed);
    return { text: this.text(observed), json: this.json(observed) };
  }

  /** Findings first, then what was seen and is none. */
  private text({ findings, evidence }: Observed): string {
    const found = formatFindings(
      'text',
      findings.map((finding) => ({ finding, fixes: [] })),
      this.style,
    );
    const others = evidence.filter(({ note }) => !findings.some(({ message }) => message.includes(note)));
    const lost = [...this.lost].map((reason) => `${this.paint('yellow', 'not seen:')} ${reason}\n`);
    const lines = found + others.map((each) => this.noteText(each)).join('') + lost.join('');
    return `${this.paint('bold', 'Findings and evidence')}\n${lines === '' ? '  Nothing found, nothing left behind.\n' : lines}`;
  }

  private json({ findings, evidence }: Observed): unknown {
    const { shown } = this;
    return {
      findings: findings.map(({ file, range, code, severity, message }) => ({
        ...{ path: shown(file), line: range.line, column: range.column, rule: code, severity, message },
      })),
      evidence: evidence.map(({ file, line, kind, note }) => ({ path: shown(file), line, kind, note })),
      lost: [...this.lost],
    };
  }

  private async writeSarif(file: string, { findings, folder }: Observed): Promise<void> {
    const pages = await pagesOf(findings, this.context.programFolder);
    const found = await withFixes(findings, (finding) => folder.fixes(finding));
    try {
      await writeFile(file, formatFindings('sarif', found, { ...this.style, pages }));
    } catch (thrown) {
      throw new UserError(
        `The findings cannot be written to ${file}: ${toError(thrown).message}. Choose another file.`,
      );
    }
  }

  private get style(): FindingStyle {
    return { paint: this.paint, shown: this.shown, pages: new Map() };
  }

  private readonly shown = (file: string): string =>
    path.relative(this.context.workingFolder, file).split(path.sep).join('/');

  private noteText({ file, line, note }: LineEvidence): string {
    return `${this.shown(file)}:${String(line)} ${this.paint('dim', 'seen:')} ${note}\n`;
  }
}

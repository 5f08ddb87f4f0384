import type { AnalysedHandler } from '../analysedHandler';
import type { Finding } from '../finding';
import { filesBehind } from './behindHandlers';
import type { Program, ProgramFile } from './program';

/** Libraries that answer CloudFormation. */
const ANSWERING = /^(?:cfnresponse|crhelper(?:\.\w+)*|cfn-response(?:-\w+)*|cfn-custom-resource)$/;

/**
 * Knows the code that only runs for custom resources of CloudFormation: it runs a few times for each deployment, so
 * what it costs hardly matters (analysis-rules §2).
 */
export class CustomResources {
  private readonly files: ReadonlySet<ProgramFile>;

  constructor(program: Program, handlers: readonly AnalysedHandler[]) {
    const answering = handlers.filter(({ file }) =>
      program.get(file)?.facts.modules.some((from) => ANSWERING.test(from)),
    );
    const others = handlers.filter((handler) => !answering.includes(handler));
    const shared = answering.length === 0 ? undefined : filesBehind(program, others);
    this.files = new Set([...filesBehind(program, answering).keys()].filter((file) => shared?.has(file) !== true));
  }

  /** The findings of a file, as hints where it only has code of such handlers. */
  lowered(file: ProgramFile, findings: readonly Finding[]): readonly Finding[] {
    if (!this.files.has(file)) return findings;
    return findings.map((finding) => ({ ...finding, severity: 'hint' }));
  }
}

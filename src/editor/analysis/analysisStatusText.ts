import type { Status } from '../../languageServer/protocol';
import type { CommandId } from '../identifiers';
import type { Translate } from '../translate';

/** How the language server is: what it says itself, and before and after. */
export type AnalysisState = Status | { readonly state: 'restarting' | 'starting' | 'stopped' };

/** What the editor says of it about the document in front. */
interface AnalysisStatusText {
  readonly text: string;
  readonly detail: string;
  readonly busy: boolean;
  readonly failed: boolean;
  readonly action: { readonly command: CommandId | typeof SHOW_PROBLEMS; readonly title: string };
}

const SHOW_PROBLEMS = 'workbench.actions.view.problems';

/** `findings`: of the document in front. */
export function analysisStatusText(status: AnalysisState, findings: number, t: Translate): AnalysisStatusText {
  const log = { command: 'warmpath.showAnalysisLog', title: t('Show Log') } as const;
  const busy = { detail: '', busy: true, failed: false, action: log };
  switch (status.state) {
    case 'starting':
      return { ...busy, text: t('Warmpath: starting') };
    case 'restarting':
      return { ...busy, text: t('Warmpath: starting again') };
    case 'reading':
      return { ...busy, text: t('Warmpath: reading the workspace') };
    case 'stopped': {
      const action = { command: 'warmpath.restartAnalysis', title: t('Restart') } as const;
      return { text: t('Warmpath: analysis has stopped'), detail: '', busy: false, failed: true, action };
    }
    case 'ready': {
      const action = findings === 0 ? log : ({ command: SHOW_PROBLEMS, title: t('Show Problems') } as const);
      return { text: findingsText(findings, t), detail: extentText(status, t), busy: false, failed: false, action };
    }
  }
}

function findingsText(findings: number, t: Translate): string {
  if (findings === 0) return t('Warmpath: no findings');
  return findings === 1 ? t('Warmpath: 1 finding') : t('Warmpath: {0} findings', findings);
}

function extentText({ files, handlers, skipped }: Status, t: Translate): string {
  const extent = [
    handlers === 1 ? t('1 handler') : t('{0} handlers', handlers),
    files === 1 ? t('1 file') : t('{0} files', files),
  ];
  return [...extent, ...(skipped === 0 ? [] : [t('{0} bundled, not analysed', skipped)])].join(' · ');
}

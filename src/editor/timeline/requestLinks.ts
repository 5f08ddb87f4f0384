import * as vscode from 'vscode';
import type { CommandId } from '../identifiers';
import { OUTPUT_LANGUAGE } from '../output/warmpathOutput';

const REVEAL: CommandId = 'warmpath.revealInTimeline';
/** The first line of an invocation's log, in both formats. */
const REQUEST_ID =
  /^(?:START RequestId: |.*"platform\.start".*"requestId": ?")([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/gm;
/** The latest; an editor has its limits with decorations, too. */
const MAXIMUM_LINKS = 1_000;

/** Leads from the log of an invocation to its place in the timeline. */
export function registerRequestLinks(): vscode.Disposable {
  return vscode.languages.registerDocumentLinkProvider(
    { language: OUTPUT_LANGUAGE },
    {
      provideDocumentLinks: (document) =>
        [...document.getText().matchAll(REQUEST_ID)].slice(-MAXIMUM_LINKS).map((match) => {
          const [line, requestId = ''] = match;
          const end = match.index + line.length;
          const range = new vscode.Range(document.positionAt(end - requestId.length), document.positionAt(end));
          const target = vscode.Uri.parse(`command:${REVEAL}?${encodeURIComponent(JSON.stringify([requestId]))}`);
          const link = new vscode.DocumentLink(range, target);
          link.tooltip = vscode.l10n.t('Reveal in Timeline');
          return link;
        }),
    },
  );
}

import path from 'node:path';
import * as vscode from 'vscode';
import type { Fix } from '../../analysis/fixes/fix';
import { UserError } from '../../lambda/errors';
import { isWithin } from '../../project/isWithin';
import type { ProjectFunction } from '../../project/projectFunction';
import type { Proof } from '../../proof/proveFix';
import { folderOf, type EventChoice } from '../eventChoice';
import type { FunctionHost } from '../functionHost';
import { functionKey } from '../functionNames';
import type { FunctionPicker } from '../functionPicker';
import type { WarmpathOutput } from '../output/warmpathOutput';
import type { WorkspaceFunctions } from '../workspaceFunctions';
import { codeText, proofTarget, targetInFront, type ProofTarget } from './proofTargets';

const WARM_INVOCATIONS = 5;
/** More quick fixes than a finding ever has. */
const MOST_ACTIONS = 50;

export interface ProofParts {
  readonly functions: WorkspaceFunctions;
  readonly picker: FunctionPicker;
  readonly host: FunctionHost;
  readonly events: EventChoice;
  readonly output: Pick<WarmpathOutput, 'say' | 'show'>;
}

/** A quick fix as the editor has it, and as edits of the text. */
interface OfferedFix {
  readonly action: vscode.CodeAction;
  readonly fix: Fix;
}

/** `warmpath.prove`: runs a function before and after the quick fix of a finding, shows both, and offers to apply it. */
export class Proofs {
  constructor(private readonly parts: ProofParts) {}

  /**
   * `given`: a `ProofTarget`; without one, the finding at the cursor. Throws a UserError when there is none, it has no quick
   * fix, or the function cannot be run.
   */
  async prove(given: unknown): Promise<void> {
    const target = proofTarget(given) ?? targetInFront();
    if (target === undefined) {
      throw new UserError(vscode.l10n.t('Put the cursor on a finding of Warmpath that has a quick fix, to prove it.'));
    }
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(target.uri));
    // What runs is what is on the disk.
    await document.save();
    const offered = await firstFix(document, target);
    const found = await this.functionOf(document.uri.fsPath);
    if (found === undefined) return;
    const proof = await this.run(found, document, target, offered);
    if (proof !== undefined) await this.show(proof, offered, document);
  }

  private async functionOf(file: string): Promise<ProjectFunction | undefined> {
    const all = await this.parts.functions.load();
    const around = all.filter(({ configuration }) => isWithin(configuration.codePath, file));
    const own = around.filter(({ handlerFile }) => handlerFile === file);
    const choices = own.length > 0 ? own : around;
    if (choices.length === 0) {
      throw new UserError(
        vscode.l10n.t('No function of this window runs this file, so nothing can be proved about it.'),
      );
    }
    return this.parts.picker.choose(choices.map(functionKey), vscode.l10n.t('Function to prove it with'));
  }

  /** Undefined when the user does not want to wait for it. */
  private async run(
    found: ProjectFunction,
    document: vscode.TextDocument,
    target: ProofTarget,
    { fix }: OfferedFix,
  ): Promise<Proof | undefined> {
    const { host, events } = this.parts;
    const [{ proveFix }, openFleet, configuration, { payload }] = await Promise.all([
      import('../../proof/proveFix'),
      host.separateFleets(),
      host.configurationOf(found),
      events.current(found),
    ]);
    const stopping = new AbortController();
    const title = vscode.l10n.t('Running {0} before and after the fix', found.logicalName);
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, async (_progress, token) => {
      token.onCancellationRequested(() => stopping.abort());
      const request = {
        ...{ configuration, payload, fix, folder: folderOf(found), warmInvocations: WARM_INVOCATIONS },
        finding: { file: document.uri.fsPath, code: target.code, line: target.line + 1 },
      };
      try {
        return await proveFix(request, { openFleet, copiesFolder: host.copiesFolder, signal: stopping.signal });
      } catch (thrown) {
        if (stopping.signal.aborted) return undefined;
        throw thrown;
      }
    });
  }

  private async show(proof: Proof, { action }: OfferedFix, document: vscode.TextDocument): Promise<void> {
    const [{ proofText, verdict }, { isProved }] = await Promise.all([
      import('../../proof/proofText'),
      import('../../proof/proveFix'),
    ]);
    const place = `${path.basename(proof.finding.file)}:${String(proof.finding.line)}`;
    this.parts.output.say(`\n${place} ${proof.finding.code}\n${proofText(proof)}`);
    const apply = vscode.l10n.t('Apply Fix');
    const details = vscode.l10n.t('Show Details');
    const tell = isProved(proof) ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
    const version = document.version;
    const chosen = await tell(`${action.title}. ${verdict(proof)}`, apply, details);
    if (chosen === details) this.parts.output.show();
    if (chosen !== apply || action.edit === undefined) return;
    if (document.version !== version) {
      throw new UserError(vscode.l10n.t('The file was edited meanwhile; take the quick fix of the finding instead.'));
    }
    await vscode.workspace.applyEdit(action.edit);
  }
}

/** Throws a UserError when no quick fix changes the file of the finding. */
async function firstFix(document: vscode.TextDocument, { line, character, code }: ProofTarget): Promise<OfferedFix> {
  const place = new vscode.Range(line, character, line, character);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    place,
    vscode.CodeActionKind.QuickFix.value,
    MOST_ACTIONS,
  );
  for (const action of actions) {
    const isOfFinding = action.diagnostics?.some((each) => codeText(each.code) === code) === true;
    const edits = isOfFinding ? (action.edit?.get(document.uri) ?? []) : [];
    if (edits.length === 0 || edits.every(({ newText }) => newText.includes('warmpath-ignore'))) continue;
    return {
      action,
      fix: { title: action.title, isSafe: false, edits: edits.map((edit) => textEdit(document, edit)) },
    };
  }
  throw new UserError(vscode.l10n.t('This finding has no quick fix that could be proved.'));
}

function textEdit(document: vscode.TextDocument, { range, newText }: vscode.TextEdit): Fix['edits'][number] {
  return { span: { start: document.offsetAt(range.start), end: document.offsetAt(range.end) }, text: newText };
}

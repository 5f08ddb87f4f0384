import * as vscode from 'vscode';
import { vsdiag, type Middleware } from 'vscode-languageclient/node';
import type { Settings } from '../settings';

const UNCHANGED = vsdiag.DocumentDiagnosticReportKind.unChanged;
const FULL = vsdiag.DocumentDiagnosticReportKind.full;

/** Applies the settings that are the editor's own to what is asked of the language server. */
export function analysisMiddleware(settings: Settings): Middleware {
  return {
    provideDiagnostics: (document, previousResultId, token, next) => {
      const uri = document instanceof vscode.Uri ? document : document.uri;
      if (!settings.analysisEnabled(uri)) return { kind: FULL, items: [] };
      const isUnsaved = !(document instanceof vscode.Uri) && document.isDirty;
      if (isUnsaved && settings.analysisRun(uri) === 'onSave') {
        return { kind: UNCHANGED, resultId: previousResultId ?? '' };
      }
      return next(document, previousResultId, token);
    },
    provideCodeActions: (document, range, context, token, next) =>
      settings.analysisEnabled(document.uri) ? next(document, range, context, token) : [],
    provideHover: (document, position, token, next) =>
      settings.analysisEnabled(document.uri) ? next(document, position, token) : undefined,
  };
}

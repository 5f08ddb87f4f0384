import type { ClientCapabilities } from 'vscode-languageserver/node';

/** What a client can do, as far as the server's answers depend on it. */
export interface ClientFeatures extends DocumentFeatures, WorkspaceFeatures {}

interface DocumentFeatures {
  /** It asks for diagnostics; to others they are sent. */
  readonly pullsDiagnostics: boolean;
  readonly takesRelatedDocuments: boolean;
  readonly showsRelatedInformation: boolean;
  readonly opensCodeDescriptions: boolean;
  readonly showsUnnecessaryCode: boolean;
  /** Edits of code actions may come when one is chosen. */
  readonly resolvesEdits: boolean;
  readonly showsMarkdown: boolean;
}

interface WorkspaceFeatures {
  readonly refreshesDiagnostics: boolean;
  readonly refreshesCodeLenses: boolean;
  readonly takesVersionedEdits: boolean;
  readonly showsProgress: boolean;
  readonly isAskedForSettings: boolean;
  readonly registersSettings: boolean;
  readonly watchesFiles: boolean;
  readonly changesFolders: boolean;
}

/** Reads the capabilities of a client; what it does not say it cannot do. */
export function clientFeatures(capabilities: ClientCapabilities): ClientFeatures {
  return { ...documentFeatures(capabilities.textDocument ?? {}), ...workspaceFeatures(capabilities) };
}

function documentFeatures({
  publishDiagnostics = {},
  diagnostic,
  codeAction = {},
  hover = {},
}: NonNullable<ClientCapabilities['textDocument']>): DocumentFeatures {
  const resolved = codeAction.resolveSupport?.properties ?? [];
  return {
    pullsDiagnostics: diagnostic !== undefined,
    takesRelatedDocuments: diagnostic?.relatedDocumentSupport === true,
    showsRelatedInformation: publishDiagnostics.relatedInformation === true,
    opensCodeDescriptions: publishDiagnostics.codeDescriptionSupport === true,
    showsUnnecessaryCode: publishDiagnostics.tagSupport !== undefined,
    resolvesEdits: codeAction.dataSupport === true && resolved.includes('edit'),
    showsMarkdown: hover.contentFormat?.[0] === 'markdown',
  };
}

function workspaceFeatures({ workspace = {}, window = {} }: ClientCapabilities): WorkspaceFeatures {
  return {
    refreshesDiagnostics: workspace.diagnostics?.refreshSupport === true,
    refreshesCodeLenses: workspace.codeLens?.refreshSupport === true,
    takesVersionedEdits: workspace.workspaceEdit?.documentChanges === true,
    showsProgress: window.workDoneProgress === true,
    isAskedForSettings: workspace.configuration === true,
    registersSettings: workspace.didChangeConfiguration?.dynamicRegistration === true,
    watchesFiles: workspace.didChangeWatchedFiles?.dynamicRegistration === true,
    changesFolders: workspace.workspaceFolders === true,
  };
}

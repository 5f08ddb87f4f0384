import type { ClientCapabilities } from 'vscode-languageserver/node';

/** A handler that makes a client on every invocation, on line 5. */
export const WRONG = `import boto3


def handler(event, context):
    return boto3.client("s3").list_buckets()
`;

export const RIGHT = `import boto3

s3 = boto3.client("s3")


def handler(event, context):
    return s3.list_buckets()
`;

/** A handler that leads to `store.py`. */
export const LEADING = `import store


def handler(event, context):
    return store.save(event)
`;

/** Makes a client on line 5. */
export const STORE = `import boto3


def save(order):
    return boto3.client("s3").put_object(Body=order)
`;

/** What editors of today can do. */
export const ABLE: ClientCapabilities = {
  textDocument: {
    publishDiagnostics: {
      relatedInformation: true,
      codeDescriptionSupport: true,
      tagSupport: { valueSet: [1, 2] },
    },
    diagnostic: { relatedDocumentSupport: true },
    codeAction: { dataSupport: true, resolveSupport: { properties: ['edit'] } },
    hover: { contentFormat: ['markdown', 'plaintext'] },
  },
  workspace: {
    workspaceEdit: { documentChanges: true },
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
  },
  window: { workDoneProgress: true },
};

import type { CancellationToken } from 'vscode-languageserver/node';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';

/** The client does not want the answer any more. */
export function throwIfCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) throw cancelled();
}

/** What a promise gives, as long as the client waits for it. */
export function unlessCancelled<Result>(promise: Promise<Result>, token: CancellationToken): Promise<Result> {
  return new Promise((resolve, reject) => {
    throwIfCancelled(token);
    const waiting = token.onCancellationRequested(() => reject(cancelled()));
    promise.then(resolve, reject).finally(() => waiting.dispose());
  });
}

/** The document is another one than the answer is about. */
export function contentModified(): Error {
  return new ResponseError(LSPErrorCodes.ContentModified, 'The document was edited meanwhile');
}

/** Not for the log: it is said to the client, which expects it. */
export function isExpected(error: unknown): boolean {
  return error instanceof ResponseError;
}

function cancelled(): Error {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'The client does not wait for the answer');
}

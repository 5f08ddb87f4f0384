import path from 'node:path';
import type { Connection } from 'vscode-languageserver/node';
import type { ReadingProgress } from './workspace';

const SILENT: ReadingProgress = { report: () => undefined, done: () => undefined };

/** Shows in the client that a folder is read, where it can show that. */
export function beginReading(
  connection: Connection,
  folder: string,
  options: { readonly isShown: boolean; readonly cancel: () => void },
): ReadingProgress {
  if (!options.isShown) return SILENT;
  let shown = 0;
  let isDone = false;
  const title = `Warmpath: reading ${path.basename(folder)}`;
  const creating = connection.window.createWorkDoneProgress().then((progress) => {
    progress.begin(title, 0, undefined, true);
    progress.token.onCancellationRequested(options.cancel);
    if (isDone) progress.done();
    return progress;
  });
  // A client that refuses shows nothing, and everything else goes on.
  creating.catch(() => undefined);
  const show = (action: (progress: Awaited<typeof creating>) => void): void => {
    creating.then(action).catch(() => undefined);
  };
  return {
    report: (read, all) => {
      const percentage = Math.floor((read / all) * 100);
      if (percentage === shown) return;
      shown = percentage;
      show((progress) => progress.report(percentage, `${read} of ${all} files`));
    },
    done: () => {
      isDone = true;
      show((progress) => progress.done());
    },
  };
}

// @ts-check
// Functions that run in the extension host: each stands for itself, and what goes in and out travels as JSON.

/** @typedef {import('../test/editor/support/hostChannel').VscodeApi} VscodeApi */
/** @typedef {import('../test/editor/support/hostChannel').InHost} InHost */
/** @typedef {import('vscode').DebugSession} DebugSession */

/**
 * How long it took from the action to the breakpoint, and what happened on the way, in milliseconds since the action.
 * `count` is the function's own count of its invocations.
 * @typedef {{ ms: number, count: number, marks: Record<string, number> }} TimedStop
 */

/**
 * What the functions keep between calls.
 * @typedef {object} Watch
 * @property {number} began of the action that is timed
 * @property {Record<string, number>} marks
 * @property {(stop: { session: DebugSession, threadId: number }) => void} onStop
 * @property {{ session: DebugSession, threadId: number }} [stop] the last one
 * @property {DebugSession} [parent] the last session of a function
 * @property {PromiseLike<unknown> | undefined} [invocation] that is stopped
 */

/**
 * Time to load and activate the extension, where nothing has activated it yet.
 * @param {VscodeApi} vscode
 * @param {string} id
 */
export async function activationMs(vscode, id) {
  const extension = vscode.extensions.getExtension(id);
  if (extension === undefined || extension.isActive) throw new Error('The extension is missing, or active already.');
  const began = performance.now();
  await extension.activate();
  return performance.now() - began;
}

/**
 * Watches the debug sessions of the window from now on.
 * @param {VscodeApi} vscode
 * @param {undefined} _parameters
 * @param {InHost} host
 */
export function watchStops(vscode, _parameters, { kept }) {
  /** @type {Watch} */
  const watch = { began: 0, marks: {}, onStop: () => undefined };
  kept['benchmark'] = watch;
  const mark = (/** @type {string} */ name) => void (watch.marks[name] ??= performance.now() - watch.began);
  vscode.debug.registerDebugAdapterTrackerFactory('*', {
    createDebugAdapterTracker(session) {
      if (session.type === 'lambda') watch.parent = session;
      mark(`session ${session.type}`);
      return {
        onWillReceiveMessage: ({ command }) => {
          if (command === 'configurationDone') mark(`configured ${session.type}`);
        },
        onDidSendMessage: ({ event, body }) => {
          if (event !== 'stopped') return;
          mark('stopped');
          watch.stop = { session, threadId: body.threadId };
          watch.onStop(watch.stop);
        },
      };
    },
  });
}

/**
 * Sets the only breakpoint of the window.
 * @param {VscodeApi} vscode
 * @param {{ file: string, line: number }} place
 */
export function setBreakpoint(vscode, { file, line }) {
  vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
  // Of a window in a browser, files of the server have addresses.
  const uri = vscode.workspace.workspaceFolders?.[0]?.uri.with({ path: file }) ?? vscode.Uri.file(file);
  const location = new vscode.Location(uri, new vscode.Position(line - 1, 0));
  vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(location)]);
}

/**
 * Does something and waits for the breakpoint behind it: starts a session, saves a changed file, invokes again.
 * @param {VscodeApi} vscode
 * @param {{ start?: Record<string, unknown> & { type: string, name: string, request: string }, save?: string }} action
 * @param {InHost} host
 * @returns {Promise<TimedStop>}
 */
export async function timeToStop(vscode, { start, save }, { kept }) {
  const watch = /** @type {Watch} */ (kept['benchmark']);
  const stopped = new Promise((resolve, reject) => {
    watch.onStop = resolve;
    setTimeout(() => reject(new Error(`No stop. So far: ${JSON.stringify(watch.marks)}`)), 30_000);
  });
  const folder = vscode.workspace.workspaceFolders?.[0];
  /** @type {import('vscode').TextDocument | undefined} */
  let document;
  if (save !== undefined && folder !== undefined) {
    document = await vscode.workspace.openTextDocument(folder.uri.with({ path: save }));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.lineAt(document.lineCount - 1).range.end, '// changed\n');
    await vscode.workspace.applyEdit(edit);
  }
  watch.marks = {};
  watch.began = performance.now();
  if (start !== undefined) {
    await vscode.debug.startDebugging(folder, start);
  } else {
    await document?.save();
    if (document !== undefined) watch.marks['saved'] = performance.now() - watch.began;
    watch.invocation = watch.parent?.customRequest('invoke');
  }
  const { session, threadId } = await stopped;
  const { stackFrames } = await session.customRequest('stackTrace', { threadId, startFrame: 0, levels: 1 });
  const { result } = await session.customRequest('evaluate', {
    ...{ expression: 'count', frameId: stackFrames[0].id, context: 'watch' },
  });
  return { ms: watch.marks['stopped'] ?? Number.NaN, count: Number(result), marks: watch.marks };
}

/**
 * Lets the stopped program go on, and waits until its invocation is over.
 * @param {VscodeApi} _vscode
 * @param {undefined} _parameters
 * @param {InHost} host
 */
export async function goOn(_vscode, _parameters, { kept }) {
  const watch = /** @type {Watch} */ (kept['benchmark']);
  await watch.stop?.session.customRequest('continue', { threadId: watch.stop.threadId });
  await watch.invocation;
  delete watch.invocation;
}

/**
 * Ends all debug sessions, as Stop does.
 * @param {VscodeApi} vscode
 */
export async function stopSessions(vscode) {
  const ended = new Promise((resolve) => {
    const check = () => {
      if (vscode.debug.activeDebugSession === undefined) resolve(undefined);
    };
    vscode.debug.onDidChangeActiveDebugSession(check);
    vscode.debug.onDidTerminateDebugSession(check);
    check();
  });
  await vscode.debug.stopDebugging();
  await ended;
}

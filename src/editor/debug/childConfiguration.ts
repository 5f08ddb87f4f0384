import type { DebugConfiguration } from 'vscode';
import type { ChildSession } from '../../debugAdapter/ports';

/** The hidden debug type that connects VS Code to debugpy. */
export const PYTHON_DEBUG_TYPE = 'lambda-python';
/** Property of a child's configuration that says whose debugger it is. */
export const ENVIRONMENT_PROPERTY = '__warmpathEnvironment';

/** Files of ours that a user need not see. */
export interface OwnFiles {
  /** Folder of the runtime clients. */
  readonly clients: string;
  /** Folder of built TypeScript handlers. */
  readonly builds: string;
}

/** What VS Code needs to start the debugger of an environment. */
export function childConfiguration(child: ChildSession, own: OwnFiles): DebugConfiguration {
  const shared = { name: child.name, request: 'attach', [ENVIRONMENT_PROPERTY]: child.environmentId };
  const { address } = child;
  if (address === undefined) {
    // The type is the user's; without one VS Code says so.
    return { type: '', ...shared, ...child.debuggerOptions };
  }
  return address.protocol === 'inspector'
    ? { ...shared, ...nodeConfiguration(child, address.address, own) }
    : { ...shared, ...pythonConfiguration(child, address.address, own) };
}

function nodeConfiguration(child: ChildSession, url: string, { clients, builds }: OwnFiles): DebugConfiguration {
  const { codePath } = child.configuration;
  const foreign = child.justMyCode ? ['**/node_modules/**'] : [];
  return {
    type: 'pwa-node',
    request: 'attach',
    name: child.name,
    websocketAddress: url,
    // Processes that the function starts are its own business, and the debugger changes NODE_OPTIONS for them.
    autoAttachChildProcesses: false,
    attachExistingChildren: false,
    continueOnAttach: true,
    skipFiles: ['<node_internals>/**', `${clients}/**`, ...foreign],
    sourceMaps: true,
    // Node.js does not stop before a CommonJS module, so breakpoints in sources are found ahead, through outFiles.
    pauseForSourceMap: false,
    rootPath: codePath,
    // Built handlers lie outside of the workspace, where source maps are not looked for by themselves.
    resolveSourceMapLocations: null,
    outFiles: [`${builds}/**/*.{js,cjs,mjs}`, `${codePath}/**/*.{js,cjs,mjs}`, '!**/node_modules/**'],
    cwd: codePath,
    ...child.debuggerOptions,
  };
}

function pythonConfiguration(child: ChildSession, socket: string, { clients }: OwnFiles): DebugConfiguration {
  return {
    type: PYTHON_DEBUG_TYPE,
    request: 'attach',
    name: child.name,
    socket,
    justMyCode: child.justMyCode,
    subProcess: true,
    redirectOutput: false,
    showReturnValue: true,
    // Where an error leaves the function is where it is unhandled, although the runtime client reports it.
    rules: [{ path: `${clients}/**`, include: false }],
    ...child.debuggerOptions,
  };
}

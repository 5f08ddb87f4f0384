import type { ViewMessage } from '../../timeline/viewMessages';

/** What the editor gives the page of a webview. */
interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  /** May be called once for each page. */
  function acquireVsCodeApi(): EditorApi;
}

/** The road to the extension, and the memory of the page for when it is hidden. */
export interface Host {
  post(message: ViewMessage): void;
  /** What `remember` was last given, by this or an earlier version of the page. */
  remembered(): unknown;
  remember(state: unknown): void;
}

export function editorHost(): Host {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    remembered: () => api.getState(),
    remember: (state) => api.setState(state),
  };
}

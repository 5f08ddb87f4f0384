/** Everything package.json and the code name alike; a test holds them equal. */
export const COMMANDS = [
  'warmpath.invoke',
  'warmpath.debug',
  'warmpath.invokeWithEvent',
  'warmpath.debugWithEvent',
  'warmpath.invokeAgain',
  'warmpath.detach',
  'warmpath.recycle',
  'warmpath.chooseEvent',
  'warmpath.newEvent',
  'warmpath.openHandler',
  'warmpath.openTemplate',
  'warmpath.openEvent',
  'warmpath.refresh',
  'warmpath.copyInvokeCommand',
  'warmpath.showOutput',
  'warmpath.startApis',
  'warmpath.clearErrors',
  'warmpath.showLog',
  'warmpath.openWalkthrough',
  'warmpath.revealFunction',
  'warmpath.prove',
  'warmpath.clearEvidence',
  'warmpath.lintWorkspace',
  'warmpath.fixAll',
  'warmpath.restartAnalysis',
  'warmpath.showAnalysisLog',
  'warmpath.stopEnvironment',
  'warmpath.openTimeline',
  'warmpath.revealInTimeline',
  'warmpath.timelineFit',
  'warmpath.timelineJumpToNow',
  'warmpath.timelineSearch',
  'warmpath.timelineTable',
  'warmpath.timelineGaps',
  'warmpath.timelineZoomIn',
  'warmpath.timelineZoomOut',
  'warmpath.timelineCompare',
  'warmpath.timelineKeys',
  'warmpath.clearTimeline',
  'warmpath.exportTimeline',
  'warmpath.importTimeline',
  'warmpath.keepRun',
  'warmpath.openKeptRun',
  'warmpath.deleteKeptRun',
] as const;
export type CommandId = (typeof COMMANDS)[number];

export const VIEWS = ['warmpath.functions', 'warmpath.environments', 'warmpath.timeline'] as const;
export type ViewId = (typeof VIEWS)[number];

/** The timeline in an editor, and the one of a file. */
export const TIMELINE_PANEL = 'warmpath-timeline';
export const TIMELINE_FILE_EDITOR = 'warmpath-timeline-file';

export const SETTINGS = [
  'codeLens.invoke',
  'codeLens.debug',
  'codeLens.state',
  'codeLens.prove',
  'runtime.nodePath',
  'runtime.pythonPath',
  'environment.freeze',
  'environment.keepAliveMinutes',
  'environment.maximumConcurrency',
  'environment.region',
  'environment.envFiles',
  'environment.passThrough',
  'project.parameters',
  'project.stage',
  'debug.timeoutPolicy',
  'debug.onCodeChange',
  'debug.justMyCode',
  'invokeApi.enabled',
  'invokeApi.port',
  'evidence.enabled',
  'evidence.notes',
  'analysis.enabled',
  'analysis.run',
  'analysis.severities',
  'analysis.additionalClients',
  'timeline.maximumEvents',
] as const;
export type SettingId = (typeof SETTINGS)[number];

/** What an assistant in the editor can use. */
export const LANGUAGE_MODEL_TOOLS = [
  'invoke_lambda_locally',
  'get_lambda_timeline',
  'get_lambda_environment_state',
  'list_lambda_findings',
] as const;
export type LanguageModelToolId = (typeof LANGUAGE_MODEL_TOOLS)[number];

export const CONTEXTS = [
  'warmpath.ready',
  'warmpath.hasFunctions',
  'warmpath.handlerFiles',
  'warmpath.debugging',
] as const;
export type ContextId = (typeof CONTEXTS)[number];

/** As an argument of a command: the function of the handler in front. */
export const IN_FRONT = 'in front';

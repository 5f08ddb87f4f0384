// The core as a library, for programs beside the editor and the command line (the benchmark is one).
export { DEFAULT_ENVIRONMENT_SETTINGS } from './environment/environmentOptions';
export { DEFAULT_FLEET_SETTINGS } from './fleet/fleetSettings';
export { LocalFleet } from './fleet/localFleet';
export { Gateway } from './gateway/gateway';
export { functionConfiguration } from './lambda/functionConfiguration';
export { silentLogger, systemClock } from './lambda/ports';
export { locateHandler } from './project/discovery/locateHandler';
export { LintedFolder } from './linting/lintedFolder';
export { Project } from './project/project';
export { DISK_FILES } from './project/projectFiles';
export { ProjectModel } from './project/projectModel';
export { READERS } from './project/readers';
export { localInterpreterHost } from './runtimes/interpreterHost';
export { SyntaxParser } from './syntax/syntaxParser';

import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { LanguageServer } from './languageServer';

/** Serves the client at the other ends of standard input and output. The process ends with it. */
export function serveStandardStreams(programFolder: string): void {
  new LanguageServer(createConnection(ProposedFeatures.all, process.stdin, process.stdout), programFolder).start();
}

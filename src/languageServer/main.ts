import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { LanguageServer } from './languageServer';

// A client that is gone cannot say so over the channel between processes; with streams, their end says it.
process.once('disconnect', () => process.exit(1));

// The flags of the command line say what the client speaks over: --stdio, --node-ipc, --pipe or --socket.
new LanguageServer(createConnection(ProposedFeatures.all), __dirname).start();

// @ts-check
// The serverless command line, ended with the process that started it.
import { createRequire } from 'node:module';
import process from 'node:process';

const [commandLine = '', ...parameters] = process.argv.slice(2);
// Its Python processes end when their standard input does.
process.once('disconnect', () => process.exit());
process.argv.splice(1, process.argv.length, commandLine, ...parameters);
createRequire(import.meta.url)(commandLine);

// @ts-check
// Lints the folder it is given and prints how long that took and the most memory it had, as JSON.
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { LintedFolder, SyntaxParser } from '../warmpath.mjs';

const [folder = '.'] = process.argv.slice(2);
const startMs = performance.now();
const linted = await LintedFolder.open(folder, { syntax: new SyntaxParser() });
const findings = linted.files.flatMap((file) => linted.findings(file));
const ms = performance.now() - startMs;
const megabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ ms, megabytes, files: linted.files.length, findings: findings.length }));

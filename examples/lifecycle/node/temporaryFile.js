const { appendFileSync, readFileSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');

// On Lambda this is /tmp: it belongs to the environment, so it grows until somebody tidies up.
const file = path.join(os.tmpdir(), 'invocations.log');

/** Adds a line to a file of the environment; returns how many lines it has now. */
function addLine(line) {
  appendFileSync(file, `${line}\n`);
  return readFileSync(file, 'utf8').trimEnd().split('\n').length;
}

exports.addLine = addLine;

exports.handler = async (event, context) => {
  const lines = addLine(context.awsRequestId);
  console.log(`Lines in the file of this environment: ${lines}.`);
  return { lines };
};

const { setTimeout: wait } = require('node:timers/promises');
const { addLine } = require('./temporaryFile');

let invocations = 0;

exports.handler = async (event, context) => {
  invocations += 1;
  // A timeout ends the processes but not the environment: the file goes on growing, the variable starts again.
  const lines = addLine(context.awsRequestId);
  console.log(`Invocations of this process: ${invocations}. Lines in the file of this environment: ${lines}.`);
  if (lines % 2 === 0) await wait(60_000);
  return { invocations, lines };
};

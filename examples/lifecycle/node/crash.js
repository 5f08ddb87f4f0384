const { addLine } = require('./temporaryFile');

exports.handler = async (event, context) => {
  const lines = addLine(context.awsRequestId);
  console.log(`Lines in the file of this environment: ${lines}.`);
  // A library that ends the process takes the runtime with it; the next invocation pays for a new Init phase.
  if (lines % 2 === 0) process.exit(1);
  return { lines };
};

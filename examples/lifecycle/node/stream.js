const { setTimeout: pause } = require('node:timers/promises');

// Nobody waits for the end: each line is on its way while the handler still works on the next one.
exports.handler = awslambda.streamifyResponse(async (event, responseStream) => {
  const { name } = event.queryStringParameters ?? event;
  responseStream.setContentType('text/plain');
  for (const greeting of ['Hello', 'Still here', 'Goodbye']) {
    responseStream.write(`${greeting} ${name}\n`);
    await pause(200);
  }
  responseStream.end();
});

const { setTimeout: wait } = require('node:timers/promises');

let current;

exports.handler = async (event, context) => {
  current = context.awsRequestId;
  const started = current;
  await wait(30);
  // Nobody waits for this timer. The environment is frozen before it is due, so it fires in the next invocation.
  setTimeout(() => {
    console.log(
      started === current ? 'The timer fired in its own invocation.' : 'A timer of an earlier invocation fired.',
    );
  }, 15);
  return { timerLeft: true };
};

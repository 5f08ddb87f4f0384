// Module scope runs once, in the Init phase. What it holds lives as long as the environment.
let invocations = 0;

exports.handler = async (event) => {
  invocations += 1;
  console.log(`Invocation ${invocations} of this environment.`);
  // Over HTTP the name stands in the query.
  const { name } = event.queryStringParameters ?? event;
  return { greeting: `Hello ${name}`, invocations };
};

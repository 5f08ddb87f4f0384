class OrderNotFound extends Error {
  name = 'OrderNotFound';
}

let invocations = 0;

exports.handler = async (event) => {
  invocations += 1;
  console.log(`Invocation ${invocations} of this environment.`);
  // Over HTTP the number stands in the path.
  const { orderId } = event.pathParameters ?? event;
  // An error that the handler throws fails the invocation, and leaves the environment as warm as before.
  throw new OrderNotFound(`There is no order ${orderId}.`);
};

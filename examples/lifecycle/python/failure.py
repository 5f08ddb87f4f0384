class OrderNotFound(Exception):
    pass


invocations = 0


def handler(event, context):
    global invocations
    invocations += 1
    print(f"Invocation {invocations} of this environment.")
    # An error that the handler raises fails the invocation, and leaves the environment as warm as before.
    raise OrderNotFound(f"There is no order {event['orderId']}.")

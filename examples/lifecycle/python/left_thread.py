import threading
import time

current = None


def handler(event, context):
    global current
    current = started = context.aws_request_id

    def report():
        if started == current:
            print("The thread finished in its own invocation.")
        else:
            print("A thread of an earlier invocation finished.")

    time.sleep(0.03)
    # Nobody joins this thread. It is frozen together with the environment and goes on in the next invocation.
    threading.Timer(0.015, report).start()
    return {"threadLeft": True}

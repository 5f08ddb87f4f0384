# Module scope runs once, in the Init phase. What it holds lives as long as the environment.
invocations = 0


def handler(event, context):
    global invocations
    invocations += 1
    print(f"Invocation {invocations} of this environment.")
    return {"greeting": f"Hello {event['name']}", "invocations": invocations}

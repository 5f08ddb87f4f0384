# Module scope runs once, in the Init phase. What it holds lives as long as the environment.
invocations = 0


def handler(event, context):
    global invocations
    invocations += 1
    print(f"Invocation {invocations} of this environment.")
    # Over HTTP the name stands in the query.
    name = event.get("queryStringParameters", event)["name"]
    return {"greeting": f"Hello {name}", "invocations": invocations}

"""Learns when a call into C is over, without standing between caller and called: tracebacks stay what they are."""

import sys

# So many calls and returns after a failure it is no longer looked for the error.
LAST_EVENT = 100


def after_call(done, caller=None):
    """
    Calls `done(error)` as soon as this thread goes on in Python after the call into C that is about to begin. `done` returns True when it has
    seen enough; otherwise it is called again with later errors, for some calls more. With a frame as `caller`, what
    that frame calls meanwhile is not yet the end. Returns False when a profiler of the function is in the way.
    """
    if sys.getprofile() is not None:
        return False
    known_error = sys.exc_info()[1]
    waiting = [caller]
    events = 0

    def event_happened(frame, event, argument):
        nonlocal events
        if waiting[0] is not None:
            if frame is not waiting[0]:
                return
            waiting[0] = None
        events += 1
        error = sys.exc_info()[1]
        try:
            finished = done(None if error is known_error else error)
        except Exception:
            finished = True
        if finished or events >= LAST_EVENT:
            sys.setprofile(None)

    sys.setprofile(event_happened)
    return True

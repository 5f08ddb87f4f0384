"""Learns when a call into C is over, without standing between caller and called: tracebacks stay what they are."""

# Taken here: functions may replace what modules have.
from sys import exc_info, getprofile, setprofile

GENERATOR = 0x20 | 0x80 | 0x200
# Calls and returns for which it goes on to look.
LAST_EVENT = 100
LAST_EVENT_OF_CALLER = 1_000


def after_call(done, caller=None):
    """
    Calls `done(error)` as soon as this thread goes on in Python after the call into C that is about to begin, and again
    until `done` returns True or it took too long; `error` is one that is being handled and was not before. With a frame
    as `caller` only what happens in that frame itself counts. Returns False when a profiler is in the way.
    """
    if getprofile() is not None:
        return False
    known_error = exc_info()[1]
    last_event = LAST_EVENT if caller is None else LAST_EVENT_OF_CALLER
    events = 0

    def event_happened(frame, event, argument):
        nonlocal events, caller
        events += 1
        finished = events >= last_event
        if caller is None or frame is caller:
            error = exc_info()[1]
            try:
                finished = done(None if error is known_error else error) or finished
            except Exception:
                finished = True
            # Generators return each time they wait.
            if caller is not None and event == "return" and not caller.f_code.co_flags & GENERATOR:
                finished = True
        if finished:
            caller = None
            setprofile(None)

    setprofile(event_happened)
    return True

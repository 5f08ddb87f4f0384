"""How code of the probe looks to debuggers and tracebacks that come across it."""

FILE_OF_PYTHON = "<frozen importlib._bootstrap>"


def as_part_of_python(function):
    """Debuggers step over what is frozen into Python, and Python cuts its own importing out of tracebacks."""
    function.__code__ = function.__code__.replace(co_filename=FILE_OF_PYTHON)
    return function

"""Has a function observed whose runtime client is not Warmpath's own: AWS's, for instance.

Python imports a module of this name when it starts. Whoever starts the runtime client puts the folder of this file in
front of PYTHONPATH, beside the variables that name the probe. Afterwards everything is as if it had never been there:
the folder, the variables, and the module of this name that Python would have found without it.
"""

import os
import sys


def leave_search_path(folder):
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != folder]
    entries = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    kept = [entry for entry in entries if entry and os.path.abspath(entry) != folder]
    if kept:
        os.environ["PYTHONPATH"] = os.pathsep.join(kept)
    else:
        os.environ.pop("PYTHONPATH", None)


def leave_node_options(folder):
    """The host does not know which program it starts: the variables are those for Node.js, too."""
    probe = os.path.join(os.path.dirname(os.path.dirname(folder)), "node", "probe.cjs")
    option = '--require "{}"'.format(probe.replace("\\", "\\\\").replace('"', '\\"'))
    options = os.environ.get("NODE_OPTIONS", "")
    if options == option:
        del os.environ["NODE_OPTIONS"]
    elif options.startswith(option + " "):
        os.environ["NODE_OPTIONS"] = options[len(option) + 1 :]


def load_probe():
    door = os.environ.pop("_WARMPATH_PROBE", None)
    file = os.environ.pop("_WARMPATH_PROBE_FILE", None)
    handler = os.environ.get("_HANDLER")
    if door is None or file is None or handler is None:
        return
    loader = {"__file__": file}
    try:
        with open(file, encoding="utf-8") as source:
            exec(compile(source.read(), file, "exec"), loader)
        loader["load"](door, handler)
    except Exception:
        # The function runs without being observed, and the host says that it saw nothing.
        pass


FOLDER = os.path.dirname(os.path.abspath(__file__))
leave_search_path(FOLDER)
leave_node_options(FOLDER)
load_probe()
del sys.modules["sitecustomize"]
# Python passes over it when there is none.
import sitecustomize

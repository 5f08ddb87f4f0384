"""Loads the probe into a process of a function; whoever starts the function runs this file before user code."""

import os
import sys
from importlib import _bootstrap, _bootstrap_external

# Functions may have modules called `probe`; this one is gone from the list of modules when it is loaded.
NAME = "_warmpath_probe"


def load(door, handler):
    """Observes the function that is about to be imported. A probe that fails loses evidence, and nothing else."""
    folder = os.path.dirname(__file__)
    compiled = os.path.join(folder, "__init__.pyc")
    file = compiled if os.path.exists(compiled) else os.path.join(folder, "__init__.py")
    writes_no_byte_code, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec = _bootstrap_external.spec_from_file_location(NAME, file, submodule_search_locations=[folder])
        _bootstrap._load(spec).start(door, handler)
    except Exception:
        # Nobody is there to be told: the line to the host is part of what failed.
        pass
    finally:
        sys.dont_write_bytecode = writes_no_byte_code
        for name in [name for name in sys.modules if name == NAME or name.startswith(NAME + ".")]:
            del sys.modules[name]

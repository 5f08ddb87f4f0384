"""What is imported: how long each module took in the Init phase, and the moment in which a module is there."""

import time
from _thread import get_ident
from importlib import _bootstrap

from .frames import as_part_of_python

MOST_IMPORTS = 2_000


class Imports:
    """
    Follows imports from the handler's on. Python enters a lock of each module that it has to load, and leaves it when
    that is done: there is one place to look at, and no frame is added to any traceback.
    """

    def __init__(self, handler_module, on_begin):
        self._handler_module = handler_module
        self._on_begin = on_begin
        self._on_imported = {}
        self._spans = None
        self._depths = {}
        self._began = self._began_epoch = None
        self._is_recording = True

    def install(self):
        """Raises AttributeError where this Python imports in another way."""
        watched = self
        of_python = _bootstrap._ModuleLockManager

        class _ModuleLockManager(of_python):
            def __enter__(self):
                try:
                    watched.entered(self._name)
                except Exception:
                    pass
                return of_python.__enter__(self)

            def __exit__(self, *arguments, **named):
                result = of_python.__exit__(self, *arguments, **named)
                try:
                    watched.left(self._name)
                except Exception:
                    pass
                return result

        for method in (_ModuleLockManager.__enter__, _ModuleLockManager.__exit__):
            as_part_of_python(method)
        _ModuleLockManager.__module__ = of_python.__module__
        _ModuleLockManager.__qualname__ = of_python.__qualname__
        _bootstrap._ModuleLockManager = _ModuleLockManager

    def when_imported(self, name, action):
        """Calls `action` each time after this module has been loaded."""
        self._on_imported[name] = action

    def entered(self, name):
        if self._spans is None:
            if name != self._handler_module:
                return
            self._on_begin()
            self._spans = []
            self._began, self._began_epoch = time.perf_counter(), time.time()
        if self._is_recording and len(self._spans) < MOST_IMPORTS:
            stack = self._depths.setdefault(get_ident(), [])
            span = [name, len(stack), time.perf_counter(), None]
            stack.append(span)
            self._spans.append(span)

    def left(self, name):
        if self._is_recording and self._spans is not None:
            stack = self._depths.get(get_ident())
            if stack and stack[-1][0] == name:
                stack.pop()[3] = time.perf_counter()
        action = self._on_imported.get(name)
        if action is not None:
            action()

    def end(self):
        """The Init phase is over: returns what was imported in it as a record; None when that was nothing."""
        if not self._is_recording:
            return None
        self._is_recording = False
        spans, self._spans, self._depths = self._spans, [], {}
        if not spans:
            return None
        now = time.perf_counter()
        return {
            "startEpochMs": round(self._began_epoch * 1000, 3),
            "imports": [
                {
                    "name": name,
                    "depth": depth,
                    "startMs": milliseconds(began - self._began),
                    "durationMs": milliseconds((ended or now) - began),
                }
                for name, depth, began, ended in spans
            ],
        }


def milliseconds(seconds):
    return round(seconds * 1000, 3)

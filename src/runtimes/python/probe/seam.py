"""A function of a library that tells when it is called."""

import sys

from .frames import as_part_of_python


class Called:
    """Stands in the place of `__call__`: it is asked for the callable, and gives the library's own."""

    def __get__(self, seam, owner=None):
        if seam is None:
            return self
        try:
            seam._about_to_call(sys._getframe(1))
        except Exception:
            pass
        return seam._target


as_part_of_python(Called.__get__)


class Seam:
    """
    Takes the place of a function of a library and is called like it. Python asks the class for `__call__`, gets the
    library's function and calls that: no frame stands between caller and called.
    """

    __slots__ = ("_target", "_about_to_call", "__dict__")
    __call__ = Called()

    def __init__(self, target, about_to_call):
        self._target = target
        self._about_to_call = about_to_call
        for name in ("__module__", "__name__", "__qualname__", "__doc__", "__text_signature__"):
            value = getattr(target, name, None)
            if value is not None:
                self.__dict__[name] = value

    def __getattr__(self, name):
        return getattr(self._target, name)

    def __repr__(self):
        return repr(self._target)


def put_seam(module_name, name, about_to_call):
    """Has `about_to_call(frame of the caller)` called before a function of a module, if the module has it."""
    names = getattr(sys.modules.get(module_name), "__dict__", {})
    target = names.get(name)
    if callable(target) and type(target) is not Seam:
        names[name] = Seam(target, about_to_call)

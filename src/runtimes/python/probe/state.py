"""The variables of the handler's module, and what has become of them since the last look."""

import sys
from itertools import islice

from .secrets import MASK, is_secret_name
from .values import LONGEST_TEXT, Values, hides, is_code, is_text, size_of, type_name

MOST_VARIABLES = 100
# Parts of a variable that are compared, and of all variables together.
MOST_NODES = 200
MOST_NODES_TOGETHER = 1_000


class State:
    def __init__(self, line, places, module_name):
        self._line = line
        self._module_name = module_name
        self._values = Values(lambda name: is_module_of(places, name))
        self._known = None

    def look(self):
        module = sys.modules.get(self._module_name)
        names = getattr(module, "__dict__", None)
        file = getattr(module, "__file__", None)
        if type(names) is not dict or type(file) is not str:
            return
        before, self._known = self._known, {}
        said = []
        variables = [(name, value) for name, value in list(names.items()) if is_variable(name, value)]
        nodes = max(1, min(MOST_NODES, MOST_NODES_TOGETHER // max(1, len(variables))))
        for name, value in islice(variables, MOST_VARIABLES):
            kind, size = type_name(value), size_of(value)
            known = (kind, size, self._values.print_of(value, nodes))
            self._known[name] = known
            change = "initial" if before is None else change_between(before.get(name), known)
            if change is not None:
                said.append(self._record(name, value, kind, size, change))
        for name, (kind, size, _) in (before or {}).items():
            if name not in self._known and not (name in names and is_variable(name, names[name])):
                said.append({"name": name, "type": kind, "value": "", "change": "removed"})
        if said:
            self._line.say("state", {"file": file, "variables": said})

    def _record(self, name, value, kind, size, change):
        record = {"name": name[:LONGEST_TEXT], "type": kind, "change": change}
        if is_secret_name(name) and hides(value):
            record["value"] = MASK
            return record
        record["value"] = self._values.text(value)
        # How long a secret is is nobody's business either.
        if size is not None and not (is_text(value) and MASK in record["value"]):
            record["size"] = size
        return record


def is_variable(name, value):
    return type(name) is str and not (name.startswith("__") and name.endswith("__")) and not is_code(value)


def is_module_of(places, name):
    """True for the user's modules."""
    file = getattr(sys.modules.get(name), "__dict__", {}).get("__file__")
    return type(file) is str and places.user_file(file) is not None


def change_between(before, now):
    if before is None:
        return "added"
    if before == now:
        return None
    kind, size, _ = before
    if kind == now[0] and size is not None and size != now[1]:
        return "grown" if now[1] > size else "shrunk"
    return "changed"

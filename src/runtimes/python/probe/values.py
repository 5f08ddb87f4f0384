"""Values as short text, and whether they are still what they were; none of it runs code of the function."""

import sys
from itertools import islice
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType

from .secrets import MASK, is_secret_name, is_secret_text

LONGEST_TEXT = 80
MOST_ITEMS = 8
DEEPEST = 4
# Texts up to this length are compared whole, longer ones by samples.
LONGEST_COMPARED = 10_000
MOST_BITS = 256

LISTS = {list: "[]", tuple: "()", set: "{}", frozenset: "{}"}
PLAIN = (bool, int, float, complex, type(None))
# Not what a module keeps, but what it consists of.
CODE = (FunctionType, BuiltinFunctionType, MethodType, ModuleType, type(len), type(str.join), type("".join), type)
# Their text is made by Python itself.
OF_PYTHON = {
    "datetime": ("datetime", "date", "time", "timedelta", "timezone"),
    "decimal": ("Decimal",),
    "uuid": ("UUID",),
    "fractions": ("Fraction",),
}

mro_of = type.__dict__["__mro__"].__get__
name_of = type.__dict__["__name__"].__get__
names_of_type = type.__dict__["__dict__"].__get__
module_of_type = type.__dict__["__module__"].__get__


class Instance:
    """An example of a class without anything special."""


# What stands for the attributes in a class that does not say otherwise.
KEEPS_ATTRIBUTES = type(Instance.__dict__["__dict__"])


def type_name(value):
    return name_of(type(value))


def is_code(value):
    """Functions, classes and modules, and what stands for types."""
    kind = type(value)
    if any(base in CODE for base in mro_of(kind)) or module_of(kind) in ("typing", "__future__"):
        return True
    return name_of(kind) in ("GenericAlias", "UnionType")


def module_of(kind):
    try:
        module = module_of_type(kind)
    except AttributeError:
        module = None
    return module if type(module) is str else ""


def size_of(value):
    """Elements, or characters of a text; None for what has no size."""
    for kind in mro_of(type(value)):
        if kind in (str, bytes, bytearray, list, tuple, dict, set, frozenset):
            return kind.__len__(value)
        if module_of(kind) == "collections" and name_of(kind) == "deque":
            return kind.__len__(value)
    return None


def attributes_of(value):
    """The attributes an instance keeps, without asking its class; None when it keeps them in another way."""
    for kind in mro_of(type(value)):
        descriptor = names_of_type(kind).get("__dict__")
        if descriptor is not None:
            if type(descriptor) is not KEEPS_ATTRIBUTES:
                return None
            attributes = descriptor.__get__(value)
            return attributes if type(attributes) is dict else None
    return None


class Values:
    """`is_own(module name)` tells whose instances are looked into: those of the user's classes."""

    def __init__(self, is_own):
        self._is_own = is_own

    def text(self, value):
        """At most LONGEST_TEXT characters, with the mask in place of secrets."""
        text = self._text(value, 0, [60])
        return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"

    def print_of(self, value, nodes):
        """What two equal values have in common, as a number; `nodes` is how many parts are looked at."""
        parts = []
        self._collect(value, parts, [nodes], 0)
        return hash(tuple(parts))

    def own_attributes(self, value):
        return attributes_of(value) if self._is_own(module_of(type(value))) else None

    def _text(self, value, depth, left):
        left[0] -= 1
        kind = type(value)
        if kind is str or kind is bytes:
            return text_of(value)
        if kind in PLAIN:
            return number_text(value)
        if left[0] < 0 or depth >= DEEPEST:
            return "…"
        if kind in LISTS:
            first, last = LISTS[kind]
            return first + self._items(value, len(value), depth, left) + last
        if kind is dict:
            return "{" + self._pairs(value, depth, left, ": ", text_of) + "}"
        if is_of_python(kind):
            return masked_text(repr(value))
        attributes = self.own_attributes(value)
        if attributes is None:
            return "<{}>".format(name_of(kind))
        return "{}({})".format(name_of(kind), self._pairs(attributes, depth, left, "=", str))

    def _items(self, value, size, depth, left):
        texts = [self._text(item, depth + 1, left) for item in list(islice(value, MOST_ITEMS))]
        return ", ".join(texts + ["…"] * (size > MOST_ITEMS))

    def _pairs(self, value, depth, left, between, of_key):
        texts = []
        for key, item in list(islice(value.items(), MOST_ITEMS)):
            if type(key) is str:
                text = MASK if is_secret_name(key) and hides(item) else self._text(item, depth + 1, left)
                texts.append(of_key(key) + between + text)
            else:
                texts.append(self._text(key, depth + 1, left) + between + self._text(item, depth + 1, left))
        return ", ".join(texts + ["…"] * (len(value) > MOST_ITEMS))

    def _collect(self, value, parts, left, depth):
        left[0] -= 1
        kind = type(value)
        if kind is str or kind is bytes:
            parts.append(value if len(value) <= LONGEST_COMPARED else (len(value), value[:500], value[-500:]))
            return
        if kind in PLAIN:
            # Equal numbers of different types are different values.
            parts.append((id(kind), value))
            return
        parts.append(id(kind))
        if left[0] <= 0 or depth > 50:
            return
        if kind in LISTS:
            parts.append(len(value))
            self._collect_items(list(islice(value, left[0])), parts, left, depth)
        elif kind is dict:
            self._collect_pairs(value, parts, left, depth)
        else:
            size = size_of(value)
            attributes = self.own_attributes(value)
            parts.append((id(value), size))
            if kind is bytearray:
                parts.append(bytes(value[:LONGEST_COMPARED]))
            if attributes is not None:
                self._collect_pairs(attributes, parts, left, depth)

    def _collect_items(self, items, parts, left, depth):
        for item in items:
            if left[0] <= 0:
                break
            self._collect(item, parts, left, depth + 1)

    def _collect_pairs(self, value, parts, left, depth):
        parts.append(len(value))
        for key, item in list(islice(value.items(), left[0])):
            self._collect_items((key, item), parts, left, depth)


def hides(value):
    """A flag or nothing at all gives no secret away, whatever its name is."""
    return value is not None and type(value) is not bool


def masked_text(text):
    return MASK if is_secret_text(text) else text


def text_of(value):
    # Secrets are looked for in the text itself, and in what is behind the part that is shown.
    shown = value if type(value) is str else value[:4_000].decode("latin-1")
    return MASK if is_secret_text(shown) else repr(value[: LONGEST_TEXT + 1])


def number_text(value):
    if type(value) is int and value.bit_length() > MOST_BITS:
        return "int of {} bits".format(value.bit_length())
    return repr(value)


def is_of_python(kind):
    names = OF_PYTHON.get(module_of(kind))
    return names is not None and any(kind is getattr(sys.modules.get(module_of(kind)), name, None) for name in names)

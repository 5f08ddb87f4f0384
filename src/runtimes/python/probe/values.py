"""Values as short text, and whether they are still what they were; none of it runs code of the function."""

import sys
from itertools import islice
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType

from .secrets import MASK, is_secret_name, without_secrets

LONGEST_TEXT = 80
MOST_ITEMS = 8
DEEPEST = 4
DEEPEST_COMPARED = 50
# Texts up to this length are compared whole, longer ones by samples.
LONGEST_COMPARED = 10_000
MOST_BITS = 256

# What is shown of a text is the beginning of this much, without its secrets.
MOST_CHARACTERS = 2_000

LISTS = {list: "[]", tuple: "()", set: "{}", frozenset: "{}"}
TEXTS = (str, bytes, bytearray)
BASES = frozenset((*TEXTS, dict, *LISTS))
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


def base_of(value):
    """The type of Python's that keeps the elements of a value, whatever its own class does; None when there is none."""
    for kind in mro_of(type(value)):
        if kind in BASES or (name_of(kind) == "deque" and module_of(kind) == "collections"):
            return kind
    return None


def is_text(value):
    return base_of(value) in TEXTS


def size_of(value):
    """Elements, or characters of a text; None for what has no size."""
    base = base_of(value)
    return None if base is None else base.__len__(value)


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
        if kind in PLAIN:
            return number_text(value)
        base = base_of(value)
        if base in TEXTS:
            return text_of(base, value)
        if left[0] < 0 or depth >= DEEPEST:
            return "…"
        if base is not None:
            text = self._elements(base, value, depth, left)
            return text if base is kind else "{}({})".format(name_of(kind), text)
        if is_of_python(kind):
            return without_secrets(repr(value))
        attributes = self.own_attributes(value)
        if attributes is None:
            return "<{}>".format(name_of(kind))
        return "{}({})".format(name_of(kind), self._pairs(attributes, depth, left, "=", str))

    def _elements(self, base, value, depth, left):
        if base is dict:
            return "{" + self._pairs(value, depth, left, ": ", repr) + "}"
        first, last = LISTS.get(base, "[]")
        texts = [self._text(item, depth + 1, left) for item in first_of(base, value, MOST_ITEMS)]
        return first + ", ".join(texts + ["…"] * (base.__len__(value) > MOST_ITEMS)) + last

    def _pairs(self, value, depth, left, between, of_key):
        texts = []
        for key, item in first_pairs_of(value, MOST_ITEMS):
            if type(key) is str:
                text = MASK if is_secret_name(key) and hides(item) else self._text(item, depth + 1, left)
                texts.append(of_key(without_secrets(key[:LONGEST_TEXT])) + between + text)
            else:
                texts.append(self._text(key, depth + 1, left) + between + self._text(item, depth + 1, left))
        return ", ".join(texts + ["…"] * (dict.__len__(value) > MOST_ITEMS))

    def _collect(self, value, parts, left, depth):
        left[0] -= 1
        kind = type(value)
        # Equal numbers of different types are different values.
        parts.append(id(kind))
        if kind in PLAIN:
            parts.append(value)
            return
        base = base_of(value)
        if base in TEXTS:
            parts.append(sample_of(base, value))
        elif left[0] > 0 and depth < DEEPEST_COMPARED:
            self._collect_elements(base, value, parts, left, depth)

    def _collect_elements(self, base, value, parts, left, depth):
        if base is None:
            parts.append(id(value))
            attributes = self.own_attributes(value)
            if attributes is not None:
                self._collect_pairs(attributes, parts, left, depth)
        elif base is dict:
            self._collect_pairs(value, parts, left, depth)
        else:
            parts.append(base.__len__(value))
            self._collect_items(first_of(base, value, left[0]), parts, left, depth)

    def _collect_items(self, items, parts, left, depth):
        for item in items:
            if left[0] <= 0:
                break
            self._collect(item, parts, left, depth + 1)

    def _collect_pairs(self, value, parts, left, depth):
        parts.append(dict.__len__(value))
        for pair in first_pairs_of(value, left[0]):
            self._collect_items(pair, parts, left, depth)


def first_of(base, value, count):
    """The first elements, without calling what the class of the value brings."""
    return list(islice(base.__iter__(value), count))


def first_pairs_of(value, count):
    return list(islice(dict.items(value), count))


def sample_of(base, value):
    size = base.__len__(value)
    if size <= LONGEST_COMPARED:
        return part_of(base, value, 0, size)
    return (size, part_of(base, value, 0, 500), part_of(base, value, size - 500, size))


def part_of(base, value, start, end):
    part = base.__getitem__(value, slice(start, end))
    return bytes(part) if base is bytearray else part


def hides(value):
    """A flag or nothing at all gives no secret away, whatever its name is."""
    return value is not None and type(value) is not bool


def text_of(base, value):
    shown = part_of(base, value, 0, MOST_CHARACTERS)
    if base is not str:
        shown = shown.decode("latin-1")
    text = repr(without_secrets(shown)[: LONGEST_TEXT + 1])
    return MASK if text == repr(MASK) else ("" if base is str else "b") + text


def number_text(value):
    if type(value) is int and value.bit_length() > MOST_BITS:
        return "int of {} bits".format(value.bit_length())
    return repr(value)


def is_of_python(kind):
    names = OF_PYTHON.get(module_of(kind))
    return names is not None and any(kind is getattr(sys.modules.get(module_of(kind)), name, None) for name in names)

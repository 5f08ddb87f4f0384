"""Recognises secrets, by the name they have and by what they look like."""

import math
import re

MASK = "***"
SHORTEST_RANDOM = 16
SHORTEST_RANDOM_OF_TWO_KINDS = 32
# Bits for each character; words have fewer.
LEAST_ENTROPY = 3.2

NAMES = re.compile(
    r"passw(or)?d|passphrase|pwd|secret|token|api_?-?key|access_?-?key|credential|private_?-?key|signing_?-?key"
    r"|encryption_?-?key|authorization|signature|cookie|session_?-?id|connection_?-?string|^dsn$|_dsn$",
    re.IGNORECASE,
)
# Key ids of AWS, JSON web tokens, keys in PEM, what other services hand out.
SHAPES = re.compile(
    r"\b(AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|\b(gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|[sr]k_(live|test)_|AIza)[A-Za-z0-9_-]{10,}"
    r"|\b(Bearer|Basic)\s+[A-Za-z0-9+/=._~-]{8,}",
    re.IGNORECASE,
)
URL_PASSWORD = re.compile(r"(://[^/\s:@]*:)[^/\s@]+(@)")
NAMED_VALUE = re.compile(r"((?:" + NAMES.pattern + r")[\"']?\s*[=:]\s*)[^\s,;&]+", re.IGNORECASE)
RUNS = re.compile(r"[A-Za-z0-9+/=]{%d,}" % SHORTEST_RANDOM)
KINDS = tuple(re.compile(kind) for kind in ("[a-z]", "[A-Z]", "[0-9]"))


def is_secret_name(name):
    return NAMES.search(name) is not None


def without_secrets(text):
    """The text with the mask in place of what looks like a secret."""
    if SHAPES.search(text) is not None:
        return MASK
    text = URL_PASSWORD.sub(r"\1" + MASK + r"\2", text)
    text = NAMED_VALUE.sub(r"\1" + MASK, text)
    return RUNS.sub(lambda run: MASK if looks_random(run.group()) else run.group(), text)


def looks_random(run):
    """Capitals, small letters and digits in one word; in a long one two of the three are enough, one of them digits."""
    kinds = [kind.search(run) is not None for kind in KINDS]
    is_long = len(run) >= SHORTEST_RANDOM_OF_TWO_KINDS
    return (all(kinds) or (is_long and sum(kinds) == 2 and kinds[2])) and entropy(run) > LEAST_ENTROPY


def entropy(text):
    """Bits for each character."""
    counts = [text.count(character) / len(text) for character in set(text)]
    return -sum(share * math.log2(share) for share in counts)

"""Libraries that connect in C, where Python sees no socket: which of their functions shows that they do."""

from .seam import put_seam

# Whether the function is called right before it connects, right after that, or for a client that connects by itself.
CONNECTS, HAS_CONNECTED, CONNECTS_LATER = range(3)

# Module, name in it, and what users call to get there. Wherever there is one it is a name of the library's insides:
# what functions import from the libraries stays what it is.
SEAMS = (
    ("psycopg2", "_connect", "psycopg2.connect", CONNECTS),
    ("psycopg.generators", "connect", "psycopg.connect", CONNECTS),
    ("MySQLdb.connections", "numeric_part", "MySQLdb.connect", HAS_CONNECTED),
    ("pyodbc", "connect", "pyodbc.connect", CONNECTS),
    ("pymssql._pymssql", "connect", "pymssql.connect", CONNECTS),
    ("grpc._channel", "_augment_options", "grpc.insecure_channel", CONNECTS_LATER),
)


def watch_factories(imports, connections):
    """Watches each library from the moment it is imported."""
    what_happens = {
        CONNECTS: connections.factory_connects,
        HAS_CONNECTED: connections.factory_has_connected,
        CONNECTS_LATER: connections.factory_connects_later,
    }
    for module, name, factory, when in SEAMS:
        imports.when_imported(module, installer(module, name, factory, what_happens[when]))


def installer(module_name, name, factory, called):
    return lambda: put_seam(module_name, name, lambda frame: called(factory, frame))

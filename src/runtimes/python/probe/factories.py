"""Libraries that connect in C, where Python sees no socket: which of their functions shows that they are about to."""

from .seam import put_seam

# Module, name in it, what it stands for, and whether the connection is there when the call returns. Names of the
# libraries' insides come first: what functions import from the libraries stays what it is.
SEAMS = (
    ("psycopg2", "_connect", "psycopg2.connect", True),
    ("pyodbc", "connect", "pyodbc.connect", True),
    ("pymssql", "connect", "pymssql.connect", True),
)


def watch_factories(imports, connections):
    """Watches each library from the moment it is imported."""
    for module, name, factory, connects in SEAMS:
        imports.when_imported(module, installer(module, name, factory, connects, connections))


def installer(module_name, name, factory, connects, connections):
    def about_to_call(frame):
        if connects:
            connections.factory_called(factory, frame)
        else:
            connections.factory_named(factory, frame)

    def install():
        put_seam(module_name, name, about_to_call)

    return install

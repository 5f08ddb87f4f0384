"""Observes a function from inside of its process and tells the host what it opens, keeps and leaves behind.

Loaded before user code. It changes nothing a function can see: no frame of it is in any traceback, nothing of Python is
called through it but what has no other way, and what goes wrong in it costs evidence only.
"""

import os
import sys

from .connections import Connections
from .factories import watch_factories
from .files import Files
from .host_line import HostLine
from .imports import Imports
from .leftovers import Leftovers
from .places import Places
from .processes import Processes
from .state import State


def start(door, handler):
    """Starts to observe. `door`: the host's `host:port/token`; `handler`: the function's `module.function`."""
    Probe(door, handler.rpartition(".")[0].replace("/", "."))


class Probe:
    def __init__(self, door, handler_module):
        places = Places(os.environ.get("LAMBDA_TASK_ROOT") or os.getcwd(), handler_module)
        own_peers = {door.rsplit("/", 1)[0], os.environ.get("AWS_LAMBDA_RUNTIME_API")}
        self._line = line = HostLine(door, self._requested)

        def place_of(frame):
            return places.of(frame) or leftovers.place_of_thread()

        self._connections = Connections(line, place_of, own_peers)
        self._files = Files(line, place_of, temporary_folder())
        self._processes = Processes(place_of)
        self._leftovers = leftovers = Leftovers(line, place_of, self._processes)
        self._state = State(line, places, handler_module)
        self._imports = Imports(handler_module, self._begin)
        self._has_begun = False
        self._handlers = {}
        try:
            self._imports.install()
        except Exception as error:
            line.lose("imports", error)
        watch_factories(self._imports, self._connections)
        leftovers.watch(self._imports)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._handlers.clear)
        sys.addaudithook(self._audit)

    def _audit(self, event, arguments):
        handle = self._handlers.get(event)
        if handle is not None:
            try:
                handle(arguments)
            except Exception as error:
                self._line.lose(event, error)

    def _begin(self):
        """The handler is about to be imported: from now on it is the function that does what is done."""
        if self._has_begun:
            return
        self._has_begun = True
        for part in (self._connections, self._files, self._processes, self._leftovers):
            try:
                part.begin()
            except Exception as error:
                self._line.lose("what was there before the function", error)
        connections, files, processes, leftovers = (
            self._connections,
            self._files,
            self._processes,
            self._leftovers,
        )
        self._handlers.update(
            {
                "socket.connect": lambda arguments: connections.connecting(*arguments),
                "open": lambda arguments: files.opened(arguments[0], arguments[2]),
                "os.rename": lambda arguments: files.moved(arguments[1]),
                "sqlite3.connect": lambda arguments: files.moved(arguments[0]),
                "subprocess.Popen": lambda arguments: processes.popen_starting(arguments[1]),
                "os.fork": lambda arguments: processes.fork_starting(),
                "os.forkpty": lambda arguments: processes.fork_starting(),
                "os.posix_spawn": lambda arguments: processes.fork_starting(),
                "_thread.start_new_thread": lambda arguments: leftovers.thread_starting(arguments[0]),
                "_thread.start_joinable_thread": lambda arguments: leftovers.thread_starting(arguments[0]),
            }
        )

    def _requested(self, what):
        if what == "thawed":
            self._look("connections after a thaw", self._connections.look_after_thaw)
        elif what == "observe":
            self._begin()
            record = self._imports.end()
            if record is not None:
                self._line.say("imports", record)
            self._look("connections", self._connections.look)
            self._look("files", self._files.look)
            self._look("module variables", self._state.look)
            self._look("what is left running", self._leftovers.look)

    def _look(self, what, look):
        try:
            look()
        except Exception as error:
            self._line.lose(what, error)


def temporary_folder():
    of_system = os.environ.get("TEMP") if os.name == "nt" else "/tmp"
    return os.path.abspath(os.environ.get("TMPDIR") or of_system or "/tmp")

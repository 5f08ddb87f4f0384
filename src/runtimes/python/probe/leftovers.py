"""Work that is still going on when the process is frozen: threads, timers, child processes and tasks."""

import itertools
import sys
import weakref
from _thread import get_ident
from types import MethodType

from .seam import put_seam
from .secrets import without_secrets

LONGEST_DESCRIPTION = 120
# Where a task was made is remembered for so many in an invocation: functions may make thousands.
MOST_TASKS = 100
TASKS = "asyncio.tasks"


class Leftovers:
    def __init__(self, line, place_of, processes):
        self._line = line
        self._place_of = place_of
        self._processes = processes
        self._numbers = itertools.count(1)
        self._ids = {}
        self._own_threads = set()
        # By identity of the thread or task: a weak reference to it, and the line that started it.
        self._places = {}
        self._tasks_left = MOST_TASKS
        self._all_tasks = None
        self._had_some = False

    def begin(self):
        """Threads that run already are the runtime's, or its debugger's."""
        self._own_threads = set(threads())

    def watch(self, imports):
        imports.when_imported(TASKS, self._watch_tasks)
        if sys.version_info < (3, 12):
            # Later versions raise an event.
            imports.when_imported("threading", self._watch_threads)
            self._watch_threads()

    # ----------------------------------------------------------------------------------------------- who starts

    def thread_starting(self, function):
        """A thread is about to be started, usually by `Thread.start`."""
        if type(function) is MethodType:
            self._remember(function.__self__, self._place_of(sys._getframe(3)))

    def _watch_threads(self):
        put_seam("threading", "_start_new_thread", self._start_called)

    def _start_called(self, frame):
        start = sys.modules["threading"].Thread.start.__code__
        # Debuggers put a function of their own in between.
        while frame is not None and frame.f_code is not start:
            frame = frame.f_back
        if frame is not None:
            self._remember(frame.f_locals["self"], self._place_of(frame))

    def place_of_thread(self):
        """The line that started the thread this is called in."""
        thread = threads().get(get_ident())
        return None if thread is None else self._place_for(thread)

    def _watch_tasks(self):
        module = sys.modules.get(TASKS)
        tasks = getattr(module, "_all_tasks", None)
        if tasks is None:
            tasks = getattr(module, "_scheduled_tasks", None)
        if type(tasks) is not weakref.WeakSet:
            return
        add = type(tasks).add
        self._all_tasks = tasks

        def add_task(task):
            if self._tasks_left > 0:
                self._tasks_left -= 1
                try:
                    self._remember(task, self._place_of(sys._getframe(1)))
                except Exception:
                    pass
            add(tasks, task)

        tasks.add = add_task

    def _remember(self, started, place):
        key = id(started)
        if place is not None:
            self._places[key] = (weakref.ref(started, lambda _: self._places.pop(key, None)), place)

    def _place_for(self, started):
        reference, place = self._places.get(id(started), (None, None))
        return place if reference is not None and reference() is started else None

    # --------------------------------------------------------------------------------------------- what is left

    def look(self):
        self._tasks_left = MOST_TASKS
        left = self._threads() + self._tasks() + self._child_processes()
        self._ids = {key: number for key, number in self._ids.items() if key in {key for key, _ in left}}
        if left or self._had_some:
            self._line.say("leftover", {"leftovers": [record for _, record in left]})
        self._had_some = bool(left)

    def _record(self, key, kind, description, place):
        number = self._ids.get(key) or "w{}".format(next(self._numbers))
        self._ids[key] = number
        record = {"leftoverId": number, "kind": kind, "description": without_secrets(description)[:LONGEST_DESCRIPTION]}
        if place is not None:
            record["place"] = place
        return (key, record)

    def _threads(self):
        timer = getattr(sys.modules.get("threading"), "Timer", None)
        left = []
        for ident, thread in threads().items():
            if ident in self._own_threads or is_stand_in(thread):
                continue
            attributes = thread.__dict__
            if type(thread) is timer:
                kind, description = "timer", "timer of {} s".format(plain(attributes.get("interval")))
            else:
                kind, description = "thread", "thread {}".format(plain(attributes.get("_name")))
            left.append(self._record(("thread", ident, id(thread)), kind, description, self._place_for(thread)))
        return left

    def _tasks(self):
        if self._all_tasks is None:
            return []
        left = []
        module = sys.modules.get(TASKS)
        for reference in list(self._all_tasks.data):
            task = reference()
            # Classes of the function's may answer as they like.
            if type(task) is not module.Task or task.done() or task.get_loop().is_closed():
                continue
            code = getattr(task.get_coro(), "__qualname__", None)
            description = "task {}".format(plain(code))
            left.append(self._record(("task", id(task)), "task", description, self._place_for(task)))
        return left

    def _child_processes(self):
        return [
            self._record(("process", pid), "process", description, place)
            for pid, description, place in self._processes.running()
        ]


def threads():
    """Threads that Python's `threading` knows, by their number; looking at them takes no lock."""
    module = sys.modules.get("threading")
    active = getattr(module, "_active", None)
    return dict(active) if type(active) is dict else {}


def is_stand_in(thread):
    """The main thread, and threads that were not started by Python."""
    module = sys.modules["threading"]
    return isinstance(thread, (module._MainThread, module._DummyThread))


def plain(value):
    return value if type(value) in (str, int, float) else "…"

"""Child processes that still run, and the lines that started them."""

import os
import sys
import weakref

CHILDREN = "/proc/self/task"
LONGEST_COMMAND = 400


class Processes:
    """Looks for children only after something was started; never takes the exit code that the function waits for."""

    def __init__(self, place_of):
        self._place_of = place_of
        self._has_started = False
        # Objects of `subprocess` that know their process, and starts that tell no number, in their order.
        self._started = []
        self._forks = []
        self._known = {}
        self._own = frozenset()

    def begin(self):
        self._own = frozenset(children())

    def popen_starting(self, words):
        """`subprocess.Popen` is about to start a process; its object is in the frame that says so."""
        self._has_started = True
        frame = sys._getframe(3)
        started = frame.f_locals.get("self")
        if started is not None:
            self._started.append((weakref.ref(started), command_text(words), self._place_of(frame)))

    def fork_starting(self):
        """A process is about to be started by its caller itself."""
        self._has_started = True
        self._forks.append(self._place_of(sys._getframe(3)))

    def running(self):
        """Process id, description and place of the children that have not ended."""
        if not self._has_started:
            return []
        pids = [pid for pid in children() if pid not in self._own and is_running(pid)]
        self._known = {pid: known for pid, known in self._known.items() if pid in pids}
        started = self._processes_of_objects()
        unknown = [pid for pid in pids if pid not in self._known and pid not in started]
        # The latest are those that still run.
        places = [None] * max(0, len(unknown) - len(self._forks)) + self._forks[-len(unknown) :]
        self._forks = []
        started.update((pid, (command_of(pid), place)) for pid, place in zip(unknown, places))
        for pid in pids:
            if pid not in self._known:
                command, place = started[pid]
                self._known[pid] = (pid, "process " + command, place)
        return [self._known[pid] for pid in pids]

    def _processes_of_objects(self):
        """Command and place by process id."""
        found = {}
        for reference, command, place in self._started:
            pid = getattr(reference(), "__dict__", {}).get("pid")
            if type(pid) is int:
                found[pid] = (command, place)
        self._started = []
        return found


def children():
    """Numbers of the child processes, oldest first; none where the system does not tell."""
    found = []
    try:
        for thread in os.listdir(CHILDREN):
            with open("{}/{}/children".format(CHILDREN, thread), encoding="ascii") as file:
                found += map(int, file.read().split())
    except OSError:
        pass
    return sorted(found)


def is_running(pid):
    """False for a process that has ended, whether its exit code was fetched or not."""
    try:
        with open("/proc/{}/stat".format(pid), encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def command_text(words):
    words = [words] if type(words) in (str, bytes) else words
    if type(words) not in (list, tuple):
        return "…"
    texts = (word.decode("utf-8", "replace") if type(word) is bytes else word for word in words)
    return " ".join(text if type(text) is str else "…" for text in texts)


def command_of(pid):
    try:
        with open("/proc/{}/cmdline".format(pid), "rb") as file:
            words = file.read(LONGEST_COMMAND).decode("utf-8", "replace").split("\0")
    except OSError:
        words = []
    return " ".join(words).strip() or str(pid)

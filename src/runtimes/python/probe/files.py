"""What invocations leave in the temporary folder, and which line opened it for writing."""

import os
import stat
import sys

MOST_ENTRIES = 1_000
DEEPEST = 8
# So many files can be looked at each time; of more only when something tells that they may have changed.
FEW_FILES = 100
MOST_WRITERS = 2_000
FOR_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


class Files:
    def __init__(self, line, place_of, folder):
        self._line = line
        self._place_of = place_of
        self._folder = folder
        self._prefix = os.path.join(folder, "")
        self._seen = {}
        self._folders = {}
        self._writers = {}
        self._may_have_changed = True

    def begin(self):
        """What is there already is not the function's."""
        self._seen, self._folders = self._walk()

    def opened(self, path, flags):
        """A file is about to be opened."""
        if flags & FOR_WRITING:
            self._written(path)

    def moved(self, target):
        """A file is about to get another name."""
        self._written(target)

    def _written(self, path):
        if type(path) is bytes:
            path = os.fsdecode(path)
        if type(path) is not str or not os.path.abspath(path).startswith(self._prefix):
            return
        self._may_have_changed = True
        place = self._place_of(sys._getframe(3))
        if place is not None and len(self._writers) < MOST_WRITERS:
            self._writers[os.path.abspath(path)] = place

    def look(self):
        if len(self._seen) > FEW_FILES and not self._may_have_changed and not self._has_other_entries():
            return
        self._may_have_changed = False
        seen, self._folders = self._walk()
        before, self._seen = self._seen, seen
        for path, (size, _) in before.items():
            if path not in seen:
                self._say(path, "removed", size)
                self._writers.pop(path, None)
        for path, (size, stamp) in seen.items():
            earlier = before.get(path)
            if earlier is None:
                self._say(path, "added", size)
            elif earlier != (size, stamp):
                self._say(path, "grown" if size > earlier[0] else "changed", size)

    def _has_other_entries(self):
        return any(stamp_of(folder) != stamp for folder, stamp in self._folders.items())

    def _walk(self):
        """Sizes and times of change of the files, and the times of the folders they are in."""
        files, folders = {}, {}
        left = MOST_ENTRIES
        device = device_of(self._folder)
        waiting = [(self._folder, 0)]
        while waiting:
            folder, depth = waiting.pop()
            folders[folder] = stamp_of(folder)
            try:
                entries = os.scandir(folder)
            except OSError:
                continue
            with entries:
                for entry in entries:
                    left -= 1
                    if left < 0:
                        self._line.say_lost(
                            "There are more than {:,} files in {}: not all of them were looked at.".format(
                                MOST_ENTRIES, self._folder
                            )
                        )
                        return files, folders
                    status = status_of(entry)
                    # What is mounted there, such as code that lies below the host's own /tmp, is none of the function's doing.
                    if status is None or status.st_dev != device:
                        continue
                    if stat.S_ISDIR(status.st_mode):
                        if depth < DEEPEST:
                            waiting.append((entry.path, depth + 1))
                    elif stat.S_ISREG(status.st_mode):
                        files[entry.path] = (status.st_size, status.st_mtime_ns)
        return files, folders

    def _say(self, path, change, size):
        record = {"path": path, "change": change, "sizeBytes": size}
        place = self._writers.get(path)
        if place is not None and change != "removed":
            record["place"] = place
        self._line.say("file", record)


def status_of(entry):
    try:
        return entry.stat(follow_symlinks=False)
    except OSError:
        return None


def device_of(folder):
    try:
        return os.stat(folder).st_dev
    except OSError:
        return None


def stamp_of(folder):
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return None

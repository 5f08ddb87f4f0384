"""Which code is the user's, and which of its lines is being executed."""

import os

FOREIGN_FOLDERS = frozenset({"site-packages", "dist-packages", "node_modules"})
METADATA_ENDINGS = (".dist-info", ".egg-info")
# Deeper stacks are recursion.
MOST_FRAMES = 500


class Places:
    """Finds lines of the user's code: files below the task root that do not belong to an installed package."""

    def __init__(self, task_root, handler_module):
        self._root = os.path.abspath(task_root)
        self._roots = {self._root, os.path.realpath(task_root)}
        self._handler_package = handler_module.split(".")[0]
        self._files = {}
        self._installed = {}

    def of(self, frame):
        """The first line of the user's code from this frame outwards, as a SourcePlace; None when there is none."""
        for _ in range(MOST_FRAMES):
            if frame is None:
                break
            code = frame.f_code
            file = self.user_file(code.co_filename)
            if file is not None:
                return place(file, frame.f_lineno, code.co_name)
            frame = frame.f_back
        return None

    def user_file(self, name):
        """The absolute path of a file of the user's, in the task root; None for others."""
        try:
            return self._files[name]
        except KeyError:
            file = self._files[name] = self._user_file(name)
            return file

    def _user_file(self, name):
        if not os.path.isabs(name):
            return None
        for root in self._roots:
            if name.startswith(root + os.sep):
                parts = name[len(root) + 1 :].split(os.sep)
                return None if self._is_foreign(parts) else os.path.join(self._root, *parts)
        return None

    def _is_foreign(self, parts):
        if not FOREIGN_FOLDERS.isdisjoint(parts):
            return True
        folder = self._root
        for part in parts:
            if os.path.splitext(part)[0] in self._installed_in(folder):
                return True
            folder = os.path.join(folder, part)
        return False

    def _installed_in(self, folder):
        """Names of the packages and modules that were installed into a folder (`pip install --target`)."""
        names = self._installed.get(folder)
        if names is None:
            # Looking there opens files: what asks meanwhile must not look again.
            names = self._installed[folder] = set()
            try:
                entries = os.listdir(folder)
            except OSError:
                entries = []
            for entry in entries:
                if entry.endswith(METADATA_ENDINGS):
                    names.update(self._names_of(os.path.join(folder, entry)))
        return names

    def _names_of(self, metadata):
        # A project that was installed from its own folder is the user's.
        if '"dir_info"' in text_of(os.path.join(metadata, "direct_url.json")):
            return ()
        listed = text_of(os.path.join(metadata, "top_level.txt")).split()
        if not listed:
            record = text_of(os.path.join(metadata, "RECORD"))
            paths = (line.partition(",")[0].split("/") for line in record.splitlines())
            listed = {os.path.splitext(path[0])[0] for path in paths if not path[0].endswith(METADATA_ENDINGS)}
        # So is one that has the handler in it.
        return () if self._handler_package in listed else listed


def place(file, line, name):
    found = {"file": file, "line": line}
    # Modules, comprehensions and lambdas are called `<module>` and the like.
    if not name.startswith("<"):
        found["functionName"] = name
    return found


def text_of(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""

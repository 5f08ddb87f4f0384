"""What the line's thread sleeps in: until the host asks, a connection is made, or the thread has to end."""

import os
import select

from .descriptors import identity_of, moved_up

# Windows and some other systems cannot wait for pipes and sockets together.
CAN_POLL = hasattr(select, "poll") and os.name == "posix"


class Waiting:
    """Waits for the host's descriptor, and for connections that are being made."""

    def __init__(self, host, lowest_descriptor):
        self._host = host
        self._connecting = {}
        self._interrupted = False
        self._read_end = self._write_end = None
        if CAN_POLL:
            self._read_end, self._write_end = (moved_up(end, lowest_descriptor) for end in os.pipe())
            self._identity = identity_of(self._write_end)

    def for_host(self):
        """Returns True when the host has said something, and False when `interrupt` was called."""
        if not CAN_POLL:
            return True
        while True:
            poll = select.poll()
            poll.register(self._host, select.POLLIN)
            poll.register(self._read_end, select.POLLIN)
            for descriptor in list(self._connecting):
                poll.register(descriptor, select.POLLOUT)
            ready = dict(poll.poll())
            for descriptor in ready:
                on_ready = self._connecting.pop(descriptor, None)
                if on_ready is not None:
                    on_ready()
            if self._read_end in ready:
                self._must_be_ours(self._read_end)
                os.read(self._read_end, 4096)
                if self._interrupted:
                    self._interrupted = False
                    return False
            if self._host in ready:
                return True

    def watch(self, descriptor, on_ready):
        """Calls `on_ready` as soon as a descriptor can be written to or has failed; False where that cannot be."""
        if not CAN_POLL:
            return False
        self._connecting[descriptor] = on_ready
        self._wake()
        return True

    def interrupt(self):
        """Makes `for_host` return."""
        self._interrupted = True
        self._wake()

    def close(self):
        for end in (self._read_end, self._write_end):
            if self._is_ours(end):
                os.close(end)

    def _wake(self):
        if self._is_ours(self._write_end):
            os.write(self._write_end, b"!")

    def _is_ours(self, end):
        """False when the function closed the pipe: its numbers may be those of files of the function by now."""
        return end is not None and identity_of(end) == self._identity

    def _must_be_ours(self, end):
        if not self._is_ours(end):
            raise OSError("closed")

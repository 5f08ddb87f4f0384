"""The line to the host: observations leave as they happen, and a thread answers the requests of the host."""

import _socket
import json
import os
import sys
import time
from _socket import IPPROTO_TCP, SOCK_STREAM, TCP_NODELAY, getaddrinfo, socket
from _thread import allocate_lock, get_native_id, start_new_thread
from collections import deque

from .completion import after_call
from .descriptors import identity_of, moved_up
from .waiting import Waiting

# Above the descriptors that functions get, so that theirs have the numbers they have without a probe.
LOWEST_DESCRIPTOR = 200
# A host that reads nothing must not make the process grow.
LONGEST_BACKLOG = 10_000
# How long a thread of the operating system may take to be gone after its last line of Python.
THREAD_END_SECONDS = 0.05
# Functions may ask for the signal of broken connections, which ends processes.
SEND_FLAGS = getattr(_socket, "MSG_NOSIGNAL", 0)

encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


class HostLine:
    """One connection to the host. `on_request` gets `observe` or `thawed`, and has said everything when it returns."""

    def __init__(self, door, on_request):
        address, token = door.rsplit("/", 1)
        self._on_request = on_request
        self._socket = open_door(address, token)
        self._identity = identity_of(self._socket.fileno())
        self._waiting = Waiting(self._socket.fileno(), LOWEST_DESCRIPTOR)
        self._unsent = deque(maxlen=LONGEST_BACKLOG)
        self._sending = allocate_lock()
        self._received = b""
        self._upgraded = False
        self._lost = set()
        self._running = allocate_lock()
        self._native_id = None
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=self._pause, after_in_parent=self._forked, after_in_child=self._forget)
        self._go_on()

    @property
    def is_open(self):
        return self._socket is not None

    def say(self, kind, record, epoch_ms=None):
        """Sends an observation; from any thread, and from inside of signal handlers."""
        message = {"type": "evidence." + kind, "record": record}
        if epoch_ms is not None:
            message["epochMs"] = epoch_ms
        self._send(message)

    def lose(self, what, error):
        """Says that something could not be seen, once for each reason. Never raises."""
        try:
            self.say_lost("The probe could not see {}: {}.".format(what, type(error).__name__))
        except Exception:
            pass

    def say_lost(self, reason):
        if reason not in self._lost:
            self._lost.add(reason)
            self.say("lost", {"reason": reason})

    def watch(self, descriptor, on_ready):
        """Calls `on_ready` from the line's thread as soon as a descriptor is connected or has failed."""
        return self._waiting.watch(descriptor, on_ready)

    def is_of_line(self, function):
        """True for what this line's own thread runs."""
        return function == self._serve

    def _send(self, message):
        self._unsent.append(encode(message).encode("ascii") + b"\n")
        # Whoever is sending already sends this, too: in another thread, or beneath a signal handler.
        while self._unsent and self._socket is not None and self._sending.acquire(False):
            try:
                self._send_all()
            except OSError:
                self._forget()
            finally:
                self._sending.release()

    def _send_all(self):
        while self._unsent:
            data = self._unsent.popleft()
            while data:
                if not self._is_ours():
                    return
                data = data[self._socket.send(data, SEND_FLAGS) :]

    def _is_ours(self):
        """False when the function closed the descriptor: its number may be that of a file of the function by now."""
        connection = self._socket
        if connection is not None and identity_of(connection.fileno()) == self._identity:
            return True
        self._socket = None
        if connection is not None:
            connection.detach()
        return False

    def _serve(self):
        try:
            block_signals()
            self._native_id = get_native_id()
            while self._waiting.for_host():
                data = self._socket.recv(4096) if self._is_ours() else b""
                if not data:
                    # A host that is gone needs no evidence.
                    self._forget()
                    break
                self._take(data)
        except Exception:
            self._forget()
        finally:
            self._running.release()

    def _take(self, data):
        self._received += data
        if not self._upgraded:
            head, separator, rest = self._received.partition(b"\r\n\r\n")
            if not separator:
                return
            self._upgraded = True
            self._received = rest
        *lines, self._received = self._received.split(b"\n")
        for line in lines:
            what, _, number = line.decode("ascii", "replace").partition(" ")
            self._on_request(what)
            self._send({"type": "answer", "to": int(number)})

    def _go_on(self):
        if self._socket is not None:
            self._running.acquire()
            start_new_thread(self._serve, ())

    def _pause(self):
        """Before a fork: no thread may hold a lock then, and Python warns of forks beside other threads."""
        if self._socket is None:
            return
        self._waiting.interrupt()
        self._running.acquire()
        self._running.release()
        if sys.version_info >= (3, 12):
            await_end_of_thread(self._native_id)

    def _forked(self):
        # From 3.13 on Python counts the threads after it has called this.
        if sys.version_info < (3, 13) or not after_call(lambda error: self._go_on() or True, sys._getframe(1)):
            self._go_on()

    def _forget(self):
        """In a forked process, or without a host: this process reports nothing any more."""
        if self._is_ours():
            connection, self._socket = self._socket, None
            connection.close()
            self._waiting.close()
        self._unsent.clear()


def open_door(address, token):
    """Connects to the host and asks to be a probe's line. Raises OSError."""
    host, _, port = address.rpartition(":")
    family, kind, protocol, _, target = getaddrinfo(host.strip("[]"), int(port), 0, SOCK_STREAM)[0]
    connection = socket(family, kind, protocol)
    try:
        connection.connect(target)
        connection.setblocking(True)
        connection.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        connection.sendall(
            (
                "GET /warmpath/probe HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: warmpath-probe\r\n"
                "Authorization: Bearer {}\r\n\r\n"
            )
            .format(address, token)
            .encode("ascii")
        )
        return socket(family, kind, protocol, moved_up(connection.detach(), LOWEST_DESCRIPTOR))
    finally:
        connection.close()


def block_signals():
    """Signals belong to the function's threads."""
    try:
        from _signal import SIG_BLOCK, pthread_sigmask, valid_signals
    except ImportError:
        return
    pthread_sigmask(SIG_BLOCK, valid_signals())


def await_end_of_thread(native_id):
    path = "/proc/self/task/{}".format(native_id)
    until = time.monotonic() + THREAD_END_SECONDS
    try:
        while time.monotonic() < until:
            os.stat(path)
    except OSError:
        pass

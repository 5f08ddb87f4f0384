"""Connections: who opened them, how long that took, and whether they are still open. Truth is what the system says."""

import _socket
import itertools
import select
import sys
import time

from .completion import after_call
from .descriptors import CAN_LIST, Peer, address_text, identity_of, open_sockets

LOST = getattr(select, "POLLHUP", 0) | getattr(select, "POLLERR", 0) | getattr(select, "POLLRDHUP", 0)
CONNECTED_TO_NAME_SERVER = ":53"
# Where only the function gets to know the reason.
FAILED = "failed"
# Kinds of sockets that never become connections are not looked at again; so many are remembered.
MOST_IGNORED = 10_000


class Attempt:
    """A connection that is being made."""

    def __init__(self, descriptor, peer, place, is_blocking):
        self.descriptor = descriptor
        self.identity = identity_of(descriptor)
        self.peer = peer
        self.place = place
        self.is_blocking = is_blocking
        self.began = time.perf_counter()
        self.is_waiting = True


class Connections:
    def __init__(self, line, place_of, own_peers):
        self._line = line
        self._place_of = place_of
        self._own_peers = own_peers
        self._numbers = itertools.count(1)
        # By identity of the descriptor: the open connections as (descriptor, id), those being made, and what is none.
        self._open = {}
        self._attempts = {}
        self._ignored = set()
        # The last client of those that connect by themselves, whenever they like.
        self._client = (None, None)

    def begin(self):
        """From now on the function opens connections; what is open already is the runtime's."""
        if CAN_LIST:
            self._ignored.update(open_sockets())

    def connecting(self, connection, address):
        """A socket of Python is about to be connected."""
        if _socket.socket.type.__get__(connection) != _socket.SOCK_STREAM:
            return
        descriptor = _socket.socket.fileno(connection)
        peer = address_text(address)
        if peer is None or descriptor < 0 or self._is_own(peer):
            return
        is_blocking = _socket.socket.gettimeout(connection) != 0
        attempt = Attempt(descriptor, peer, self._place_of(sys._getframe(3)), is_blocking)
        # Where the system does not number sockets, an earlier one had this descriptor.
        earlier = self._open.pop(attempt.identity, None)
        if earlier is not None:
            self._line.say("connectionEnded", {"connectionId": earlier[1], "by": "function"})
        self._attempts[attempt.identity] = attempt
        after_call(lambda error: self._returned(attempt, error))

    def factory_connects(self, factory, frame):
        """A library whose sockets Python does not see is about to connect; `frame` called it."""
        call = (factory, self._place_of(frame), time.perf_counter())
        if not after_call(lambda error: self._factory_returned(call), frame):
            self._client = call[:2]

    def factory_has_connected(self, factory, frame):
        """Such a library has just connected, if there is a connection that nobody saw."""
        if CAN_LIST:
            self._say_unseen(open_sockets(), factory, self._place_of(frame))

    def factory_connects_later(self, factory, frame):
        """Such a library connects by itself: this is where its client was made."""
        self._client = (factory, self._place_of(frame))

    def look(self):
        """Says which connections were made that nobody saw, and which have ended."""
        for attempt in list(self._attempts.values()):
            if not self._settle(attempt, None) and attempt.is_blocking:
                self._failed(attempt, None, FAILED)
        sockets = open_sockets() if CAN_LIST else None
        self._say_ended(sockets, "peer")
        if sockets is not None:
            self._say_unseen(sockets)

    def look_after_thaw(self):
        """Says which connections were lost while the process was frozen."""
        self._say_ended(None, "thaw")

    # ------------------------------------------------------------------------------------- what Python connects

    def _returned(self, attempt, error):
        """The first thing after `connect`: connected, failed with an error that is on its way, or not yet done."""
        if not attempt.is_waiting:
            return True
        now = time.perf_counter()
        if self._settle(attempt, now):
            return True
        if not attempt.is_blocking and is_connecting(attempt.descriptor):
            return self._line.watch(attempt.descriptor, lambda: self._ready(attempt))
        # These say that it is still going on.
        if isinstance(error, OSError) and not isinstance(error, (BlockingIOError, InterruptedError)):
            self._failed(attempt, now, error_name(error))
            return True
        return False

    def _ready(self, attempt):
        now = time.perf_counter()
        if attempt.is_waiting and not self._settle(attempt, now):
            self._failed(attempt, now, FAILED)

    def _settle(self, attempt, now):
        """Reports an attempt that was successful, or whose socket is gone; False when it is neither."""
        if identity_of(attempt.descriptor) != attempt.identity:
            self._failed(attempt, now, FAILED)
            return True
        peer = Peer(attempt.descriptor).address
        if peer is None:
            return False
        self._end_attempt(attempt)
        self._say_connected(attempt.identity, attempt.descriptor, peer, attempt.place, attempt.began, now)
        return True

    def _failed(self, attempt, now, reason):
        if attempt.is_waiting:
            self._end_attempt(attempt)
            record = self._record(attempt.peer, attempt.place, attempt.began, now)
            self._line.say("connection", dict(record, error=reason), epoch_ms())

    def _end_attempt(self, attempt):
        attempt.is_waiting = False
        self._attempts.pop(attempt.identity, None)

    # ----------------------------------------------------------------------------------------- what C connects

    def _factory_returned(self, call):
        """True when there is a connection now that nobody saw yet."""
        now = time.perf_counter()
        return not CAN_LIST or self._say_unseen(open_sockets(), *call, now)

    def _say_unseen(self, sockets, factory=None, place=None, began=None, now=None):
        found = False
        unknown = {
            identity: Peer(descriptor)
            for identity, descriptor in sockets.items()
            if identity not in self._open and identity not in self._attempts and identity not in self._ignored
        }
        if factory is None:
            factory, place = self._client
        served = None
        for identity, peer in unknown.items():
            if peer.is_listening or not peer.is_stream:
                self._ignore(identity)
            elif peer.address is not None:
                if served is None:
                    served = served_addresses(sockets)
                if self._is_own(peer.address) or port_of(peer.own_address) in served:
                    self._ignore(identity)
                else:
                    found = True
                    self._say_connected(identity, sockets[identity], peer.address, place, began, now, factory)
        return found

    def _ignore(self, identity):
        if len(self._ignored) < MOST_IGNORED:
            self._ignored.add(identity)

    # ---------------------------------------------------------------------------------------------------- both

    def _is_own(self, peer):
        return peer in self._own_peers or peer.endswith(CONNECTED_TO_NAME_SERVER)

    def _say_connected(self, identity, descriptor, peer, place, began, now, factory=None):
        if self._is_own(peer):
            self._ignore(identity)
            return
        record = self._record(peer, place, began, now)
        if factory is not None:
            record["factory"] = factory
        self._open[identity] = (descriptor, record["connectionId"])
        self._line.say("connection", record, None if now is None else epoch_ms())

    def _record(self, peer, place, began, now):
        record = {"connectionId": "c{}".format(next(self._numbers)), "peer": peer}
        if now is not None:
            record["connectMs"] = round((now - began) * 1000, 3)
        if place is not None:
            record["place"] = place
        return record

    def _say_ended(self, sockets, other_side):
        """`sockets`: what is open, if it was listed; `other_side`: who ends what the function still holds."""
        held = {}
        for identity, (descriptor, connection_id) in list(self._open.items()):
            if sockets is None:
                is_held = identity_of(descriptor) == identity
            else:
                is_held = identity in sockets
            if is_held:
                held[descriptor if sockets is None else sockets[identity]] = identity
            elif self._open.pop(identity, None) is not None:
                self._line.say("connectionEnded", {"connectionId": connection_id, "by": "function"})
        for descriptor in lost_among(held):
            _, connection_id = self._open.pop(held[descriptor])
            self._ignore(held[descriptor])
            self._line.say("connectionEnded", {"connectionId": connection_id, "by": other_side})


def lost_among(descriptors):
    """Those whose other side has closed its direction or the connection; asking takes nothing from the function."""
    if not descriptors or not hasattr(select, "poll"):
        return []
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, LOST)
    return [descriptor for descriptor, state in poll.poll(0) if state & LOST]


def is_connecting(descriptor):
    """False when the system has given up; asking takes nothing from the function."""
    if not hasattr(select, "poll"):
        return True
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    return not poll.poll(0)


def served_addresses(sockets):
    """Ports on which this process listens: what it accepts there it did not open."""
    peers = (Peer(descriptor) for descriptor in sockets.values())
    return {port_of(peer.own_address) for peer in peers if peer.is_listening}


def port_of(address):
    return None if address is None else address.rpartition(":")[2]


def error_name(error):
    import errno

    return errno.errorcode.get(error.errno) or ("ETIMEDOUT" if is_timeout(error) else type(error).__name__)


def is_timeout(error):
    return isinstance(error, _socket.timeout)


def epoch_ms():
    return round(time.time() * 1000, 3)

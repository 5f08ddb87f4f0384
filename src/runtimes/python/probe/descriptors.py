"""Files of the process by their descriptors: which one it is, and who is on the other side of a socket."""

import _socket
import os
import stat

FOLDER = "/proc/self/fd"
CAN_LIST = os.path.isdir(FOLDER)
# A socket object that is made with this flag leaves the state of its descriptor alone, whatever the default timeout is.
LEAVE_STATE = getattr(_socket, "SOCK_NONBLOCK", None)


def identity_of(descriptor):
    """What distinguishes an open file from the one that had its number before; None when there is none."""
    try:
        # Some systems do not number their sockets: there the descriptor has to do.
        return os.fstat(descriptor).st_ino or -descriptor - 1
    except OSError:
        return identity_of_handle(descriptor) if os.name == "nt" else None


def identity_of_handle(handle):
    """On Windows sockets are no files."""
    connection = borrowed(handle)
    if connection is None:
        return None
    connection.detach()
    return -handle - 1


def open_sockets():
    """Descriptors of all sockets by their identity; only where the system lists them."""
    found = {}
    for name in os.listdir(FOLDER):
        descriptor = int(name)
        try:
            status = os.fstat(descriptor)
        except OSError:
            # The one that listed the folder.
            continue
        if stat.S_ISSOCK(status.st_mode):
            found[status.st_ino] = descriptor
    return found


class Peer:
    """Both sides of a socket as the system knows them."""

    def __init__(self, descriptor):
        self.is_stream = self.is_listening = False
        self.address = None
        self.own_address = None
        connection = borrowed(descriptor)
        if connection is None:
            return
        try:
            self.is_stream = connection.getsockopt(_socket.SOL_SOCKET, _socket.SO_TYPE) == _socket.SOCK_STREAM
            self.is_listening = self.is_stream and is_listening(connection)
            self.own_address = address_text(connection.getsockname())
            self.address = address_text(connection.getpeername())
        except OSError:
            pass
        finally:
            connection.detach()


def borrowed(descriptor):
    """A socket object for a descriptor, to be detached; None where making one could change the descriptor."""
    try:
        if LEAVE_STATE is not None:
            return _socket.socket(-1, _socket.SOCK_STREAM | LEAVE_STATE, -1, descriptor)
        return _socket.socket(-1, -1, -1, descriptor) if _socket.getdefaulttimeout() is None else None
    except OSError:
        return None


def is_listening(connection):
    option = getattr(_socket, "SO_ACCEPTCONN", None)
    try:
        return option is not None and connection.getsockopt(_socket.SOL_SOCKET, option) != 0
    except OSError:
        return False


def address_text(address):
    """`127.0.0.1:5432`, or the path of a local socket; None for one without a name."""
    if type(address) is tuple and len(address) >= 2 and type(address[0]) is str:
        host, port = address[:2]
        return "{}:{}".format("[" + host + "]" if ":" in host else host, port)
    if type(address) is bytes:
        address = address.decode("utf-8", "backslashreplace")
    if type(address) is str and address:
        return "@" + address[1:] if address[0] == "\0" else address
    return None


def moved_up(descriptor, lowest):
    """The same file under a high number that programs which are started do not inherit."""
    try:
        from fcntl import F_DUPFD_CLOEXEC, fcntl

        moved = fcntl(descriptor, F_DUPFD_CLOEXEC, lowest)
    except (ImportError, OSError):
        return descriptor
    os.close(descriptor)
    return moved

"""Lets a debugger into the Python runtime before the function is imported.

The runtime client runs this file when its host debugs the environment, with the host's door for debuggers
(`host:port/token`) and the folder that holds debugpy.
"""

import json
import os
import socket
import sys


def await_debugger(rendezvous, debugpy_folder):
    """Starts debugpy, tells the host where it listens, and returns when the host lets the function be imported."""
    address, token = rendezvous.rsplit("/", 1)
    host, port = address.rsplit(":", 1)
    debugpy = import_debugpy(debugpy_folder)
    debugpy.configure(python=sys.executable)
    listening_host, listening_port = debugpy.listen(("127.0.0.1", 0))
    target = "tcp://{}:{}".format(listening_host, listening_port)
    try:
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall((json.dumps({"token": token, "target": target}) + "\n").encode())
            answer = b""
            while part := connection.recv(64):
                answer += part
    except OSError:
        # Without a host there is nobody to wait for.
        return
    if b"stopOnInit" in answer:
        stop_in_user_code()


def stop_in_user_code():
    """Has the debugger stop at the first line that is not this client's."""
    from _pydevd_bundle.pydevd_api import PyDevdAPI

    PyDevdAPI().stop_on_entry()


def import_debugpy(folder):
    # Its check speaks of modules frozen into the interpreter, which is started without them.
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    sys.path.insert(0, folder)
    try:
        import debugpy
    finally:
        sys.path.remove(folder)
        del os.environ["PYDEVD_DISABLE_FILE_VALIDATION"]
    return debugpy

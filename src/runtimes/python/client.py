"""Runtime client of Warmpath for Python functions: fetches invocations, calls the handler, posts what it returned.

Started with the variables of a Lambda runtime process and optional ones of Warmpath, which are gone before the
function is imported: _LAMBDA_TELEMETRY_LOG_FD and _WARMPATH_DEADLINE_FD name descriptors, _WARMPATH_OPT is the folder
of the merged layers where that is not /opt, others are for debuggers and probes. No arguments: wrapper scripts expect
this file to be the last one.

What functions can observe (messages, shapes, log lines, search path, exit codes) follows AWS's own client, see
lambda-contract 2.1-2.5, 7 and 9. Everything that is not needed by every cold start is imported when it is needed.
"""

import os
import sys

# The folder of this file is no place to find modules in: a function may look for a `client` of its own.
OWN_FOLDERS = {os.path.dirname(__file__), os.path.dirname(os.path.realpath(__file__))}
sys.path[:] = [entry for entry in sys.path if entry not in OWN_FOLDERS]

import json
import time
from _socket import IPPROTO_TCP, SOCK_STREAM, TCP_NODELAY, getaddrinfo, socket
from _thread import RLock
from importlib import import_module

API = "/2018-06-01/runtime/"
JSON_CONTENT_TYPE = "application/json"

# Since Python 3.12 responses keep characters outside of ASCII.
UNICODE_RESPONSES = os.environ.get("AWS_EXECUTION_ENV") in {
    "AWS_Lambda_python3.12",
    "AWS_Lambda_python3.13",
    "AWS_Lambda_python3.14",
    "AWS_Lambda_python3.15",
}

# What AWS's client has imported before it opens the search path to the function: a file of the function with such a
# name is never found there, so it must not be found here, although most of these modules are not imported yet.
IMPORTED_BEFORE_THE_FUNCTION = frozenset(
    "_decimal _weakrefset collections contextlib copyreg decimal enum functools heapq importlib json keyword linecache"
    " logging math numbers operator re reprlib string textwrap threading token tokenize traceback types warnings"
    " weakref".split()
)


class Fault(Exception):
    """A failure that has a name of its own in Lambda."""

    def __init__(self, error_type, message, stack_trace=()):
        super().__init__(message)
        self.error_type = error_type
        self.message = message
        self.stack_trace = list(stack_trace)


# ---------------------------------------------------------------------------------------------------- Runtime API


class RuntimeApi:
    """One keep-alive connection to the Runtime API; requests may be sent before earlier answers were read."""

    def __init__(self, address):
        self._socket = connect(address)
        self._received = b""
        self._common_headers = "Host: {}\r\nUser-Agent: warmpath-python/{}.{}.{}\r\n".format(
            address, *sys.version_info[:3]
        )
        self._next_request = self._head("GET", "invocation/next")

    def next_invocation(self):
        """Waits for the first invocation."""
        self._send(self._next_request)
        return self._receive_invocation()

    def answer(self, path, body, content_type, error_type=None):
        """Posts the outcome of an invocation and waits for the next one; both requests leave in one write."""
        self._send(self._post(path, body, content_type, error_type) + self._next_request)
        status, _, refusal = self._receive()
        # 413: the platform has answered the invocation itself and goes on with this environment (lambda-contract 2.2).
        if status not in (202, 413):
            sys.exit(refused("POST " + path, status, refusal))
        return self._receive_invocation()

    def post_init_error(self, body, error_type):
        self._send(self._post("init/error", body, JSON_CONTENT_TYPE, error_type))
        status, _, refusal = self._receive()
        if status != 202:
            sys.exit(refused("POST init/error", status, refusal))

    def _receive_invocation(self):
        status, headers, body = self._receive()
        if status != 200:
            sys.exit(refused("GET invocation/next", status, body))
        return headers, body

    def _head(self, method, path, more=""):
        return "{} {}{} HTTP/1.1\r\n{}{}\r\n".format(method, API, path, self._common_headers, more).encode("utf-8")

    def _post(self, path, body, content_type, error_type):
        headers = "Content-Type: {}\r\nContent-Length: {}\r\n".format(content_type, len(body))
        if error_type is not None:
            # The name of a class can be any text, but a header is one line.
            name = "".join(character if character.isprintable() else "?" for character in error_type)
            headers += "Lambda-Runtime-Function-Error-Type: {}\r\n".format(name)
        return self._head("POST", path, headers) + body

    def _send(self, data):
        try:
            self._socket.sendall(data)
        except ConnectionError:
            connection_lost()

    def _receive(self):
        """Reads one HTTP response: status, headers by lower-case name, body."""
        while True:
            end = self._received.find(b"\r\n\r\n")
            if end >= 0:
                break
            self._receive_more()
        status_line, *lines = str(self._received[:end], "utf-8", "replace").split("\r\n")
        self._received = self._received[end + 4 :]
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = self._receive_chunks()
        else:
            body = self._receive_exactly(int(headers.get("content-length", 0)))
        return int(status_line.split(" ", 2)[1]), headers, body

    def _receive_chunks(self):
        chunks = []
        while True:
            size = int(self._receive_line().partition(b";")[0], 16)
            if size == 0:
                break
            chunks.append(self._receive_exactly(size))
            self._receive_line()
        while self._receive_line():
            pass  # trailers
        return b"".join(chunks)

    def _receive_line(self):
        while True:
            line, separator, rest = self._received.partition(b"\r\n")
            if separator:
                self._received = rest
                return line
            self._receive_more()

    def _receive_exactly(self, size):
        if len(self._received) >= size:
            body = self._received[:size]
            self._received = self._received[size:]
            return body
        body = bytearray(size)
        position = len(self._received)
        body[:position] = self._received
        self._received = b""
        with memoryview(body) as view:
            while position < size:
                try:
                    count = self._socket.recv_into(view[position:])
                except ConnectionError:
                    count = 0
                if count == 0:
                    connection_lost()
                position += count
        return bytes(body)

    def _receive_more(self):
        try:
            data = self._socket.recv(65536)
        except ConnectionError:
            data = b""
        if not data:
            connection_lost()
        self._received += data


def connect(address):
    host, _, port = address.rpartition(":")
    failure = None
    for family, kind, protocol, _, target in getaddrinfo(host.strip("[]"), int(port), 0, SOCK_STREAM):
        connection = socket(family, kind, protocol)
        try:
            connection.connect(target)
            connection.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
            return connection
        except OSError as error:
            connection.close()
            failure = error
    sys.exit("The Runtime API at {} (AWS_LAMBDA_RUNTIME_API) cannot be reached: {}.".format(address, failure))


def connection_lost():
    # The host is gone, and a runtime does not outlive it: nobody is there to wait for threads and exit handlers.
    os._exit(1)


def refused(request, status, body):
    return "The Runtime API answered {} with {}: {}".format(request, status, str(body, "utf-8", "replace").strip())


# ------------------------------------------------------------------------------------------------- JSON as AWS's

PLAIN_VALUES = {str, int, float, bool, type(None)}
PLAIN_CONTAINERS = {dict, list, tuple}
PLAIN_TYPES = PLAIN_VALUES | PLAIN_CONTAINERS

encode_string = json.encoder.encode_basestring if UNICODE_RESPONSES else json.encoder.encode_basestring_ascii
encode_plain = json.JSONEncoder(ensure_ascii=not UNICODE_RESPONSES).encode
decode_json = json.loads
float_text = float.__repr__


def encode_json(value):
    """
    JSON text of a result. AWS's client encodes with simplejson, which agrees with `json` on the plain types and
    differs beyond them: named tuples become objects, bytes become text, decimals become numbers with all their digits.
    """
    try:
        plain = type(value) in PLAIN_VALUES or (type(value) in PLAIN_CONTAINERS and is_plain(value))
    except RecursionError:
        # Too deep or circular: `json` knows which, and says so.
        plain = True
    if plain:
        return encode_plain(value)
    parts = []
    encode_value(value, parts.append, set())
    return "".join(parts)


def is_plain(container):
    if type(container) is dict:
        if not PLAIN_VALUES.issuperset(map(type, container)):
            return False
        values = container.values()
    else:
        values = container
    types = set(map(type, values))
    if PLAIN_VALUES.issuperset(types):
        return True
    if not PLAIN_TYPES.issuperset(types):
        return False
    for value in values:
        if type(value) in PLAIN_CONTAINERS and not is_plain(value):
            return False
    return True


def encode_value(value, write, open_containers):
    if isinstance(value, str):
        write(encode_string(value))
    elif isinstance(value, bytes):
        write(encode_string(str(value, "utf-8")))
    elif value is None:
        write("null")
    elif value is True:
        write("true")
    elif value is False:
        write("false")
    elif isinstance(value, int):
        write(int.__repr__(value))
    elif isinstance(value, float):
        write(encode_float(value))
    elif is_decimal(value):
        write("NaN" if value.is_nan() else str(value))
    else:
        encode_container(value, write, open_containers)


def encode_container(value, write, open_containers):
    if id(value) in open_containers:
        raise ValueError("Circular reference detected")
    open_containers.add(id(value))
    as_dictionary = getattr(value, "_asdict", None)
    if callable(as_dictionary) and not isinstance(value, type):
        dictionary = as_dictionary()
        if not isinstance(dictionary, dict):
            raise TypeError("_asdict() must return a dict, not {}".format(type(dictionary).__name__))
        encode_items(dictionary, write, open_containers)
    elif isinstance(value, dict):
        encode_items(value, write, open_containers)
    elif isinstance(value, (list, tuple)):
        separator = "["
        for element in value:
            write(separator)
            separator = ", "
            encode_value(element, write, open_containers)
        write("[]" if separator == "[" else "]")
    else:
        raise TypeError("Object of type {} is not JSON serializable".format(type(value).__name__))
    open_containers.discard(id(value))


def encode_items(dictionary, write, open_containers):
    separator = "{"
    for key, value in dictionary.items():
        write(separator)
        separator = ", "
        write(encode_string(key_text(key)))
        write(": ")
        encode_value(value, write, open_containers)
    write("{}" if separator == "{" else "}")


def key_text(key):
    if isinstance(key, str):
        return key
    if isinstance(key, bytes):
        return str(key, "utf-8")
    if isinstance(key, float):
        return encode_float(key)
    if key is True:
        return "true"
    if key is False:
        return "false"
    if key is None:
        return "null"
    if isinstance(key, int):
        return int.__repr__(key)
    raise TypeError("keys must be str, int, float, bool or None, not {}".format(type(key).__name__))


def encode_float(value):
    if value != value:
        return "NaN"
    text = float_text(value)
    return {"inf": "Infinity", "-inf": "-Infinity"}.get(text, text)


def is_decimal(value):
    # A decimal can only exist when somebody has imported its module.
    module = sys.modules.get("decimal")
    return module is not None and isinstance(value, module.Decimal)


# ------------------------------------------------------------------------------------------------------- context


class LambdaContext:
    # Set at start when the deadline can move; returns milliseconds to add.
    _deadline_shift = None

    def __init__(self, headers):
        client_context = parse_header(headers.get("lambda-runtime-client-context"), "Client Context")
        cognito_identity = parse_header(headers.get("lambda-runtime-cognito-identity"), "Cognito Identity")
        environment = os.environ
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.log_group_name = environment.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = environment.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = environment.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = environment.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = environment.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn", "")
        self.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
        self.client_context = None if client_context is None else ClientContext(client_context)
        self.identity = CognitoIdentity(cognito_identity)
        self._epoch_deadline_time_in_ms = int(headers.get("lambda-runtime-deadline-ms") or 0)

    def get_remaining_time_in_millis(self):
        now = int(time_now() * 1000)
        remaining = self._epoch_deadline_time_in_ms - now
        if self._deadline_shift is not None:
            remaining = int(remaining + self._deadline_shift(now))
        return remaining if remaining > 0 else 0

    def log(self, message):
        """Writes the text as it is, without a level and without a newline."""
        logging = sys.modules.get("logging")
        if logging is None:
            self._log_sink.log(str(message))
            return
        for handler in logging.getLogger().handlers:
            if hasattr(handler, "log_sink"):
                handler.log_sink.log(str(message))
                return
        sys.stdout.write(str(message))

    def __repr__(self):
        return describe(
            self,
            "aws_request_id log_group_name log_stream_name function_name memory_limit_in_mb function_version"
            " invoked_function_arn client_context identity tenant_id".split(),
        )


class CognitoIdentity:
    __slots__ = ["cognito_identity_id", "cognito_identity_pool_id"]

    def __init__(self, identity):
        # Without a caller's identity the attributes exist all the same.
        self.cognito_identity_id = None if identity is None else identity.get("cognitoIdentityId")
        self.cognito_identity_pool_id = None if identity is None else identity.get("cognitoIdentityPoolId")

    def __repr__(self):
        return describe(self, self.__slots__)


class Client:
    __slots__ = ["installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name"]

    def __init__(self, client):
        for name in self.__slots__:
            setattr(self, name, client.get(name))

    def __repr__(self):
        return describe(self, self.__slots__)


class ClientContext:
    __slots__ = ["custom", "env", "client"]

    def __init__(self, client_context):
        self.custom = client_context.get("custom")
        self.env = client_context.get("env")
        client = client_context.get("client")
        self.client = None if client is None else Client(client)

    def __repr__(self):
        return describe(self, self.__slots__)


def describe(instance, names):
    attributes = ",".join("{}={}".format(name, getattr(instance, name)) for name in names)
    return "{}([{}])".format(type(instance).__name__, attributes)


def parse_header(text, name):
    if not text:
        return None
    try:
        return decode_json(text)
    except Exception as error:
        raise Fault(
            "Runtime.LambdaContextUnmarshalError", "Unable to parse {} JSON: {}".format(name, error)
        ) from None


time_now = time.time


def deadline_file(descriptor):
    """
    Reads how far the host has moved the deadline (a debugger may have held the clock): a file of two big-endian
    float64, the extension in milliseconds and since when, in epoch milliseconds, the clock stands still (0: it runs).
    """
    from struct import unpack

    def seek_and_read(descriptor, size, offset):
        os.lseek(descriptor, offset, os.SEEK_SET)
        return os.read(descriptor, size)

    # Windows has no pread.
    read = getattr(os, "pread", seek_and_read)

    def shift(now):
        try:
            extension, paused_since = unpack(">dd", read(descriptor, 16, 0))
        except Exception:
            return 0  # The function closed the descriptor: the deadline as announced still holds.
        return extension + (now - paused_since if paused_since else 0)

    return shift


# ---------------------------------------------------------------------------------------------------------- logs

TEXT_FRAME = 0xA55A0003
JSON_FRAME = 0xA55A0002


def frame_type(base, level_number):
    """Frame type of a logging level (lambda-contract 7.3): DEBUG 8, INFO 12, … CRITICAL 24; 0 when below DEBUG."""
    step = min(50, max(0, level_number)) // 10
    return base | ((step + 1) * 4 if step else 0)


class FramedLog:
    """Hands log messages to the platform whole, whatever newlines they contain (lambda-contract 7.3)."""

    def __init__(self, descriptor):
        self._descriptor = descriptor
        self._write = os.write
        self._renew_lock()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._renew_lock)

    def _renew_lock(self):
        # Reentrant: the handler of a signal may log while a message is being written.
        self._lock = RLock()

    def log(self, message, frame_type=TEXT_FRAME):
        text = message.encode("utf-8", "backslashreplace")
        frame = b"".join(
            (
                frame_type.to_bytes(4, "big"),
                len(text).to_bytes(4, "big"),
                (time.time_ns() // 1000).to_bytes(8, "big"),
                text,
            )
        )
        with self._lock:
            # A write is cut short when the process is stopped in the middle of it.
            while frame:
                frame = frame[self._write(self._descriptor, frame) :]

    def log_lines(self, lines, frame_type):
        self.log("\n".join(lines), frame_type)


class StreamLog:
    """Log messages without the framed log: lines of standard output."""

    def __init__(self, stream):
        self._stream = stream

    def log(self, message, frame_type=TEXT_FRAME):
        self._stream.write(message)

    def log_lines(self, lines, frame_type):
        # A carriage return keeps the lines together in one log event.
        self._stream.write("\r".join(lines) + "\n")


class Unbuffered:
    """Standard output and error as functions see them: everything written leaves the process at once."""

    def __init__(self, stream):
        self.stream = stream

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass

    def write(self, text):
        self.stream.write(text)
        self.stream.flush()

    def writelines(self, lines):
        self.stream.writelines(lines)
        self.stream.flush()


class Logs:
    """Everything the function and this client log through the platform's format (lambda-contract 7.1, 7.2)."""

    def __init__(self, sink):
        self.sink = sink
        self.request_id = ""
        self.tenant_id = None
        self.json = (os.environ.get("AWS_LAMBDA_LOG_FORMAT") or "").upper() == "JSON"
        level = os.environ.get("AWS_LAMBDA_LOG_LEVEL") or ""
        self.level = "DEBUG" if level == "TRACE" else level.upper()

    def error(self, report):
        """Logs the report of an uncaught error."""
        if self.json:
            timestamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            line = encode_json({"timestamp": timestamp, "log_level": "ERROR", **report})
            self.sink.log_lines([line], frame_type(JSON_FRAME, 40))
            return
        title = "[ERROR]"
        if report["errorType"]:
            title += " " + report["errorType"]
        if report["errorMessage"]:
            title += (": " if report["errorType"] else " ") + report["errorMessage"]
        lines = [title, "Traceback (most recent call last):"]
        for entry in report["stackTrace"]:
            lines += [no_break_indentation(line) for line in entry.splitlines()] or [""]
        self.sink.log_lines(lines, frame_type(TEXT_FRAME, 40))

    def configure(self, logging):
        """Gives the root logger its handler, right after the module `logging` was imported for the first time."""
        logs = self

        class LambdaLoggerFilter(logging.Filter):
            def filter(self, record):
                record.aws_request_id = logs.request_id
                record.tenant_id = logs.tenant_id
                return True

        class LambdaLoggerHandler(logging.Handler):
            log_sink = logs.sink

            def emit(self, record):
                self.log_sink.log(self.format(record))

        class LambdaLoggerHandlerWithFrameType(LambdaLoggerHandler):
            def emit(self, record):
                message = self.format(record)
                # Set by the JSON formatter, which functions may replace.
                of_formatter = getattr(record, "_frame_type", None)
                self.log_sink.log(message, of_formatter or frame_type(TEXT_FRAME, record.levelno))

        logging.Formatter.converter = time.gmtime
        with_frame_type = self.json or self.level
        handler = LambdaLoggerHandlerWithFrameType() if with_frame_type else LambdaLoggerHandler()
        if self.json:
            handler.setFormatter(json_formatter(logging))
        else:
            handler.setFormatter(
                logging.Formatter(
                    "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n",
                    "%Y-%m-%dT%H:%M:%S",
                )
            )
        handler.addFilter(LambdaLoggerFilter())
        root = logging.getLogger()
        if self.level in logging._nameToLevel:
            root.setLevel(self.level)
        root.addHandler(handler)


def json_formatter(logging):
    encode = json.JSONEncoder(ensure_ascii=False).encode
    # Members of every record; what remains came from `extra`.
    own_members = frozenset(
        "name msg args levelname levelno pathname filename module exc_info exc_text stack_info lineno funcName created"
        " msecs relativeCreated thread threadName processName process aws_request_id tenant_id _frame_type".split()
    )

    class JsonFormatter(logging.Formatter):
        def __init__(self):
            super().__init__(datefmt="%Y-%m-%dT%H:%M:%SZ")

        def format(self, record):
            record.levelno = min(50, max(0, record.levelno)) // 10 * 10
            record.levelname = logging.getLevelName(record.levelno)
            record._frame_type = frame_type(JSON_FRAME, record.levelno)
            line = {
                "timestamp": self.formatTime(record, self.datefmt),
                "level": record.levelname,
                "message": record.getMessage(),
                "logger": record.name,
                "stackTrace": None,
                "errorType": None,
                "errorMessage": None,
                "requestId": getattr(record, "aws_request_id", None),
                "location": None,
                "tenantId": getattr(record, "tenant_id", None),
            }
            if record.exc_info:
                import traceback

                kind, error, trace = record.exc_info
                line["stackTrace"] = traceback.format_tb(trace)
                line["errorType"] = kind.__name__
                line["errorMessage"] = str(error)
                line["location"] = "{}:{}:{}".format(record.pathname, record.funcName, record.lineno)
            for name, value in record.__dict__.items():
                if name not in own_members:
                    line.setdefault(name, value)
            return encode({name: value for name, value in line.items() if value is not None}) + "\n"

    return JsonFormatter()


def no_break_indentation(line):
    text = line.lstrip(" ")
    return "\u00a0" * (len(line) - len(text)) + text


class StandardModules:
    """
    Finds modules in front of all other finders: what AWS's client imports early comes from the standard library,
    and `logging` is configured as soon as anybody imports it. Importing it at start would cost every cold start
    as much as everything else here together.
    """

    def __init__(self, search_path, configure_logging):
        self._search_path = search_path
        self._configure_logging = configure_logging

    def find_spec(self, name, path=None, target=None):
        if name not in IMPORTED_BEFORE_THE_FUNCTION or name in sys.builtin_module_names:
            return None
        from importlib.machinery import PathFinder

        spec = PathFinder.find_spec(name, self._search_path)
        if spec is not None and name == "logging":
            spec.loader = LoggingLoader(spec.loader, self._configure_logging)
        return spec


class LoggingLoader:
    def __init__(self, loader, configure):
        self._loader = loader
        self._configure = configure

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        # Afterwards nothing tells this module from one that was imported without help.
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._configure(module)


# ------------------------------------------------------------------------------------------------------ function


def open_search_path(layers):
    """Extends sys.path as AWS's runtime does; returns the search path from before."""
    import site

    before = list(sys.path)
    folders = [os.environ.get("LAMBDA_TASK_ROOT") or os.getcwd()]
    if "PYTHONPATH" not in os.environ:
        folders.append("{}/python/lib/python{}.{}/site-packages".format(layers, *sys.version_info[:2]))
        folders.append(layers + "/python")
        if "LAMBDA_RUNTIME_DIR" in os.environ:
            os.environ["PYTHONPATH"] = os.environ["LAMBDA_RUNTIME_DIR"]
    sys.path[:0] = folders
    for folder in folders:
        # Processes its .pth files.
        site.addsitedir(folder)
    return before


def load_handler(name):
    """Imports the handler. Raises a Fault, or whatever the function's own code raises."""
    try:
        module_name, function_name = name.rsplit(".", 1)
    except ValueError as error:
        raise Fault("Runtime.MalformedHandlerName", "Bad handler '{}': {}".format(name, error)) from None
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault(
            "Runtime.BuiltInModuleConflict", "Cannot use built-in module {} as a handler module".format(module_name)
        )
    try:
        module = import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise Fault(
            "Runtime.ImportModuleError", "Unable to import module '{}': {}".format(module_name, error)
        ) from None
    except SyntaxError as error:
        raise Fault(
            "Runtime.UserCodeSyntaxError",
            "Syntax error in module '{}': {}".format(module_name, error),
            ['  File "{}" Line {}\n    {}'.format(error.filename, error.lineno, error.text)],
        ) from None
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise Fault(
            "Runtime.HandlerNotFound", "Handler '{}' missing on module '{}'".format(function_name, module_name)
        ) from None


def call_handler(handler, headers, body):
    """Calls the handler. Returns response body and content type; raises a Fault, or what the handler raises."""
    context = LambdaContext(headers)
    content_type = headers.get("content-type")
    event = body
    # The header is compared as a whole, as AWS's client does: any parameter makes the event raw bytes.
    if content_type == JSON_CONTENT_TYPE:
        try:
            event = decode_json(str(body, "utf-8"))
        except Exception as error:
            raise Fault("Runtime.UnmarshalError", "Unable to unmarshal input: {}".format(error)) from None
    result = handler(event, context)
    if isinstance(result, bytes):
        return result, "application/unknown"
    try:
        return encode_json(result).encode("utf-8"), JSON_CONTENT_TYPE
    except Exception as error:
        raise Fault("Runtime.MarshalError", "Unable to marshal response: {}".format(error)) from None


def error_report(error, request_id):
    """What the caller of the function gets to see of an error (lambda-contract, failure matrix)."""
    if isinstance(error, Fault):
        message, error_type, stack_trace = error.message, error.error_type, error.stack_trace
    else:
        message, error_type, stack_trace = str(error), type(error).__name__, stack_of(error)
    return {
        "errorMessage": message,
        "errorType": error_type,
        "requestId": request_id,
        "stackTrace": stack_trace,
    }


def report_body(report):
    # What UTF-8 cannot express stays an escape, which JSON understands.
    return encode_json(report).encode("utf-8", "backslashreplace")


def stack_of(error):
    """The traceback without the frames of this client at its beginning."""
    import traceback

    own_code = stack_of.__code__.co_filename
    entries = traceback.extract_tb(error.__traceback__)
    # As plain tuples: AWS's client leaves out how newer versions of Python underline a part of the line.
    frames = [(entry.filename, entry.lineno, entry.name, entry.line) for entry in entries]
    first = 0
    while first < len(frames) and frames[first][0] == own_code:
        first += 1
    return traceback.format_list(frames[first:])


LAMBDA_WARNING = (
    "LAMBDA_WARNING: Unhandled exception. The most likely cause is an issue in the function code. However, in rare"
    " cases, a Lambda runtime update can cause unexpected function behavior. For functions using managed runtimes,"
    " runtime updates can be triggered by a function change, or can be applied automatically. To determine if the"
    " runtime has been updated, check the runtime version in the INIT_START log entry. If this error correlates with a"
    " change in the runtime version, you may be able to mitigate this error by temporarily rolling back to the previous"
    " runtime version. For more information, see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html\r"
)


def take_descriptor(variable):
    """A descriptor the host handed over; neither it nor its variable reach the function or its children."""
    text = os.environ.pop(variable, None)
    if text is None:
        return None
    descriptor = int(text)
    os.set_inheritable(descriptor, False)
    return descriptor


def load_probe():
    """Has the function observed, when the host asks for it."""
    door = os.environ.pop("_WARMPATH_PROBE", None)
    file = os.environ.pop("_WARMPATH_PROBE_FILE", None)
    if door is None:
        return
    loader = {"__file__": file}
    try:
        with open(file, encoding="utf-8") as source:
            exec(compile(source.read(), file, "exec"), loader)
        loader["load"](door, os.environ["_HANDLER"])
    except Exception:
        # The function runs without being observed, and the host says that it saw nothing.
        pass


def await_debugger():
    """Gives a debugger the chance to attach before the function is imported, when the host asks for it."""
    given = os.environ.pop("_WARMPATH_DEBUGGER", None)
    if given is None:
        return
    import runpy

    module = runpy.run_path(os.environ.pop("_WARMPATH_DEBUGGER_FILE"))
    module["await_debugger"](given, os.environ.pop("_WARMPATH_DEBUGPY"))


def initialise(api):
    """The Init phase: returns the handler and the logs; reports what goes wrong and ends the process."""
    layers = os.environ.pop("_WARMPATH_OPT", "/opt")
    load_probe()
    await_debugger()
    log_descriptor = take_descriptor("_LAMBDA_TELEMETRY_LOG_FD")
    deadline_descriptor = take_descriptor("_WARMPATH_DEADLINE_FD")
    sys.stdout = Unbuffered(sys.stdout)
    sys.stderr = Unbuffered(sys.stderr)
    sink = StreamLog(sys.stdout) if log_descriptor is None else FramedLog(log_descriptor)
    logs = Logs(sink)
    LambdaContext._log_sink = sink
    if deadline_descriptor is not None:
        LambdaContext._deadline_shift = staticmethod(deadline_file(deadline_descriptor))
    search_path = open_search_path(layers)
    sys.meta_path.insert(0, StandardModules(search_path, logs.configure))
    if "logging" in sys.modules:
        logs.configure(sys.modules["logging"])
    try:
        return load_handler(os.environ["_HANDLER"]), logs
    except Exception as error:
        report = error_report(error, "")
    import logging

    logging.warning(LAMBDA_WARNING)
    logs.error(report)
    api.post_init_error(report_body(report), report["errorType"])
    sys.exit(1)


def respond(handler, logs, headers, body):
    """Runs one invocation: returns path, body, content type and error type of what is to be posted."""
    request_id = headers["lambda-runtime-aws-request-id"]
    logs.request_id = request_id
    logs.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
    trace_id = headers.get("lambda-runtime-trace-id")
    if trace_id:
        os.environ["_X_AMZN_TRACE_ID"] = trace_id
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    path = "invocation/" + request_id
    try:
        return (path + "/response", *call_handler(handler, headers, body), None)
    except Exception as error:
        report = error_report(error, request_id)
    logs.error(report)
    return path + "/error", report_body(report), JSON_CONTENT_TYPE, report["errorType"]


def main():
    api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    handler, logs = initialise(api)
    headers, body = api.next_invocation()
    while True:
        headers, body = api.answer(*respond(handler, logs, headers, body))


if __name__ == "__main__":
    main()

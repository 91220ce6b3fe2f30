"""A server on this machine that answers as a test wants, and notes what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import attrs

DATA = b"code,title\n" + b"".join(b"%d,town %d\n" % (n, n) for n in range(20_000))
TAG = '"one"'


@attrs.define
class Served:
    """What was asked and sent so far, and where."""

    address: str
    asked: list[dict[str, str]] = attrs.field(factory=list)
    sent: list[bytes] = attrs.field(factory=list)


Answer = Callable[["Handler", int], None]


class Handler(BaseHTTPRequestHandler):
    """Lets the test answer."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def say(self, status: int, body: bytes = b"", length: int | None = None, **headers: str) -> None:
        """Send an answer; ``length`` is what it claims."""
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        if length is not None and length > len(body):
            self.wfile.flush()
            self.close_connection = True


@contextmanager
def serving(answer: Answer):
    """Serve while the block lasts; ``answer`` is given the handler and the number of the question, from 1."""
    served = Served("")

    class Ours(Handler):
        def do_GET(self) -> None:
            served.asked.append({"path": self.path, **dict(self.headers.items())})
            answer(self, len(served.asked))

        def do_POST(self) -> None:
            served.sent.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.do_GET()

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of a client that went away."""

    server = Quiet(("127.0.0.1", 0), Ours)
    server.daemon_threads = True
    served.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def whole(handler: Handler, data: bytes = DATA, tag: str = TAG) -> None:
    """Answer as a good server does: ranges, conditions, tags."""
    if handler.headers.get("If-None-Match") == tag:
        handler.say(304)
        return
    wanted = handler.headers.get("Range", "")
    if wanted.startswith("bytes=") and handler.headers.get("If-Range") == tag:
        start = int(wanted[6:-1])
        if start >= len(data):
            handler.say(416)
            return
        handler.say(206, data[start:], ETag=tag, Content_Range=f"bytes {start}-{len(data) - 1}/{len(data)}")
        return
    handler.say(200, data, ETag=tag, Last_Modified="Tue, 31 Mar 2026 12:00:00 GMT")

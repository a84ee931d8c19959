"""Shows the panel page on loopback, under the policy that a strict host sends."""

from __future__ import annotations

import webbrowser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sellxed_sdk.cli._output import Output

__all__ = ["serve_page"]

POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'"
_TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8"}


def serve_page(page: Path, *, port: int, output: Output) -> None:
    """Serve a page and the files beside it until the person stops it.

    Args:
        page: The page; answered for ``/``, too.
        port: On 127.0.0.1; 0 takes a free one.
        output: Where the address is told.
    """
    documents = {
        f"/{path.name}": (path.read_bytes(), _TYPES[path.suffix])
        for path in page.parent.iterdir()
        if path.suffix in _TYPES
    }
    documents["/"] = documents[f"/{page.name}"]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, kind = documents.get(self.path.partition("?")[0], (b"", "text/plain"))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: the terminal belongs to the person."""

    # Threads: browsers open connections to spare, on which the one that asks would wait.
    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        output.talk(f"panel page: {address}  (Ctrl-C ends)")
        webbrowser.open(address)
        try:
            server.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            output.talk("")

"""A file server on this computer, for downloads that a test can watch, cut short and break."""

import hashlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from digitpad.config.dataset_info import DATASETS, DatasetInfo, DatasetName, RemoteFile
from digitpad.data import downloads


class FileServer:
    """Serves contents by name; `asked` lists what was asked for."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.failures: dict[str, int] = {}
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def site(self) -> str:
        """The address files are fetched from."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def facts(self, name: DatasetName, contents: Mapping[str, bytes]) -> DatasetInfo:
        """Serve these contents, and return the facts of a data set whose files they are."""
        self.contents |= contents
        files = tuple(
            RemoteFile(file, len(content), hashlib.md5(content).hexdigest())  # noqa: S324 - as data sets state it
            for file, content in contents.items()
        )
        return replace(DATASETS[name], site=self.site, files=files)

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(server: "FileServer") -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the request's
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.removeprefix("/")
                server.asked.append(name)
                if server.failures.get(name, 0) > 0:
                    server.failures[name] -= 1
                    self.send_error(503)
                elif name not in server.contents:
                    self.send_error(404)
                else:
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(server.contents[name])))
                    self.end_headers()
                    self.wfile.write(server.contents[name])

            def log_message(self, *_: object) -> None:
                """Stay quiet."""

        return Handler


@pytest.fixture
def server() -> Iterator[FileServer]:
    """Return a file server that nothing else reaches."""
    made = FileServer()
    yield made
    made.close()


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no request get out: the network is a proxy where nobody listens."""
    for variable in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    for variable in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(downloads, "TRIES", 1)  # there is a pause of seconds before the second and the third

"""Fetching: one page from a typed address, from public hosts only, within limits. The test server is local."""

import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from tests.rooms.news.test_intake import PAGE, STORY

from orecast._ground.errors import DataError
from orecast.news import article_at, fetching, read_from

PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.9.9",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "198.18.0.1",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_off_the_public_internet_is_not_public(address: str) -> None:
    assert not fetching.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "64:ff9b::808:808"])
def test_an_address_of_the_public_internet_is(address: str) -> None:
    assert fetching.is_public(ipaddress.ip_address(address))


class Server(BaseHTTPRequestHandler):
    """Pages by path; what was asked is kept in `asked`."""

    asked: list[tuple[str, str]]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Host"]))
        name, _, rest = self.path.strip("/").partition("/")
        getattr(self, f"give_{name}")(rest)

    def give(self, content: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def give_page(self, rest: str) -> None:
        self.give(PAGE.encode())

    def give_text(self, rest: str) -> None:
        self.give(
            STORY.encode("cp1251", "replace") if rest else STORY.encode(), f"text/plain; charset={rest or 'utf-8'}"
        )

    def give_packed(self, rest: str) -> None:
        self.give(gzip.compress(PAGE.encode()), Content_Encoding="gzip")

    def give_bomb(self, rest: str) -> None:
        self.give(gzip.compress(b"a" * 50_000_000), Content_Encoding="gzip")

    def give_brotli(self, rest: str) -> None:
        self.give(b"x", Content_Encoding="br")

    def give_large(self, rest: str) -> None:
        self.give(b"a" * 5_000_001)

    def give_picture(self, rest: str) -> None:
        self.give(b"x", "image/png")

    def give_gone(self, rest: str) -> None:
        self.give(b"", status=404)

    def give_to(self, rest: str) -> None:
        self.give(b"", status=302, Location=rest.replace("~", "/"))

    def give_loop(self, rest: str) -> None:
        self.give(b"", status=302, Location=f"/loop/{int(rest or 0) + 1}")

    def give_slow(self, rest: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"copper ")
            self.wfile.flush()
            time.sleep(0.05)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A local server; the one seam lets its address, and no other that is not public, pass."""
    Server.asked = []
    running = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    running.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
    threading.Thread(target=running.serve_forever, daemon=True).start()
    public = fetching.is_public
    monkeypatch.setattr(fetching, "is_public", lambda address: str(address) == "127.0.0.1" or public(address))
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


def test_without_the_seam_the_local_server_is_refused() -> None:
    with pytest.raises(DataError) as refused:
        article_at("http://localhost:1/page")
    assert "its host localhost is at " in str(refused.value)
    assert "which is not on the public internet" in str(refused.value)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_other_ways_to_write_this_machine_are_refused(host: str) -> None:
    with pytest.raises(DataError, match=r"not on the public internet|no host"):
        article_at(f"http://{host}/")


@pytest.mark.parametrize("path", ["page", "packed"])
def test_a_page_is_read_as_its_article(server: str, path: str) -> None:
    dossier = read_from(f"{server}/{path}")
    assert dossier.text.startswith("Zambia offers copper\n")
    assert dossier.source == f"{server}/{path}"
    assert [offer.asset for offer in dossier.proposals] == ["copper"]


def test_plain_text_is_read_as_it_is(server: str) -> None:
    assert article_at(f"{server}/text").text == STORY


def test_the_encoding_that_a_server_names_is_used(server: str) -> None:
    assert "“We are ready,”" in article_at(f"{server}/text/windows-1251").text


def test_a_redirect_is_followed_and_said(server: str) -> None:
    article = article_at(f"{server}/to/~page")
    assert article.notes[0] == f"'{server}/to/~page' led to '{server}/page'"


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("http:~~169.254.169.254~latest~meta-data", "its host 169.254.169.254 is at 169.254.169.254, which is not on"),
        ("http:~~[::1]~", "its host ::1 is at ::1, which is not on the public internet"),
        ("file:~~~etc~passwd", "only http and https addresses with a host are"),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(server: str, to: str, said: str) -> None:
    with pytest.raises(DataError) as refused:
        article_at(f"{server}/to/{to}")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("loop", "redirects more than 5 times. Open it in a browser and save the page."),
        ("gone", "answered 404 Not Found. Open it in a browser and save the page."),
        ("picture", "is image/png, and only web pages and plain text are read. Save its text."),
        ("large", "is larger than 5 MB. Save the article's text as .txt."),
        ("bomb", "is larger than 5 MB. Save the article's text as .txt."),
        ("brotli", "is packed as br, which is not read. Open it in a browser and save the page."),
    ],
)
def test_what_is_not_read_is_said(server: str, path: str, said: str) -> None:
    with pytest.raises(DataError) as refused:
        article_at(f"{server}/{path}")
    assert str(refused.value) == f"'{server}/{path}' {said}"


def test_a_slow_server_is_left_in_time(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.5)
    begun = time.monotonic()
    with pytest.raises(DataError, match="gave no whole answer within"):
        article_at(f"{server}/slow")
    assert time.monotonic() - begun < 3


def test_a_name_is_resolved_once_and_the_checked_address_is_connected_to(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, asked = int(server.rpartition(":")[2]), list[str]()

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        found = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, port))]

    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", resolve)
        kept = socket.create_connection
        patched.setattr(socket, "create_connection", lambda *args, **options: _dialled(kept, args, options))
        found = fetching.fetched(f"http://wire.example:{port}/text")
    assert found.content.decode() == STORY
    assert asked == ["wire.example"]
    assert Server.asked == [("/text", f"wire.example:{port}")]


def _dialled(connect: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """Connect without resolving: the host must be an address already."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.connect((str(ipaddress.ip_address(args[0][0])), args[0][1]))
    return made


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(DataError, match=r"its host wire\.example is at 10\.0\.0\.1"):
        article_at("http://wire.example/")


def test_a_proxy_of_the_environment_is_not_used(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert article_at(f"{server}/text").text == STORY


def test_an_address_with_a_password_is_refused() -> None:
    with pytest.raises(DataError, match="holds a user name or password, which are not sent"):
        article_at("http://me:secret@wire.example/")


def test_an_unknown_host_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(DataError, match=r"no host 'no\.example' is known"):
        article_at("https://no.example/story")


def test_no_connection_is_said(server: str) -> None:
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    with pytest.raises(DataError, match=r"cannot be read .*Save the page and name its file"):
        article_at(f"http://127.0.0.1:{closed.getsockname()[1]}/")
    closed.close()

"""One page from an address that the user typed: http(s) only, public hosts only, 10 seconds, 5 MB, redirects checked.

A name is resolved once, every address it resolves to is checked, and the connection goes to a checked one, so that it
cannot resolve to another in between. Nothing is taken from the environment: no proxy, no netrc.
"""

import ipaddress
import queue
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from orecast._ground.errors import DataError
from orecast.news.decoding import MOST_BYTES

SECONDS = 10.0
MOST_REDIRECTS = 5
TYPES = {"text/html": True, "application/xhtml+xml": True, "text/plain": False}
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # IPv6 addresses that carry an IPv4 one (RFC 6052)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Fetched:
    """What an address gave: bytes, whether they are HTML, the encoding that the server names, where they came from."""

    content: bytes
    is_html: bool
    charset: str | None
    notes: tuple[str, ...]


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet, with the IPv4 address that an IPv6 one carries.

    False for private, loopback, link-local, shared, multicast, reserved and documentation addresses.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in TRANSLATED:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address.is_site_local or address.sixtofour is not None or address.teredo is not None:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def fetched(address: str) -> Fetched:
    """The page at an http(s) address, within 10 seconds in all.

    Errors  DataError for another scheme, a host that is not public, too many redirects, a type that is not read, more
            than 5 MB, an answer other than 200, no answer in time, or no connection.
    """
    answers: queue.Queue[Fetched | BaseException] = queue.Queue()
    deadline = time.monotonic() + SECONDS

    def work() -> None:
        try:
            answers.put(_followed(address, deadline))
        except BaseException as fault:  # noqa: BLE001 - raised again where it is waited for
            answers.put(fault)

    threading.Thread(target=work, daemon=True, name="orecast-fetch").start()
    try:
        answer = answers.get(timeout=SECONDS)
    except queue.Empty:
        raise _slow(address) from None
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _followed(address: str, deadline: float) -> Fetched:
    """Follow redirects, each checked like the first address."""
    import httpx

    at = address
    for _ in range(MOST_REDIRECTS + 1):
        with _answered(at, deadline) as answer:
            if not answer.is_redirect:
                return _read(answer, at, address, deadline)
            try:
                at = str(httpx.URL(at).join(answer.headers["location"]))
            except httpx.InvalidURL as fault:
                raise DataError(f"'{at}' redirects to no address ({fault}). Open it in a browser.") from fault
    raise DataError(f"'{address}' redirects more than {MOST_REDIRECTS} times. Open it in a browser and save the page.")


@contextmanager
def _answered(at: str, deadline: float) -> Iterator[Any]:
    """The answer to one request, sent to an address that was checked."""
    import httpx

    url = _checked_url(at)
    host, port = url.host, url.port or (443 if url.scheme == "https" else 80)
    checked = _checked_address(host, port, at)
    headers = {
        "Host": url.netloc.decode("ascii"),
        "User-Agent": "orecast (reads one page that its user names)",
        "Accept": "text/html, application/xhtml+xml, text/plain",
        "Accept-Encoding": "gzip",
    }
    try:
        with httpx.Client(trust_env=False, follow_redirects=False, timeout=_left(deadline, at)) as client:
            target = url.copy_with(host=str(checked), fragment=None)
            secure = {"sni_hostname": host} if url.scheme == "https" else {}
            with client.stream("GET", target, headers=headers, extensions=secure) as answer:
                yield answer
    except httpx.TimeoutException as fault:
        raise _slow(at) from fault
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        raise DataError(
            f"'{at}' cannot be read ({str(fault) or type(fault).__name__}). Save the page and name its file."
        ) from fault


def _checked_url(at: str) -> Any:
    import httpx

    try:
        url = httpx.URL(at)
        url.netloc.decode("ascii")
    except (httpx.InvalidURL, UnicodeError, ValueError) as fault:
        raise DataError(f"'{at}' is no address ({fault}). Give one like https://example.org/story.") from fault
    if url.scheme not in ("http", "https") or not url.host:
        raise DataError(f"'{at}' is not read: only http and https addresses with a host are. Save the page instead.")
    if url.userinfo:
        raise DataError(f"'{at}' holds a user name or password, which are not sent. Give the address without them.")
    return url


def _checked_address(host: str, port: int, at: str) -> Address:
    """The first address of a host, after all of them were found to be public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise DataError(f"no host '{host}' is known ({fault}). Check the address, and the connection.") from fault
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    for address in addresses:
        if not is_public(address):
            raise DataError(
                f"'{at}' is not read: its host {host} is at {address}, which is not on the public internet (private, "
                "loopback, link-local and reserved addresses are refused). Save the page and name its file."
            )
    return addresses[0]


def _left(deadline: float, at: str) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise _slow(at)
    return left


def _slow(at: str) -> DataError:
    return DataError(f"'{at}' gave no whole answer within {SECONDS:.0f} seconds. Try again, or save the page.")


def _read(answer: Any, at: str, asked: str, deadline: float) -> Fetched:
    """The body of an answer, of a type that is read, at most 5 MB."""
    if answer.status_code != 200:
        raise DataError(
            f"'{at}' answered {answer.status_code} {answer.reason_phrase}. Open it in a browser and save the page."
        )
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind not in TYPES:
        raise DataError(
            f"'{at}' is {kind or 'of no named type'}, and only web pages and plain text are read. Save its text."
        )
    content = b"".join(_body(answer, at, deadline))
    notes = () if at == asked else (f"'{asked}' led to '{at}'",)
    return Fetched(content, TYPES[kind], answer.charset_encoding, notes)


def _body(answer: Any, at: str, deadline: float) -> Iterator[bytes]:
    """Pieces of the body, unpacked as they come, until they are too many or too late."""
    packing = answer.headers.get("content-encoding", "identity").strip().casefold()
    if packing not in ("identity", "gzip"):
        raise DataError(f"'{at}' is packed as {packing}, which is not read. Open it in a browser and save the page.")
    unpack = zlib.decompressobj(wbits=31) if packing == "gzip" else None
    total = 0
    for piece in answer.iter_raw():
        _left(deadline, at)
        made = unpack.decompress(piece, MOST_BYTES + 1) if unpack else piece
        total += len(made)
        if total > MOST_BYTES:
            raise DataError(f"'{at}' is larger than {MOST_BYTES // 1_000_000} MB. Save the article's text as .txt.")
        yield made
    if unpack and not unpack.eof:
        raise DataError(f"'{at}' broke off: its gzip data have no end. Try again, or save the page.")

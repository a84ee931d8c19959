"""The transport: the one module that knows `requests`.

Implements python-tuf's fetcher, and gives the downloader its stream. It adds what
python-tuf leaves to applications: a deadline over all requests, no redirect from
HTTPS to an unprotected address, Retry-After, and the memory of the last answer, so
that a login page in place of metadata can be named.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version

import attrs
import requests
from requests import PreparedRequest, Response, Session
from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient.fetcher import FetcherInterface
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as SocketTimeoutError

from sellxed_sdk.errors import HTTPStatusError, TransportError, TransportTimeoutError
from sellxed_sdk.findings.codes import channel as codes
from sellxed_sdk.updates._addresses import redact_url
from sellxed_sdk.updates._credentials import (
    Credential,
    address_of,
    shown_address,
    unlogged,
)
from sellxed_sdk.updates._timeouts import Timeouts
from sellxed_sdk.updates._validator import Watched

__all__ = ["Answer", "FetchHTTPError", "Fetcher", "Response", "Session"]

CHUNK_BYTES = 65_536
SHOWN_BYTES = 80


class FetchHTTPError(DownloadHTTPError):
    """What python-tuf expects for an error status; it takes 404 for "no newer root"."""

    def __init__(self, error: HTTPStatusError) -> None:
        super().__init__(error.message, error.status)
        self.error = error


@attrs.define(kw_only=True)
class Answer:
    """The last answer, to tell what came in place of the expected file."""

    url: str
    status: int
    content_type: str
    start: bytes = b""

    @property
    def is_page(self) -> bool:
        """Whether it is a web page."""
        start = self.start.lstrip()[:9].lower()
        return self.content_type.startswith("text/html") or start.startswith((b"<!", b"<html"))

    @property
    def is_like_metadata(self) -> bool:
        """Whether it begins as TUF metadata does: with "signatures" or "signed"."""
        return self.start.lstrip().startswith(b"{") and b'"sig' in self.start


class Fetcher(FetcherInterface):
    """Asks the server, within the limits.

    Args:
        session: The caller's session, with proxies and credentials; never closed here.
        timeouts: How long to wait; ``total`` counts from now on.
        watched: The file that is asked for only where it has changed.
    """

    def __init__(
        self, *, session: Session | None, timeouts: Timeouts, watched: Watched | None = None
    ) -> None:
        self._session = session if session is not None else Session()
        self._own_session = session is None
        self._timeouts = timeouts
        self._deadline = time.monotonic() + timeouts.total
        self._agent = f"sellxed-sdk/{_version()}"
        self.watched = watched
        self.answer: Answer | None = None
        self.retry_after_seconds = 0

    def close(self) -> None:
        """Close the connections, unless they are the caller's."""
        if self._own_session:
            self._session.close()

    def _fetch(self, url: str) -> Iterator[bytes]:
        watched = self.watched if self.watched is not None and self.watched.url == url else None
        conditions = watched.headers() if watched is not None else {}
        # "Unchanged" to who has not asked is a fault of a cache in between: asked past it.
        for headers in (conditions, {"Cache-Control": "no-cache"}):
            self._check_deadline(url)
            with self.open(url, headers=headers) as response:
                if response.status_code != 304:
                    yield from self._body(response, url, watched)
                    return
                if watched is not None and headers and headers is conditions:
                    if self.answer is not None:
                        self.answer.start = watched.body[:SHOWN_BYTES]
                    yield watched.body
                    return
        raise _refused(url, 304)

    def _body(self, response: Response, url: str, watched: Watched | None) -> Iterator[bytes]:
        if response.status_code >= 400:
            raise _refused(url, response.status_code)
        digest = hashlib.sha256()
        for chunk in self.chunks(response):
            self._check_deadline(url)
            digest.update(chunk)
            yield chunk
        if watched is not None:
            watched.learn(
                digest.hexdigest(),
                etag=response.headers.get("ETag", ""),
                last_modified=response.headers.get("Last-Modified", ""),
            )

    def _within(self, seconds: float) -> float:
        # Never nothing: that would mean not to wait at all, which is an error of its own.
        return max(min(seconds, self._deadline - time.monotonic()), 0.001)

    def _check_deadline(self, url: str) -> None:
        if time.monotonic() > self._deadline:
            raise codes.CHANNEL_TIMEOUT.error(TransportTimeoutError, url=redact_url(url))

    @contextlib.contextmanager
    def open(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        credential: Credential | None = None,
    ) -> Iterator[Response]:
        """Ask for a file and give its answer, whatever the status.

        Args:
            url: Its address.
            headers: More headers.
            credential: Sent with this request; not to where it redirects to, unless that
                is the same host with the same protection.

        Raises:
            TransportError: No answer, or a redirect that is not followed.
        """
        shown = shown_address(url, credential)
        with _typed(url, shown=shown), unlogged() if credential else contextlib.nullcontext():
            response = self._session.get(
                address_of(url, credential),
                headers={"User-Agent": self._agent, **(headers or {})},
                auth=_authorization(credential),
                stream=True,
                timeout=(self._within(self._timeouts.connect), self._within(self._timeouts.read)),
                hooks={"response": [*self._session.hooks["response"], _checking(credential)]},
            )
        with response:
            self.answer = Answer(
                url=shown,
                status=response.status_code,
                content_type=response.headers.get("Content-Type", "").lower(),
            )
            self.retry_after_seconds = _retry_after(response.headers.get("Retry-After", ""))
            # Headers may have dripped in, each in time: nothing can look at them earlier.
            self._check_deadline(url)
            yield response

    def chunks(self, response: Response) -> Iterator[bytes]:
        """Give the decoded body as it arrives.

        Raises:
            TransportError: The connection broke off or was too slow.
        """
        shown = self.answer.url if self.answer is not None else redact_url(response.url)
        with _typed(response.url, shown=shown):
            for chunk in _arriving(response):
                if self.answer is not None and len(self.answer.start) < SHOWN_BYTES:
                    self.answer.start = (self.answer.start + chunk)[:SHOWN_BYTES]
                yield chunk


def _refused(url: str, status: int) -> FetchHTTPError:
    return FetchHTTPError(
        codes.CHANNEL_HTTP_STATUS.error(HTTPStatusError, url=redact_url(url), status=status)
    )


def _version() -> str:
    try:
        return version("sellxed-sdk")
    except PackageNotFoundError:
        return "0"  # copied into a module, without its metadata


def _arriving(response: Response) -> Iterator[bytes]:
    # iter_content() waits until a chunk is full, so that a server that drips could
    # outlast every deadline; read1() gives what is there. urllib3 lacks it before 2.2.
    read1: Callable[..., bytes] | None = getattr(response.raw, "read1", None)
    if read1 is None:
        yield from response.iter_content(1024)
        return
    while chunk := read1(CHUNK_BYTES, decode_content=True):
        yield chunk


def _authorization(
    credential: Credential | None,
) -> Callable[[PreparedRequest], PreparedRequest] | None:
    if credential is None or credential.kind == "signed_url":
        return None
    secret = credential.secret

    def authorise(request: PreparedRequest) -> PreparedRequest:
        # Not a header of the request: requests would prefer .netrc to that.
        request.headers["Authorization"] = secret
        return request

    return authorise


def _checking(credential: Credential | None) -> Callable[..., None]:
    # A signed address may have its secret in the path, and so may where it leads to.
    signed = credential is not None and credential.kind == "signed_url"
    return partial(_check_redirect, shows_path=not signed)


def _check_redirect(response: Response, *_: object, shows_path: bool = True, **__: object) -> None:
    if not response.is_redirect:
        return
    response.close()  # else requests reads the body, however long it is
    target = response.headers["Location"]
    if response.url.startswith("https:") and target.lower().startswith("http:"):
        raise codes.CHANNEL_REDIRECT_REFUSED.error(
            TransportError,
            url=redact_url(response.url, path=shows_path),
            target=redact_url(target, path=shows_path),
        )


@contextlib.contextmanager
def _typed(url: str, *, shown: str) -> Iterator[None]:
    """Turn what requests and urllib3 raise into our errors.

    Their errors are OSError too, which python-tuf would take for one of the disk.
    """
    try:
        yield
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        # Their texts repeat whole addresses, which a traceback would show.
        raise _typed_error(error, shown) from (error if shown == url else None)


def _typed_error(error: Exception, shown: str) -> TransportError:
    if isinstance(error, (requests.Timeout, SocketTimeoutError)):
        return codes.CHANNEL_TIMEOUT.error(TransportTimeoutError, url=shown)
    if isinstance(error, requests.TooManyRedirects):
        target = "one address after the other"
        return codes.CHANNEL_REDIRECT_REFUSED.error(TransportError, url=shown, target=target)
    return codes.CHANNEL_UNREACHABLE.error(TransportError, url=shown, detail=_reason(error))


def _reason(error: BaseException) -> str:
    """Name the innermost cause: the outer texts repeat addresses, also secret ones."""
    cause: BaseException | None = error
    while cause is not None:
        error = cause
        inner = getattr(cause, "reason", None) or (cause.args[0] if cause.args else None)
        cause = inner if isinstance(inner, BaseException) else cause.__cause__ or cause.__context__
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__


def _retry_after(value: str) -> int:
    """Parse Retry-After (RFC 9110, section 10.2.3) to seconds; 0 where it says nothing."""
    if value.isascii() and value.isdigit():
        return min(int(value[:9]), 10**9)
    try:
        instant = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return 0
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=timezone.utc)
    return max(0, int((instant - datetime.now(timezone.utc)).total_seconds()))

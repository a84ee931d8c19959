"""Who downloads: what the customer account asks for, kept out of sight.

A credential goes with the request for an archive and no other one. Loads no network
library.
"""

from __future__ import annotations

import base64
import contextlib
import re
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import attrs

from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.findings.codes import downloads as codes
from sellxed_sdk.updates._addresses import redact_url

if TYPE_CHECKING:
    from logging import LogRecord

__all__ = ["Credential", "address_of", "parse_credential", "shown_address", "unlogged"]

MAX_CHARS = 8_000


@attrs.frozen(kw_only=True, repr=False)
class Credential:
    """What opens a download in the customer account. Its text form shows no secret.

    Made by `basic`, `bearer`, `signed_url`, or from a line of text by `parse_credential`.
    """

    kind: str
    """``basic``, ``bearer`` or ``signed_url``."""
    secret: str
    """Value of the header Authorization, or the signed address."""

    def __repr__(self) -> str:
        return f"Credential({self.kind})"

    @classmethod
    def basic(cls, user: str, password: str) -> Credential:
        """Return name and password (RFC 7617, as UTF-8).

        Raises:
            ConfigurationError: Empty, too long, with control characters, or a colon in
                the name.
        """
        if ":" in user or not user:
            raise _invalid("a name is missing, or has a colon")
        _check(user + password)
        coded = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
        return cls(kind="basic", secret=f"Basic {coded}")

    @classmethod
    def bearer(cls, token: str) -> Credential:
        """Return a token (RFC 6750).

        Raises:
            ConfigurationError: Empty, too long, or with other characters than a token has.
        """
        _check(token)
        if not re.fullmatch(r"[A-Za-z0-9._~+/-]+=*", token):
            raise _invalid("a token has letters, digits and -._~+/ only")
        return cls(kind="bearer", secret=f"Bearer {token}")

    @classmethod
    def signed_url(cls, url: str) -> Credential:
        """Return the address that the account shows for one file, with its signature.

        The archive is brought from there; what it has to be is still decided by the
        channel's signatures.

        Raises:
            ConfigurationError: No address, too long, or with white space.
        """
        _check(url)
        try:
            parts = urlsplit(url)
            known = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            known = False
        if not known or not url.isascii() or re.search(r"\s", url):
            raise _invalid("it is no address that begins with https://")
        return cls(kind="signed_url", secret=url)

    def check_for(self, url: str) -> None:
        """Refuse what would show the credential on the way.

        Args:
            url: Base address of the archives, or of the one archive.

        Raises:
            ConfigurationError: It would be sent without HTTPS, and not within this machine.
        """
        address = address_of(url, self)
        parts = urlsplit(address)
        if parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
            raise codes.DOWNLOAD_CREDENTIAL_UNPROTECTED.error(
                ConfigurationError, url=shown_address(url, self), setting="credential"
            )


def parse_credential(text: str) -> Credential:
    """Parse one line: ``basic NAME:PASSWORD``, ``bearer TOKEN`` or an address.

    Raises:
        ConfigurationError: Any other form. The text is not repeated.
    """
    line = text.removeprefix("\ufeff").strip()
    kind, _, rest = line.partition(" ")
    if kind.lower() == "basic":
        user, colon, password = rest.strip().partition(":")
        if not colon:
            raise _invalid("a colon between name and password is missing")
        return Credential.basic(user, password)
    if kind.lower() == "bearer":
        return Credential.bearer(rest.strip())
    if line.lower().startswith(("https://", "http://")):
        return Credential.signed_url(line)
    raise _invalid("it begins with none of basic, bearer, https://")


def address_of(url: str, credential: Credential | None) -> str:
    """Return the address to ask: the signed one where the credential is one."""
    return credential.secret if credential and credential.kind == "signed_url" else url


def shown_address(url: str, credential: Credential | None) -> str:
    """Return the address as it may be shown: of a signed one only the host."""
    signed = credential is not None and credential.kind == "signed_url"
    return redact_url(address_of(url, credential), path=not signed)


@contextlib.contextmanager
def unlogged() -> Iterator[None]:
    """Keep this thread's requests out of urllib3's debug log, which has whole addresses."""
    import logging

    thread = threading.get_ident()

    def is_anothers(_: LogRecord) -> bool:
        return threading.get_ident() != thread

    logger = logging.getLogger("urllib3.connectionpool")
    logger.addFilter(is_anothers)
    try:
        yield
    finally:
        logger.removeFilter(is_anothers)


def _check(text: str) -> None:
    if not text or len(text) > MAX_CHARS:
        raise _invalid("it is empty or too long")
    if not text.isprintable():
        raise _invalid("it has line ends or other control characters")


def _invalid(detail: str) -> ConfigurationError:
    return codes.DOWNLOAD_CREDENTIAL_INVALID.error(
        ConfigurationError, detail=detail, setting="credential"
    )


def _is_loopback(host: str) -> bool:
    import ipaddress

    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""The one exception tree of the SDK.

Two branches, as in TUF: *the data is wrong* and *the outside world failed*.
What a shop admin has to act on (support ended, a conflict, a changed file) is a
finding in a report and never an exception; `raise_for_status()` turns a report
into a `StatusError` for those who like exceptions.

    SellxedError
      InvalidDocumentError      a document cannot be read            path, reason
      VerificationError         a document cannot be trusted         kid
        UnknownKeyError           no trusted key has this kid
        BadSignatureError         the signature does not match
        WrongTypeError            a genuine document of another type
        ScopeError                the signer went beyond its scope
        RevokedError              the document was revoked
      ChannelError              the channel's metadata is wrong      role
        RollbackError             older than what was seen before
        ExpiredMetadataError      not re-signed in time
        ThresholdError            too few good signatures
        LengthOrHashMismatchError bytes differ from what was signed
      TransportError            the network or server failed         url
        TransportTimeoutError
        HTTPStatusError                                              status
        TooLargeError
      StoreError                the state directory failed           path
        StoreLockedError
        StoreUnwritableError
      InventoryError            a shop tree cannot be read           path
        UnknownPlatformError
      PublishError              the vendor's tools refuse to go on   step
      ConfigurationError        the caller's set-up is wrong         setting
        MissingExtraError
      StatusError               a report that says no                findings
"""

from __future__ import annotations

from typing import TypeAlias

__all__ = [
    "BadSignatureError",
    "ChannelError",
    "ConfigurationError",
    "ExpiredMetadataError",
    "HTTPStatusError",
    "InvalidDocumentError",
    "InventoryError",
    "LengthOrHashMismatchError",
    "MissingExtraError",
    "PublishError",
    "RevokedError",
    "RollbackError",
    "ScopeError",
    "SellxedError",
    "StatusError",
    "StoreError",
    "StoreLockedError",
    "StoreUnwritableError",
    "ThresholdError",
    "TooLargeError",
    "TransportError",
    "TransportTimeoutError",
    "UnknownKeyError",
    "UnknownPlatformError",
    "VerificationError",
    "WrongTypeError",
]

ContextValue: TypeAlias = str | int | None


class SellxedError(Exception):
    """Base of everything this package raises on purpose.

    Args:
        message: One sentence: what is wrong.
        code: Stable name of the cause, listed in ``sellxed_sdk.findings``.
        hint: One sentence: the way out. May be empty.
        **context: What the caller may want to know, by name.

    Attributes:
        message: As given.
        code: As given.
        hint: As given.
        context: The keyword arguments, as a dictionary.
    """

    def __init__(self, message: str, *, code: str, hint: str = "", **context: ContextValue) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint
        self.context: dict[str, ContextValue] = context

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments break the default protocol, and errors travel
        # between processes (Celery, multiprocessing).
        return _rebuild, (type(self), self.message, self.code, self.hint, self.context)

    def _text(self, name: str) -> str:
        value = self.context.get(name)
        return "" if value is None else str(value)


def _rebuild(
    cls: type[SellxedError],
    message: str,
    code: str,
    hint: str,
    context: dict[str, ContextValue],
) -> SellxedError:
    return cls(message, code=code, hint=hint, **context)


class InvalidDocumentError(SellxedError):
    """A token, feed, manifest, bundle or metadata file cannot be read."""

    @property
    def path(self) -> str:
        """Where in the document, as ``keys[2].kid``; empty for the document as a whole."""
        return self._text("path")

    @property
    def reason(self) -> str:
        """A stable word for the kind of damage, as ``base64url``."""
        return self._text("reason")


class VerificationError(SellxedError):
    """A document can be read and must not be trusted."""

    @property
    def kid(self) -> str:
        """Name of the key that the document claims to be signed with."""
        return self._text("kid")


class UnknownKeyError(VerificationError):
    """No trusted key has this name for this purpose."""


class BadSignatureError(VerificationError):
    """The signature does not belong to these bytes and this key."""


class WrongTypeError(VerificationError):
    """A genuine document of another type (RFC 8725, section 3.11)."""


class ScopeError(VerificationError):
    """The signer went beyond what its certificate allows."""


class RevokedError(VerificationError):
    """The document is on the revocation list."""


class ChannelError(SellxedError):
    """The update channel's metadata is wrong; what was verified before is kept."""

    @property
    def role(self) -> str:
        """The TUF role at fault, where it is known."""
        return self._text("role")


class RollbackError(ChannelError):
    """The server offers an older version than one that was verified before."""


class ExpiredMetadataError(ChannelError):
    """The metadata was not re-signed in time: stale, not forged."""


class ThresholdError(ChannelError):
    """The metadata does not carry enough good signatures."""


class LengthOrHashMismatchError(ChannelError):
    """The bytes differ from the ones that were signed."""


class TransportError(SellxedError):
    """The network or the server failed."""

    @property
    def url(self) -> str:
        """The address that was asked for, without credentials."""
        return self._text("url")


class TransportTimeoutError(TransportError):
    """The server did not answer in time."""


class HTTPStatusError(TransportError):
    """The server answered with an error status."""

    @property
    def status(self) -> int:
        """The HTTP status, as 503."""
        value = self.context.get("status")
        return value if isinstance(value, int) else 0


class TooLargeError(TransportError):
    """The answer is larger than it may be; reading was stopped."""


class StoreError(SellxedError):
    """The state directory cannot be used."""

    @property
    def path(self) -> str:
        """The file or directory at fault."""
        return self._text("path")


class StoreLockedError(StoreError):
    """Another process holds the lock of the state directory."""


class StoreUnwritableError(StoreError):
    """The state directory is read-only or full."""


class InventoryError(SellxedError):
    """A shop tree cannot be read."""

    @property
    def path(self) -> str:
        """The directory or file at fault."""
        return self._text("path")


class UnknownPlatformError(InventoryError):
    """No reader knows the shop system in this directory."""


class PublishError(SellxedError):
    """The vendor's tools refuse to go on; nothing was published."""

    @property
    def step(self) -> str:
        """The step that failed, as ``archive``."""
        return self._text("step")


class ConfigurationError(SellxedError):
    """The caller's set-up is wrong: a file, an option, a combination."""

    @property
    def setting(self) -> str:
        """The option, argument or file at fault."""
        return self._text("setting")


class MissingExtraError(ConfigurationError):
    """A feature needs an optional dependency that is not installed."""


class StatusError(SellxedError):
    """A report that says no, raised by ``raise_for_status()``."""

"""Partner certificates that came with the update channel, so that pasted keys stay short."""

from __future__ import annotations

import attrs

from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.findings.codes import documents as codes
from sellxed_sdk.signing import parse_jws

__all__ = ["PartnerCertificates", "parse_certificates"]

MAX_CERTIFICATES = 10_000
MAX_CHARS = 16_000_000


@attrs.frozen
class PartnerCertificates:
    """Certificates by identifier. Each is verified when a licence under it is."""

    texts: tuple[str, ...] = ()
    """The certificates as the vendor signed them."""
    _by_id: dict[str, str] = attrs.field(
        init=False,
        repr=False,
        eq=False,
        default=attrs.Factory(lambda self: _index(self.texts), takes_self=True),
    )

    def find(self, identifier: str) -> str | None:
        """Return the certificate of that identifier, or None."""
        return self._by_id.get(identifier)


def parse_certificates(text: str) -> PartnerCertificates:
    """Read a list of certificates, one a line; lines that begin with ``#`` are comments.

    Args:
        text: As the update channel brought it (docs/formats/licence.md).

    Raises:
        InvalidDocumentError: Too many or too large.
    """
    if len(text) > MAX_CHARS:
        raise codes.DOCUMENT_TOO_LARGE.error(
            InvalidDocumentError, length=len(text), limit=MAX_CHARS, reason="size"
        )
    stripped = (line.strip() for line in text.split("\n"))
    lines = tuple(line for line in stripped if line and not line.startswith("#"))
    if len(lines) > MAX_CERTIFICATES:
        detail = f"it lists {len(lines)} certificates; at most {MAX_CERTIFICATES} are read"
        raise codes.DOCUMENT_NOT_JWS.error(InvalidDocumentError, detail=detail, reason="size")
    return PartnerCertificates(lines)


def _index(texts: tuple[str, ...]) -> dict[str, str]:
    # The name inside is not trusted: it says which certificate to verify, no more.
    found: dict[str, str] = {}
    for text in texts:
        try:
            identifier = parse_jws(text).unverified_claims().get("jti")
        except InvalidDocumentError:
            continue  # of a later format: no key that can be read here needs it
        if isinstance(identifier, str):
            found[identifier] = text
    return found

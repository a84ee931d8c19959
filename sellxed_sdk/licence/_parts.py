"""The parts of a key: their form, and the exact name of what is wrong with it.

Nothing is trusted here.
"""

from __future__ import annotations

from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import documents
from sellxed_sdk.findings.codes import licence as codes
from sellxed_sdk.signing import Jws, parse_jws

__all__ = ["Refused", "as_clause", "parse_part", "split_key"]

SIGNATURE_CHARS = 86  # 64 bytes in base64url


class Refused(Exception):  # noqa: N818  a control flow of this package, not an error of the tree
    """Ends the verification with the one finding that names the cause."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding


def split_key(key: str) -> tuple[str, str | None]:
    """Split a key into the texts of the licence and of its certificate, if it has one.

    Raises:
        Refused: There is more than one certificate.
    """
    licence, tilde, certificate = key.partition("~")
    if "~" in certificate:
        raise Refused(codes.KEY_DAMAGED.finding(detail="it has more than two parts around '~'"))
    return licence, certificate if tilde else None


def parse_part(text: str) -> Jws:
    """Parse a licence or a certificate.

    Raises:
        Refused: With the exact name of the damage.
    """
    # Every header is a JSON object, whose first characters are spelt so.
    if not text.startswith("eyJ"):
        raise Refused(_name_beginning(text))
    try:
        return parse_jws(text)
    except InvalidDocumentError as error:
        raise Refused(_name_damage(text, error)) from None


def as_clause(error: Exception) -> str:
    """Return the sentence of an error as a part of another sentence."""
    text = str(error).removesuffix(".")
    return text[:1].lower() + text[1:]


def _name_beginning(text: str) -> Finding:
    if not text:
        return codes.KEY_TRUNCATED.finding()
    parts = text.split(".")
    # A long text of the right shape was a key.
    if len(parts) == 3 and len(parts[2]) >= SIGNATURE_CHARS:
        return codes.KEY_DAMAGED.finding(detail="its beginning is missing or changed")
    return codes.KEY_NOT_A_LICENCE.finding()


def _name_damage(text: str, error: InvalidDocumentError) -> Finding:
    parts = text.split(".")
    if len(parts) < 3 or (len(parts) == 3 and len(parts[2]) < SIGNATURE_CHARS):
        return codes.KEY_TRUNCATED.finding()
    if error.reason in ("alg", "header", "field"):
        return codes.KEY_NOT_A_LICENCE.finding()
    # Without "this is not a signed document": the sentence has just said what it is.
    named = error.code == documents.DOCUMENT_NOT_JWS.name
    detail = str(error.context["detail"]) if named else as_clause(error)
    return codes.KEY_DAMAGED.finding(detail=detail)

"""Look into a key without trusting it, for support and developers."""

from __future__ import annotations

import attrs

from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import licence as codes
from sellxed_sdk.licence._parts import Refused, parse_part, split_key
from sellxed_sdk.licence._paste import normalise_key
from sellxed_sdk.signing import Jws, dump_json

__all__ = ["Inspection", "inspect_key"]


@attrs.frozen(kw_only=True)
class Inspection:
    """What a key claims. Nothing in it was verified."""

    parts: tuple[tuple[str, str, str], ...] = ()
    """Type, kid and claims (JSON text) of the licence and of the certificate, if any."""
    findings: tuple[Finding, ...] = ()
    """Why it could not be read, where it could not."""


def inspect_key(key: object) -> Inspection:
    """Decode a key without trusting it.

    Args:
        key: Any text.

    Returns:
        What it claims, or the finding that names its damage. Never raises.
    """
    text = normalise_key(key)
    if isinstance(text, Finding):
        return Inspection(findings=(text,))
    try:
        parts = [part for part in split_key(text) if part is not None]
        return Inspection(parts=tuple(_describe(parse_part(part)) for part in parts))
    except Refused as refused:
        return Inspection(findings=(refused.finding,))
    except InvalidDocumentError as error:
        finding = codes.KEY_DAMAGED.finding(detail=str(error).removesuffix("."))
        return Inspection(findings=(finding,))


def _describe(jws: Jws) -> tuple[str, str, str]:
    return jws.typ, jws.kid, dump_json(jws.unverified_claims())

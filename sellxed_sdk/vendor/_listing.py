"""The lists of a product as they are edited: its releases and their notes."""

from __future__ import annotations

from collections.abc import Mapping

from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.releases import parse_notes, parse_releases
from sellxed_sdk.signing import JsonObject, dump_json, parse_json

__all__ = ["check_listings", "list_entries", "parse_entries", "releases_target"]

MAX_BYTES = 4_000_000


def releases_target(product: str) -> str:
    """Return the path of the list of a product's releases."""
    return f"{product}/releases.json"


def list_entries(product: str, entries: tuple[JsonObject, ...]) -> bytes:
    """Return the file that lists the releases, or their notes, of a product."""
    text = dump_json({"schema": 1, "product": product, "releases": [*entries]})
    # What a terminal gave that is no text is refused where all of it is read, not here.
    return text.encode("utf-8", "surrogatepass")


def parse_entries(data: bytes) -> tuple[JsonObject, ...]:
    """Return the entries of such a file as they are, with members that are not known here.

    Raises:
        InvalidDocumentError: It is no JSON object.
    """
    if not data:
        return ()
    entries = parse_json(data, max_bytes=MAX_BYTES).get("releases")
    listed = entries if isinstance(entries, list) else []
    return tuple(entry for entry in listed if isinstance(entry, dict))


def check_listings(product: str, targets: Mapping[str, bytes]) -> str:
    """Read what is to be published as shops will; return what they would refuse, or nothing."""
    try:
        for name, data in targets.items():
            if name == releases_target(product):
                parse_releases(data, product=product)
            else:
                parse_notes(data, product=product)
    except InvalidDocumentError as error:
        return str(error).removesuffix(".")
    return ""

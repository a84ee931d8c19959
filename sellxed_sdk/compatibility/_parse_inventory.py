"""Reading an inventory back that a shop has written (docs/formats/inventory.md)."""

from __future__ import annotations

from sellxed_sdk.compatibility._claims import Claim, Mode
from sellxed_sdk.compatibility._inventory import (
    Declaration,
    Plugin,
    PluginState,
    ShopInventory,
    Unread,
)
from sellxed_sdk.signing import Fields, Json, JsonObject, parse_json

__all__ = ["MAX_INVENTORY_BYTES", "parse_inventory"]

MAX_INVENTORY_BYTES = 40_000_000
MAX_PLUGINS = 5_000
MAX_CLAIMS = 100_000
MAX_LIST = 10_000
MAX_TEXT = 10_000
_MODES = "|".join(mode.value for mode in Mode)
_STATES = "|".join(state.value for state in PluginState)


def parse_inventory(data: bytes | str) -> ShopInventory:
    """Return an inventory from what `ShopInventory.to_dict` or the command line wrote.

    So that support staff can check a shop from its ticket. Nothing vouches for it: it says
    what whoever sent it says.

    Args:
        data: JSON of at most 40,000,000 bytes; members that are not known are passed over.

    Raises:
        InvalidDocumentError: Not strict JSON, or a member that is missing or impossible.
    """
    document: JsonObject = parse_json(data, max_bytes=MAX_INVENTORY_BYTES)
    fields = Fields(_without_empty(document))
    platforms = fields.optional_section("platforms")
    return ShopInventory(
        platform=fields.text("platform", max_chars=100),
        platform_version=fields.optional_text("platform_version", max_chars=MAX_TEXT),
        platforms=tuple((name, platforms.text(name)) for name in platforms) if platforms else (),
        plugins=tuple(
            _parse_plugin(entry) for entry in fields.sections("plugins", max_items=MAX_PLUGINS)
        ),
        unread=tuple(
            Unread(path=_text(entry, "path"), reason=_text(entry, "reason"))
            for entry in fields.sections("unread", max_items=MAX_CLAIMS)
        ),
    )


def _without_empty(data: JsonObject) -> JsonObject:
    """Return an object whose empty texts and nulls are absent, at any depth.

    Here both mean that nothing is told.
    """
    return {
        name: _clean(name, value)
        for name, value in data.items()
        if value is not None and value != ""
    }


def _clean(name: str, value: Json) -> Json:
    if isinstance(value, dict):
        return _without_empty(value)
    if not isinstance(value, list):
        return value
    if name == "rank":
        # As members, so that each is read as a number with its place in errors.
        return {str(number): item for number, item in enumerate(value)}
    return [_without_empty(item) if isinstance(item, dict) else item for item in value]


def _parse_plugin(fields: Fields) -> Plugin:
    return Plugin(
        uid=fields.text("uid", max_chars=MAX_TEXT),
        name=_text(fields, "name"),
        version=fields.optional_text("version", max_chars=MAX_TEXT),
        state=PluginState(fields.text("state", pattern=_STATES)),
        evidence=_text(fields, "evidence"),
        kind=_text(fields, "kind"),
        path=_text(fields, "path"),
        requires=_texts(fields, "requires"),
        package=_text(fields, "package"),
        declares=tuple(
            _parse_declaration(entry) for entry in fields.sections("declares", max_items=MAX_LIST)
        ),
        claims=tuple(
            _parse_claim(entry) for entry in fields.sections("claims", max_items=MAX_CLAIMS)
        ),
    )


def _parse_declaration(fields: Fields) -> Declaration:
    return Declaration(
        relation=fields.text("relation", pattern="conflicts|requires"),
        target=fields.text("target", max_chars=MAX_TEXT),
        versions=fields.optional_text("versions", max_chars=MAX_TEXT),
        written=_text(fields, "written"),
        source=_text(fields, "source"),
        path=_text(fields, "path"),
        line=fields.integer("line"),
    )


def _parse_claim(fields: Fields) -> Claim:
    return Claim(
        kind=fields.text("kind", max_chars=100),
        target=_text(fields, "target"),
        member=_text(fields, "member"),
        area=_text(fields, "area"),
        mode=Mode(fields.text("mode", pattern=_MODES)),
        cooperative=fields.boolean("cooperative") if "cooperative" in fields else None,
        value=_text(fields, "value"),
        parents=_texts(fields, "parents"),
        label=_text(fields, "label"),
        rank=_parse_rank(fields),
        undone_by=_texts(fields, "undone_by"),
        path=_text(fields, "path"),
        line=fields.integer("line"),
    )


def _parse_rank(fields: Fields) -> tuple[int, ...] | None:
    section = fields.optional_section("rank")
    if section is None:
        return None
    return tuple(section.integer(name, minimum=-(2**53)) for name in section)


def _text(fields: Fields, name: str) -> str:
    return fields.optional_text(name, max_chars=MAX_TEXT) or ""


def _texts(fields: Fields, name: str) -> tuple[str, ...]:
    return fields.texts(name, max_items=MAX_LIST, max_chars=MAX_TEXT)

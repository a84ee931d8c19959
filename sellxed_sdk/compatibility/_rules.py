"""The vendor's rules: which plugins in which versions do not go together.

docs/formats/rules.md. An operator or field that is not known skips its rule and says
so: half a condition would accuse the wrong shops.
"""

from __future__ import annotations

import re
from datetime import datetime

import attrs

from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.findings import Finding, Severity
from sellxed_sdk.findings.codes import compatibility as codes
from sellxed_sdk.signing import Fields, Keyring, Purpose, parse_json, parse_jws, verify_jws
from sellxed_sdk.versions import Range, parse_range

__all__ = ["RULES_TYP", "Condition", "Remedy", "Rule", "RuleFeed", "parse_rules", "verify_rules"]

RULES_TYP = "sx-rules+jwt"
SCHEMA = 1
MAX_CHARS = 8_000_000
MAX_RULES = 20_000
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_CONDITION_FIELDS = {"plugin", "versions", "state"}
_RULE_FIELDS = {
    "id",
    "rev",
    "status",
    "withdrawn",
    "platform",
    "all",
    "unless",
    "severity",
    "confidence",
    "blocks_support",
    "message",
    "args",
    "remedies",
    "references",
}


@attrs.frozen(kw_only=True)
class Condition:
    """One plugin in a range of versions."""

    plugins: tuple[str, ...]
    """One of these uids."""
    versions: Range | None = None
    """In this range; in any version where None."""
    state: str = "active"
    """``active``: it runs or may run. ``installed``: it is there at all."""


@attrs.frozen(kw_only=True)
class Remedy:
    """One way out."""

    action: str
    """``update``, ``disable``, ``configure`` or ``wait``."""
    plugin: str
    """The plugin that it is done to."""
    to: str | None = None
    """Range to update to."""


@attrs.frozen(kw_only=True)
class Rule:
    """One known conflict."""

    id: str
    """Stable, as ``SXC-2025-0007``."""
    platform: tuple[tuple[str, Range], ...] = ()
    """Only on these platforms in these ranges."""
    conditions: tuple[Condition, ...]
    """All have to hold."""
    unless: tuple[Condition, ...] = ()
    """None may hold."""
    severity: Severity
    """How grave the conflict is."""
    confidence: str
    """``declared``, ``reproduced``, ``derived`` or ``suspected``."""
    blocks_support: bool = False
    """Whether the vendor helps only after it is mended (policy P7)."""
    texts: tuple[tuple[str, str], ...]
    """What happens, by language; English is always there."""
    remedies: tuple[Remedy, ...] = ()
    """Ways out, the best first."""
    references: tuple[str, ...] = ()
    """Where it is documented."""


@attrs.frozen(kw_only=True)
class RuleFeed:
    """All rules of a vendor."""

    feed_id: str
    """Name of the feed."""
    sequence: int
    """Grows with every edition."""
    issued_at: datetime
    """When it was made."""
    expires_at: datetime
    """Until when it is current; it counts afterwards, too."""
    rules: tuple[Rule, ...] = ()
    """What can be applied."""
    skipped: tuple[Finding, ...] = ()
    """What cannot, and why."""


def verify_rules(token: str, *, keyring: Keyring) -> RuleFeed:
    """Return the rules from their signed form.

    Raises:
        InvalidDocumentError: Not rules, or damaged.
        VerificationError: Not signed by a trusted rules key.
    """
    jws = parse_jws(token.strip(), max_chars=MAX_CHARS)
    key = keyring.get(jws.kid, Purpose.RULES)
    return _parse(verify_jws(jws, typ=RULES_TYP, key=key, max_depth=8))


def parse_rules(data: bytes) -> RuleFeed:
    """Return rules from plain JSON, which nobody vouches for.

    Raises:
        InvalidDocumentError: Not strict JSON, of a newer schema, or with a field of the
            feed itself that is missing or impossible.
    """
    return _parse(Fields(parse_json(data, max_bytes=MAX_CHARS)))


def _parse(fields: Fields) -> RuleFeed:
    if fields.integer("schema", minimum=1) != SCHEMA:
        raise fields.error("schema", f"this version of the SDK reads schema {SCHEMA}")
    messages = _parse_messages(fields.optional_section("messages"))
    rules: list[Rule] = []
    skipped: list[Finding] = []
    for index, entry in enumerate(fields.sections("rules", max_items=MAX_RULES)):
        name = f"rules[{index}]"
        try:
            name = entry.text("id", max_chars=64)
            if entry.optional_text("status") != "withdrawn":
                rules.append(_parse_rule(entry, messages))
        except (InvalidDocumentError, ValueError) as error:
            detail = str(error).rstrip(".")
            skipped.append(codes.RULE_SKIPPED.finding(subject=name, rule=name, detail=detail))
    return RuleFeed(
        feed_id=fields.text("feed_id", max_chars=64),
        sequence=fields.integer("sequence", minimum=1),
        issued_at=fields.instant("issued"),
        expires_at=fields.instant("expires"),
        rules=tuple(rules),
        skipped=tuple(skipped),
    )


def _parse_messages(fields: Fields | None) -> dict[str, tuple[tuple[str, str], ...]]:
    if fields is None:
        return {}
    result = {}
    for name in fields:
        texts = fields.section(name)
        result[name] = tuple((language, texts.text(language)) for language in texts)
    return result


def _parse_rule(fields: Fields, messages: dict[str, tuple[tuple[str, str], ...]]) -> Rule:
    unknown = sorted(set(fields) - _RULE_FIELDS)
    if unknown:
        raise fields.error(unknown[0], "this version of the SDK does not know it")
    conditions = tuple(_parse_condition(entry) for entry in fields.sections("all", max_items=10))
    if not conditions:
        raise fields.error("all", "a rule has at least one condition")
    platform = fields.optional_section("platform")
    return Rule(
        id=fields.text("id", max_chars=64),
        platform=tuple((name, parse_range(platform.text(name))) for name in platform)
        if platform
        else (),
        conditions=conditions,
        unless=tuple(_parse_condition(entry) for entry in fields.sections("unless", max_items=10)),
        severity=Severity(fields.text("severity", pattern="info|warning|error|critical")),
        confidence=fields.text("confidence", pattern="declared|reproduced|derived|suspected"),
        blocks_support=fields.boolean("blocks_support", default=False),
        texts=_fill(fields, messages),
        remedies=tuple(_parse_remedy(entry) for entry in fields.sections("remedies", max_items=10)),
        references=fields.texts("references", max_items=20, pattern=r"https://[!-~]+"),
    )


def _fill(
    fields: Fields, messages: dict[str, tuple[tuple[str, str], ...]]
) -> tuple[tuple[str, str], ...]:
    name = fields.text("message", max_chars=100)
    texts = messages.get(name, ())
    if "en" not in dict(texts):
        raise fields.error("message", f"'{name}' has no English text")
    section = fields.optional_section("args")
    args = {key: section.text(key) for key in section} if section else {}
    try:
        return tuple((language, _substitute(text, args)) for language, text in texts)
    except (KeyError, ValueError):
        raise fields.error("args", f"they do not fit the placeholders of '{name}'") from None


def _substitute(text: str, args: dict[str, str]) -> str:
    # Not str.format: a placeholder from outside must not reach into attributes.
    if "{" in _PLACEHOLDER.sub("", text):
        raise ValueError(text)
    return _PLACEHOLDER.sub(lambda match: args[match[1]], text)


def _parse_condition(fields: Fields) -> Condition:
    unknown = sorted(set(fields) - _CONDITION_FIELDS)
    if unknown:
        raise fields.error(unknown[0], "this version of the SDK does not know it")
    uid = r"[a-z0-9]+:[A-Za-z0-9@._/-]{1,200}"
    try:
        plugins = fields.texts("plugin", max_items=50, pattern=uid)
    except InvalidDocumentError:
        plugins = (fields.text("plugin", pattern=uid),)
    versions = fields.optional_text("versions")
    return Condition(
        plugins=plugins,
        versions=parse_range(versions) if versions else None,
        state=fields.optional_text("state", pattern="active|installed") or "active",
    )


def _parse_remedy(fields: Fields) -> Remedy:
    to = fields.optional_text("to")
    if to is not None:
        parse_range(to)
    return Remedy(
        action=fields.text("action", pattern="update|disable|configure|wait"),
        plugin=fields.text("plugin", max_chars=250),
        to=to,
    )

"""Reading the vendor's rules (docs/formats/rules.md).

An operator or field that is not known skips its rule and says so: half a condition
would accuse the wrong shops. One bad rule never takes the others with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from sellxed_sdk.compatibility._rules._conditions import (
    UID,
    normalise_uid,
    parse_conditions,
    parse_platform,
    parse_versions,
    refuse_unknown,
)
from sellxed_sdk.compatibility._rules._messages import (
    Texts,
    fill_text,
    parse_args,
    parse_messages,
)
from sellxed_sdk.compatibility._rules._values import (
    Condition,
    Remedy,
    Rule,
    RuleFeed,
    Withdrawn,
)
from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.findings import Finding, Severity
from sellxed_sdk.findings.codes import compatibility as codes
from sellxed_sdk.signing import Fields, Keyring, Purpose, parse_json, parse_jws, verify_jws

__all__ = [
    "MAX_RULES",
    "MAX_RULES_BYTES",
    "MAX_TOKEN_CHARS",
    "REMEDY_ACTIONS",
    "RULES_TYP",
    "parse_rules",
    "verify_rules",
]

RULES_TYP = "sx-rules+jwt"
SCHEMA = 1
# What the channel delivers; plain rules are larger only where somebody tries things out.
MAX_TOKEN_CHARS = 4_000_000
MAX_RULES_BYTES = 40_000_000
MAX_RULES = 100_000
MAX_REMEDIES = 10
MAX_ID_CHARS = 64
REMEDY_ACTIONS = frozenset(
    {"update", "disable", "configure", "reorder", "replace", "wait", "contact"}
)
_RULE_FIELDS = frozenset(
    {
        "id",
        "rev",
        "status",
        "withdrawn_reason",
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
)


def verify_rules(token: str, *, keyring: Keyring) -> RuleFeed:
    """Return the rules from their signed form, a compact JWS.

    Args:
        token: At most 4,000,000 characters.
        keyring: The vendor's keys; one of purpose ``rules`` has to have signed.

    Raises:
        InvalidDocumentError: Not rules, or damaged.
        VerificationError: Not signed by a trusted rules key that was in use when they
            were issued.
    """
    jws = parse_jws(token.strip(), max_chars=MAX_TOKEN_CHARS)
    key = keyring.get(jws.kid, Purpose.RULES)
    feed = _parse(verify_jws(jws, typ=RULES_TYP, key=key, max_depth=8))
    key.verify_date(feed.issued_at)
    return feed


def parse_rules(data: bytes | str) -> RuleFeed:
    """Return rules from plain JSON, which nobody vouches for.

    Args:
        data: At most 40,000,000 bytes.

    Raises:
        InvalidDocumentError: Not strict JSON, of a newer schema, or with a field of the
            feed itself that is missing or impossible.
    """
    return _parse(Fields(parse_json(data, max_bytes=MAX_RULES_BYTES)))


def _parse(fields: Fields) -> RuleFeed:
    if fields.integer("schema", minimum=1) != SCHEMA:
        raise fields.error("schema", f"this version of the SDK reads schema {SCHEMA}")
    messages = parse_messages(fields.optional_section("messages"))
    rules: dict[str, Rule] = {}
    withdrawn: dict[str, Withdrawn] = {}
    skipped: list[Finding] = []
    for index, entry in enumerate(fields.sections("rules", max_items=MAX_RULES)):
        name = f"rules[{index}]"
        try:
            name = entry.text("id", max_chars=MAX_ID_CHARS)
            status = entry.optional_text("status", pattern="active|withdrawn")
            if name in rules or name in withdrawn:
                raise entry.error("id", "it is used twice")
            if status == "withdrawn":
                withdrawn[name] = _parse_withdrawn(name, entry)
            else:
                rules[name] = _parse_rule(entry, messages)
        except InvalidDocumentError as error:
            detail = str(error).rstrip(".")
            skipped.append(codes.RULE_SKIPPED.finding(subject=name, rule=name, detail=detail))
    return RuleFeed(
        feed_id=fields.text("feed_id", max_chars=64),
        sequence=fields.integer("sequence", minimum=1),
        issued_at=fields.instant("issued"),
        expires_at=fields.instant("expires"),
        rules=tuple(rules.values()),
        skipped=tuple(skipped),
        withdrawn=tuple(withdrawn.values()),
        min_sdk=fields.optional_text("min_sdk", max_chars=20, pattern=r"[0-9]+(\.[0-9]+){0,3}"),
    )


def _parse_withdrawn(name: str, fields: Fields) -> Withdrawn:
    """Return a rule that was withdrawn: it stays so, whatever else of it cannot be read."""
    reason = ""
    conditions: tuple[Condition, ...] = ()
    references: tuple[str, ...] = ()
    with suppress(InvalidDocumentError):
        reason = fields.text("withdrawn_reason")
    with suppress(InvalidDocumentError):
        conditions, _ = parse_conditions(fields, "all")
    with suppress(InvalidDocumentError):
        references = _parse_references(fields)
    return Withdrawn(id=name, reason=reason, conditions=conditions, references=references)


def _parse_rule(fields: Fields, messages: Mapping[str, Texts]) -> Rule:
    refuse_unknown(fields, _RULE_FIELDS)
    conditions, claims = parse_conditions(fields, "all")
    if not conditions:
        raise fields.error("all", "a rule names at least one plugin")
    unless, unless_claims = parse_conditions(fields, "unless")
    args = parse_args(fields)
    remedies = (
        _parse_remedy(entry, messages, args)
        for entry in fields.sections("remedies", max_items=MAX_REMEDIES)
    )
    return Rule(
        id=fields.text("id", max_chars=MAX_ID_CHARS),
        rev=fields.integer("rev", minimum=1) if "rev" in fields else 1,
        platform=parse_platform(fields.optional_section("platform")),
        conditions=conditions,
        claims=claims,
        unless=unless,
        unless_claims=unless_claims,
        severity=Severity(fields.text("severity", pattern="info|warning|error|critical")),
        confidence=fields.text("confidence", pattern="declared|reproduced|derived|suspected"),
        blocks_support=fields.boolean("blocks_support", default=False),
        texts=fill_text(fields, "message", messages=messages, args=args),
        remedies=tuple(remedy for remedy in remedies if remedy is not None),
        references=_parse_references(fields),
    )


def _parse_references(fields: Fields) -> tuple[str, ...]:
    return fields.texts("references", max_items=20, pattern=r"https://[!-~]+")


def _parse_remedy(
    fields: Fields, messages: Mapping[str, Texts], args: Mapping[str, str]
) -> Remedy | None:
    """Return a remedy; None where a newer SDK knows what to do: the conflict stays one."""
    action = fields.text("action")
    if action not in REMEDY_ACTIONS:
        return None
    plugin = normalise_uid(fields.text("plugin", pattern=UID))
    to = None
    if "to" in fields:
        to = parse_versions(fields, "to", (plugin.partition(":")[0],)).text
    side_effects: Texts = ()
    if "side_effects" in fields:
        side_effects = fill_text(fields, "side_effects", messages=messages, args=args)
    return Remedy(
        action=action,
        plugin=plugin,
        to=to,
        by=normalise_uid(fields.text("by", pattern=UID)) if "by" in fields else None,
        side_effects=side_effects,
    )

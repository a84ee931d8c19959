"""Reading the vendor's rules (docs/formats/rules.md).

An operator or field that is not known skips its rule and says so: half a condition
would accuse the wrong shops. One bad rule never takes the others with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TypeAlias

from sellxed_sdk.compatibility._rules._values import Condition, Remedy, Rule, RuleFeed
from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.findings import Finding, Severity
from sellxed_sdk.findings.codes import compatibility as codes
from sellxed_sdk.signing import Fields, Keyring, Purpose, parse_json, parse_jws, verify_jws
from sellxed_sdk.versions import Range, parse_range, scheme_for

__all__ = ["MAX_TOKEN_CHARS", "REMEDY_ACTIONS", "RULES_TYP", "parse_rules", "verify_rules"]

RULES_TYP = "sx-rules+jwt"
SCHEMA = 1
MAX_BYTES = 8_000_000
# What the channel delivers; plain rules are larger only where somebody tries things out.
MAX_TOKEN_CHARS = 4_000_000
MAX_RULES = 20_000
REMEDY_ACTIONS = frozenset({"update", "disable", "configure", "wait"})
_UID = r"[a-z0-9]+:[A-Za-z0-9@._/-]{1,200}"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_CONDITION_FIELDS = frozenset({"plugin", "versions", "state"})
_RULE_FIELDS = frozenset(
    {
        "id",
        "rev",
        "status",
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

_Texts: TypeAlias = tuple[tuple[str, str], ...]


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
        data: At most 8,000,000 bytes.

    Raises:
        InvalidDocumentError: Not strict JSON, of a newer schema, or with a field of the
            feed itself that is missing or impossible.
    """
    return _parse(Fields(parse_json(data, max_bytes=MAX_BYTES)))


def _parse(fields: Fields) -> RuleFeed:
    if fields.integer("schema", minimum=1) != SCHEMA:
        raise fields.error("schema", f"this version of the SDK reads schema {SCHEMA}")
    messages = _parse_messages(fields.optional_section("messages"))
    rules: dict[str, Rule] = {}
    skipped: list[Finding] = []
    for index, entry in enumerate(fields.sections("rules", max_items=MAX_RULES)):
        name = f"rules[{index}]"
        try:
            name = entry.text("id", max_chars=64)
            if entry.optional_text("status", pattern="active|withdrawn") == "withdrawn":
                continue
            if name in rules:
                raise entry.error("id", "it is used twice")
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
    )


def _parse_messages(fields: Fields | None) -> dict[str, _Texts]:
    """Return the texts by name and language; one that cannot be read counts as missing."""
    if fields is None:
        return {}
    return {name: tuple(_read_texts(fields, name)) for name in fields}


def _read_texts(fields: Fields, name: str) -> Iterator[tuple[str, str]]:
    with suppress(InvalidDocumentError):
        section = fields.section(name)
        for language in section:
            with suppress(InvalidDocumentError):
                yield language, section.text(language)


def _parse_rule(fields: Fields, messages: Mapping[str, _Texts]) -> Rule:
    _refuse_unknown(fields, _RULE_FIELDS)
    conditions = tuple(_parse_condition(entry) for entry in fields.sections("all", max_items=10))
    if not conditions:
        raise fields.error("all", "a rule has at least one condition")
    remedies = (_parse_remedy(entry) for entry in fields.sections("remedies", max_items=10))
    return Rule(
        id=fields.text("id", max_chars=64),
        rev=fields.integer("rev", minimum=1) if "rev" in fields else 1,
        platform=_parse_platform(fields.optional_section("platform")),
        conditions=conditions,
        unless=tuple(_parse_condition(entry) for entry in fields.sections("unless", max_items=10)),
        severity=Severity(fields.text("severity", pattern="info|warning|error|critical")),
        confidence=fields.text("confidence", pattern="declared|reproduced|derived|suspected"),
        blocks_support=fields.boolean("blocks_support", default=False),
        texts=_fill(fields, messages),
        remedies=tuple(remedy for remedy in remedies if remedy is not None),
        references=fields.texts("references", max_items=20, pattern=r"https://[!-~]+"),
    )


def _refuse_unknown(fields: Fields, known: frozenset[str]) -> None:
    unknown = sorted(set(fields) - known)
    if unknown:
        raise fields.error(unknown[0], "this version of the SDK does not know it")


def _parse_platform(fields: Fields | None) -> tuple[tuple[str, Range], ...]:
    if fields is None:
        return ()
    return tuple((name, _parse_versions(fields, name, (name,))) for name in fields)


def _parse_condition(fields: Fields) -> Condition:
    _refuse_unknown(fields, _CONDITION_FIELDS)
    plugins = _parse_plugins(fields)
    platforms = tuple(uid.partition(":")[0] for uid in plugins)
    return Condition(
        plugins=plugins,
        versions=_parse_versions(fields, "versions", platforms) if "versions" in fields else None,
        state=fields.optional_text("state", pattern="active|installed") or "active",
    )


def _parse_plugins(fields: Fields) -> tuple[str, ...]:
    try:
        fields.text("plugin")
    except InvalidDocumentError:
        uids = fields.texts("plugin", max_items=50, pattern=_UID)
    else:
        uids = (fields.text("plugin", pattern=_UID),)
    if not uids:
        raise fields.error("plugin", "a condition names at least one plugin")
    return tuple(dict.fromkeys(map(_normalise, uids)))


def _normalise(uid: str) -> str:
    # Python's names are one in any spelling (PEP 503); others are taken to the letter.
    platform, _, name = uid.partition(":")
    return f"python:{re.sub(r'[-_.]+', '-', name).lower()}" if platform == "python" else uid


def _parse_versions(fields: Fields, name: str, platforms: tuple[str, ...]) -> Range:
    try:
        versions = parse_range(fields.text(name))
    except ValueError as error:
        raise fields.error(name, str(error)) from None
    for scheme in dict.fromkeys(map(scheme_for, platforms)):
        unreadable = versions.unreadable(scheme=scheme)
        if unreadable:
            detail = f"'{unreadable[0][:40]}' is no version of {scheme.value}"
            raise fields.error(name, detail)
    return versions


def _parse_remedy(fields: Fields) -> Remedy | None:
    """Return a remedy; None where a newer SDK knows what to do: the conflict stays one."""
    action = fields.text("action")
    if action not in REMEDY_ACTIONS:
        return None
    plugin = _normalise(fields.text("plugin", pattern=_UID))
    to = None
    if "to" in fields:
        to = _parse_versions(fields, "to", (plugin.partition(":")[0],)).text
    return Remedy(action=action, plugin=plugin, to=to)


def _fill(fields: Fields, messages: Mapping[str, _Texts]) -> _Texts:
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


def _substitute(text: str, args: Mapping[str, str]) -> str:
    # Not str.format: a placeholder from outside must not reach into attributes.
    if "{" in _PLACEHOLDER.sub("", text):
        raise ValueError(text)
    return _PLACEHOLDER.sub(lambda match: args[match[1]], text)

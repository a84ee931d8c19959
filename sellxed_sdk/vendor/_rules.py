"""Checking and signing compatibility rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from sellxed_sdk.compatibility import (
    MAX_RULES,
    MAX_RULES_BYTES,
    MAX_TOKEN_CHARS,
    REMEDY_ACTIONS,
    RULES_TYP,
    Condition,
    Rule,
    RuleFeed,
    parse_rules,
)
from sellxed_sdk.errors import InvalidDocumentError, PublishError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import compatibility as codes
from sellxed_sdk.signing import Fields, JsonObject, Signer, parse_json, sign_jws
from sellxed_sdk.vendor._rules_doubts import find_doubts
from sellxed_sdk.versions import Range, scheme_for

__all__ = ["build_rules", "lint_rules"]

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
LANGUAGES = ("en", "de", "fr", "it")
_FEED_FIELDS = frozenset(
    {"schema", "feed_id", "sequence", "issued", "expires", "min_sdk", "messages", "rules"}
)
_REMEDY_FIELDS = frozenset({"action", "plugin", "to", "by", "side_effects"})


def lint_rules(source: bytes) -> tuple[Finding, ...]:
    """Return what is wrong with rules: faults, and texts that are missing.

    Args:
        source: The JSON (docs/formats/rules.md).

    Returns:
        ``RULES_FAULT`` for what must not be published, as a rule that shops would skip
        or that can never match; ``RULES_DOUBT`` and ``RULES_TRANSLATION_MISSING`` for what
        should be mended; ``RULE_WITHDRAWN`` for what was taken back, with the reason.

    Raises:
        InvalidDocumentError: The feed itself cannot be read.
    """
    feed = parse_rules(source)
    fields = Fields(parse_json(source, max_bytes=MAX_RULES_BYTES))
    faults = [
        *_faults_of_feed(feed, fields),
        *((str(f.param("rule")), str(f.param("detail"))) for f in feed.skipped),
        *((rule.id, detail) for rule in feed.rules for detail in _faults_of(rule)),
        *_faults_of_remedies(fields),
        *(
            (gone.id, "it is withdrawn without a reason")
            for gone in feed.withdrawn
            if not gone.reason
        ),
    ]
    doubts = find_doubts(feed, fields, placeholders=_placeholders(fields))
    return (
        *(codes.RULES_FAULT.finding(subject=name, rule=name, detail=text) for name, text in faults),
        *(codes.RULES_DOUBT.finding(subject=name, rule=name, detail=text) for name, text in doubts),
        *_missing_texts(fields),
        *(
            codes.RULE_WITHDRAWN.finding(subject=gone.id, rule=gone.id, reason=gone.reason)
            for gone in feed.withdrawn
            if gone.reason
        ),
    )


def build_rules(source: bytes, *, signer: Signer) -> str:
    """Return the signed form of rules.

    Args:
        source: The JSON (docs/formats/rules.md).
        signer: A key of purpose ``rules``.

    Raises:
        PublishError: A rule has a fault; the message names the first.
    """
    try:
        faults = [f for f in lint_rules(source) if f.code == codes.RULES_FAULT.name]
        document: JsonObject = parse_json(source, max_bytes=MAX_RULES_BYTES)
    except InvalidDocumentError as error:
        raise PublishError(
            error.message, code=error.code, hint=error.hint, step="rules", **error.context
        ) from None
    token = sign_jws(document, typ=RULES_TYP, signer=signer) if not faults else ""
    if len(token) > MAX_TOKEN_CHARS:
        detail = f"it has {len(token)} characters signed; shops read {MAX_TOKEN_CHARS}"
        faults.append(codes.RULES_FAULT.finding(rule="feed", detail=detail))
    if faults:
        rule, detail = str(faults[0].param("rule")), str(faults[0].param("detail"))
        raise codes.RULES_FAULT.error(PublishError, rule=rule, detail=detail, step="rules")
    return token


def _faults_of_feed(feed: RuleFeed, fields: Fields) -> Iterator[tuple[str, str]]:
    for name in sorted(set(fields) - _FEED_FIELDS):
        yield "feed", f"the field '{name}' is not known"
    if feed.expires_at <= feed.issued_at:
        yield "feed", "it expires before it is issued"


def _faults_of(rule: Rule) -> Iterator[str]:
    """Yield why a rule that can be read is not what its author means."""
    for name, versions in rule.platform:
        if versions.is_empty(scheme=scheme_for(name)):
            yield f"no version lies in a part of '{versions.text}'"
    for condition in (*rule.conditions, *rule.unless):
        if condition.versions is not None and _is_empty(condition, condition.versions):
            yield f"no version lies in a part of '{condition.versions.text}'"
    named = {uid for condition in rule.conditions for uid in condition.plugins}
    if len(named) < len(rule.conditions):
        yield "it has more conditions than plugins, and each takes a different one"
    for remedy in rule.remedies:
        if remedy.action in ("update", "disable") and remedy.plugin not in named:
            yield f"its remedy is about '{remedy.plugin}', which no condition names"


def _is_empty(condition: Condition, versions: Range) -> bool:
    schemes = {scheme_for(uid.partition(":")[0]) for uid in condition.plugins}
    return all(versions.is_empty(scheme=scheme) for scheme in schemes)


def _faults_of_remedies(fields: Fields) -> Iterator[tuple[str, str]]:
    # Shops pass over remedies that they do not know, so that newer feeds stay readable.
    for entry in fields.sections("rules", max_items=MAX_RULES):
        # What cannot be read at all is told already: the rule was skipped.
        with suppress(InvalidDocumentError):
            name = entry.text("id", max_chars=64)
            for remedy in entry.sections("remedies", max_items=10):
                for unknown in sorted(set(remedy) - _REMEDY_FIELDS):
                    yield name, f"the field '{unknown}' of a remedy is not known"
                if remedy.text("action") not in REMEDY_ACTIONS:
                    yield name, f"the action '{remedy.text('action')}' is not known"


def _placeholders(fields: Fields) -> dict[str, frozenset[str]]:
    """Return the placeholders of every message, in whatever language."""
    messages = fields.optional_section("messages") or Fields({})
    found = {}
    for name in messages:
        with suppress(InvalidDocumentError):
            texts = messages.section(name)
            found[name] = frozenset(
                placeholder
                for language in texts
                if _has_text(messages, name, language)
                for placeholder in _PLACEHOLDER.findall(texts.text(language))
            )
    return found


def _missing_texts(fields: Fields) -> Iterator[Finding]:
    messages = fields.optional_section("messages") or Fields({})
    for name in messages:
        missing = [language for language in LANGUAGES if not _has_text(messages, name, language)]
        if missing:
            yield codes.RULES_TRANSLATION_MISSING.finding(
                subject=name, message=name, languages=", ".join(missing)
            )


def _has_text(messages: Fields, name: str, language: str) -> bool:
    try:
        return bool(messages.section(name).text(language))
    except InvalidDocumentError:
        return False

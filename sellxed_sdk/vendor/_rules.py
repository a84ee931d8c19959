"""Checking and signing compatibility rules."""

from __future__ import annotations

from sellxed_sdk.compatibility import RULES_TYP, parse_rules
from sellxed_sdk.errors import InvalidDocumentError, PublishError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import compatibility as codes
from sellxed_sdk.signing import Fields, JsonObject, Signer, parse_json, sign_jws

__all__ = ["build_rules", "lint_rules"]

LANGUAGES = ("en", "de", "fr", "it")
MAX_BYTES = 8_000_000


def lint_rules(source: bytes) -> tuple[Finding, ...]:
    """Return what is wrong with rules: faults, and texts that are missing.

    Args:
        source: The JSON (docs/formats/rules.md).

    Raises:
        InvalidDocumentError: The feed itself cannot be read.
    """
    feed = parse_rules(source)
    findings = [
        codes.RULES_FAULT.finding(
            subject=skipped.subject,
            rule=skipped.subject,
            detail=str(skipped.param("detail") or ""),
        )
        for skipped in feed.skipped
    ]
    fields = Fields(parse_json(source, max_bytes=MAX_BYTES))
    seen: set[str] = set()
    for rule in feed.rules:
        if rule.id in seen:
            findings.append(
                codes.RULES_FAULT.finding(
                    subject=rule.id, rule=rule.id, detail="its id is used twice"
                )
            )
        seen.add(rule.id)
    messages = fields.optional_section("messages")
    for name in messages or ():
        texts = messages.section(name) if messages else Fields({})
        missing = [language for language in LANGUAGES if language not in texts]
        if missing:
            findings.append(
                codes.RULES_TRANSLATION_MISSING.finding(
                    subject=name, message=name, languages=", ".join(missing)
                )
            )
    return tuple(findings)


def build_rules(source: bytes, *, signer: Signer) -> str:
    """Return the signed form of rules.

    Raises:
        PublishError: A rule has a fault; the message names the first.
    """
    try:
        faults = [f for f in lint_rules(source) if f.code == codes.RULES_FAULT.name]
        document: JsonObject = parse_json(source, max_bytes=MAX_BYTES)
    except InvalidDocumentError as error:
        raise PublishError(
            error.message, code=error.code, hint=error.hint, step="rules", **error.context
        ) from None
    if faults:
        rule, detail = str(faults[0].param("rule")), str(faults[0].param("detail"))
        raise codes.RULES_FAULT.error(PublishError, rule=rule, detail=detail, step="rules")
    return sign_jws(document, typ=RULES_TYP, signer=signer)

"""Reading and writing a search that was interrupted (docs/formats/bisection.md)."""

from __future__ import annotations

from sellxed_sdk.compatibility._bisection._values import (
    MAX_ANSWERS,
    MAX_CONFIRMATIONS,
    MAX_PLUGINS,
    Answer,
    Bisection,
    Outcome,
)
from sellxed_sdk.signing import Fields, JsonObject, dump_json, parse_json

__all__ = ["MAX_BISECTION_BYTES", "parse_bisection", "render_bisection"]

MAX_BISECTION_BYTES = 16_000_000
SCHEMA = 1
MAX_NAME = 300
_OUTCOMES = "|".join(outcome.value for outcome in Outcome)


def render_bisection(bisection: Bisection) -> str:
    """Return a search as JSON text, from which `parse_bisection` makes it again."""
    data: JsonObject = {
        "schema": SCHEMA,
        "plugins": list(bisection.plugins),
        "suspects": bisection.suspects,
        "requires": {name: list(needed) for name, needed in bisection.requires},
        "always_on": list(bisection.always_on),
        "confirmations": bisection.confirmations,
        "max_causes": bisection.max_causes,
        "max_probes": bisection.max_probes,
        "context": dict(bisection.context),
        "answers": [
            {"outcome": answer.outcome.value, "enabled": list(answer.enabled)}
            for answer in bisection.answers
        ],
    }
    return dump_json(data, indent=2) + "\n"


def parse_bisection(data: bytes | str) -> Bisection:
    """Return a search from its JSON text.

    Args:
        data: At most 16,000,000 bytes.

    Raises:
        InvalidDocumentError: Not strict JSON, of a newer schema, or with a field that is
            missing or impossible.
    """
    fields = Fields(parse_json(data, max_bytes=MAX_BISECTION_BYTES))
    if fields.integer("schema", minimum=1) != SCHEMA:
        raise fields.error("schema", f"this version of the SDK reads schema {SCHEMA}")
    plugins = _read_names(fields, "plugins")
    known = frozenset(plugins)
    answers = fields.sections("answers", max_items=MAX_ANSWERS)
    return Bisection(
        plugins=plugins,
        suspects=_read_number(fields, "suspects", 0, 0, len(plugins)),
        requires=_read_requires(fields.optional_section("requires"), known),
        always_on=_read_names(fields, "always_on"),
        confirmations=_read_number(fields, "confirmations", 1, 0, MAX_CONFIRMATIONS),
        max_causes=_read_number(fields, "max_causes", 5, 1, MAX_PLUGINS),
        max_probes=_read_number(fields, "max_probes", 1_000, 1, MAX_ANSWERS),
        context=_read_context(fields.optional_section("context")),
        answers=tuple(_read_answer(entry, known) for entry in answers),
    )


def _read_number(fields: Fields, name: str, default: int, least: int, most: int) -> int:
    if name not in fields:
        return default
    return fields.integer(name, minimum=least, maximum=most)


def _read_names(fields: Fields, name: str, known: frozenset[str] | None = None) -> tuple[str, ...]:
    names = fields.texts(name, max_items=MAX_PLUGINS, max_chars=MAX_NAME)
    if len(set(names)) != len(names):
        raise fields.error(name, "a plugin stands there twice")
    if known is not None and not known.issuperset(names):
        stranger = next(each for each in names if each not in known)
        raise fields.error(name, f"'{stranger[:100]}' is not among the plugins")
    return names


def _read_requires(
    fields: Fields | None, known: frozenset[str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if fields is None:
        return ()
    for name in fields:
        if name not in known:
            raise fields.error(name[:100], "it is not among the plugins")
    return tuple((name, _read_names(fields, name, known)) for name in fields)


def _read_context(fields: Fields | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, fields.text(name)) for name in fields)) if fields else ()


def _read_answer(fields: Fields, known: frozenset[str]) -> Answer:
    return Answer(
        enabled=_read_names(fields, "enabled", known),
        outcome=Outcome(fields.text("outcome", pattern=_OUTCOMES)),
    )

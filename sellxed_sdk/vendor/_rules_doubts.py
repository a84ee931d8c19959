"""What is strange about rules that can be read: mostly slips of their authors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from sellxed_sdk.compatibility import MAX_RULES, Condition, Remedy, Rule, RuleFeed
from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.signing import Fields
from sellxed_sdk.versions import Range, Scheme, parse_range, scheme_for

__all__ = ["find_doubts"]

_EVIDENCED = frozenset({"declared", "reproduced"})


def find_doubts(
    feed: RuleFeed, fields: Fields, *, placeholders: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, str]]:
    """Yield the rule and what is strange about it.

    Args:
        feed: The rules as shops read them.
        fields: The same as they are written.
        placeholders: The placeholders of every message.
    """
    yield from _doubts_about_texts(fields, placeholders)
    for rule in feed.rules:
        if rule.confidence in _EVIDENCED and not rule.references:
            yield rule.id, f"its confidence is '{rule.confidence}', and nothing documents it"
        for condition in rule.conditions:
            if condition.versions is not None and _overlaps(condition.versions, _scheme(condition)):
                yield rule.id, f"parts of '{condition.versions.text}' overlap"
        for remedy in rule.remedies:
            yield from ((rule.id, text) for text in _doubts_about_remedy(remedy, rule))
    yield from _find_shadows(feed.rules)


def _doubts_about_texts(
    fields: Fields, placeholders: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, str]]:
    used: set[str] = set()
    for entry in fields.sections("rules", max_items=MAX_RULES):
        # What cannot be read at all is told already: the rule was skipped.
        with suppress(InvalidDocumentError):
            names = [entry.text("message")]
            names += [
                text
                for remedy in entry.sections("remedies")
                if (text := remedy.optional_text("side_effects")) is not None
            ]
            used.update(names)
            wanted: frozenset[str] = frozenset().union(
                *(placeholders.get(name, frozenset()) for name in names)
            )
            for name in sorted(set(entry.optional_section("args") or ()) - wanted):
                yield entry.text("id"), f"its text has no place for '{name}'"
    for name in sorted(placeholders.keys() - used):
        yield "feed", f"no rule uses the message '{name}'"


def _doubts_about_remedy(remedy: Remedy, rule: Rule) -> Iterator[str]:
    if remedy.action == "replace" and remedy.by is None:
        yield f"its remedy does not say what replaces '{remedy.plugin}'"
    if remedy.action != "update" or remedy.to is None:
        return
    lowest = [
        comparator.version
        for group in parse_range(remedy.to).alternatives
        for comparator in group
        if comparator.operator in (">=", "=")
    ]
    for condition in rule.conditions:
        if remedy.plugin in condition.plugins and condition.versions is not None:
            inside = [
                version
                for version in lowest
                if condition.versions.contains(version, scheme=_scheme(condition))
            ]
            if inside:
                yield f"updated to {inside[0]}, '{remedy.plugin}' is still in its range"


def _overlaps(versions: Range, scheme: Scheme) -> bool:
    if len(versions.alternatives) < 2:
        return False
    parts = [Range("", (group,)) for group in versions.alternatives]
    return any(
        sum(part.contains(version, scheme=scheme) is True for part in parts) > 1
        for version in _samples(versions)
    )


def _samples(*ranges: Range | None) -> list[str]:
    """Return versions on and right after every end, which tell ranges apart."""
    ends = {
        comparator.version
        for versions in ranges
        if versions is not None
        for group in versions.alternatives
        for comparator in group
    }
    return ["0", *sorted(ends), *sorted(f"{end}.1" for end in ends)]


def _find_shadows(rules: tuple[Rule, ...]) -> Iterator[tuple[str, str]]:
    """Yield rules that never tell more than another one about the same plugins."""
    by_plugin: dict[str, list[Rule]] = {}
    for rule in rules:
        for condition in rule.conditions:
            for uid in condition.plugins:
                by_plugin.setdefault(uid, []).append(rule)
    places = {rule.id: number for number, rule in enumerate(rules)}
    for rule in rules:
        near = {
            other.id: other
            for condition in rule.conditions
            for uid in condition.plugins
            for other in by_plugin[uid]
        }
        for other in near.values():
            if other is rule or not _is_wider(other, rule):
                continue
            if _is_wider(rule, other):
                if places[other.id] < places[rule.id]:
                    yield rule.id, f"it says the same as '{other.id}'"
            else:
                yield rule.id, f"'{other.id}' covers all of it and is as grave"
            break


def _is_wider(wide: Rule, narrow: Rule) -> bool:
    """Whether one rule applies wherever the other does, and is at least as grave."""
    if wide.severity.rank < narrow.severity.rank or wide.platform not in ((), narrow.platform):
        return False
    for own, others in (
        (wide.claims, narrow.claims),
        (wide.unless_claims, narrow.unless_claims),
        (wide.unless, narrow.unless),
    ):
        if own and own != others:
            return False
    left = list(narrow.conditions)
    for condition in wide.conditions:
        match = next((one for one in left if _covers(condition, one)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _covers(wide: Condition, narrow: Condition) -> bool:
    if not set(narrow.plugins) <= set(wide.plugins):
        return False
    if wide.state not in (narrow.state, "installed"):
        return False
    if wide.versions is None:
        return True
    if narrow.versions is None:
        return False
    scheme = _scheme(narrow)
    return all(
        wide.versions.contains(version, scheme=scheme)
        for version in _samples(wide.versions, narrow.versions)
        if narrow.versions.contains(version, scheme=scheme)
    )


def _scheme(condition: Condition) -> Scheme:
    return scheme_for(condition.plugins[0].partition(":")[0])

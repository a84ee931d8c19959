"""One thing is told once: what a rule says, and what files tell of the same plugins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from sellxed_sdk.compatibility._claims import Claim
from sellxed_sdk.compatibility._conflict import Conflict, Member

__all__ = ["join_conflicts"]


def join_conflicts(known: Sequence[Conflict], found: Iterable[Conflict]) -> tuple[Conflict, ...]:
    """Return all conflicts, overlaps as the evidence of what is known of the same plugins.

    Args:
        known: By rules and by the plugins' own manifests.
        found: Overlaps. One that is graver than what is known stays apart.
    """
    evidence: dict[int, dict[str, list[Claim]]] = {}
    apart = []
    for overlap in found:
        number = next((n for n, rule in enumerate(known) if _explains(rule, overlap)), None)
        if number is None:
            apart.append(overlap)
            continue
        for member in overlap.members:
            claims = evidence.setdefault(number, {}).setdefault(member.uid, [])
            claims += [claim for claim in member.claims if claim not in claims]
    explained = [
        _with_evidence(rule, evidence[n]) if n in evidence else rule for n, rule in enumerate(known)
    ]
    return tuple(sorted((*explained, *apart), key=lambda conflict: -conflict.severity.rank))


def _explains(rule: Conflict, overlap: Conflict) -> bool:
    return (
        rule.likely
        and overlap.uids <= rule.uids
        and rule.severity.needs_action
        and rule.severity.rank >= overlap.severity.rank
    )


def _with_evidence(rule: Conflict, claims: dict[str, list[Claim]]) -> Conflict:
    members: list[Member] = [
        attrs.evolve(member, claims=tuple(claims.get(member.uid, ()))) for member in rule.members
    ]
    return attrs.evolve(rule, members=tuple(members))

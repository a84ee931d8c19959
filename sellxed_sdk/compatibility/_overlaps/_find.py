"""`match_overlaps`: conflicts that no rule names, from what plugins change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from sellxed_sdk.compatibility._claims import Claim
from sellxed_sdk.compatibility._conflict import Conflict, Member
from sellxed_sdk.compatibility._inventory import Plugin, PluginState, ShopInventory
from sellxed_sdk.compatibility._overlaps._kinds import find_kind
from sellxed_sdk.compatibility._overlaps._lattice import Effect, Outcome, judge_pair
from sellxed_sdk.compatibility._overlaps._places import Place, Relations, find_places
from sellxed_sdk.findings import Code, Finding, Severity
from sellxed_sdk.findings.codes import overlaps as codes

__all__ = ["match_overlaps"]

# A place that hundreds of plugins claim is told with some of them.
MAX_MEMBERS = 100
_CODES: Mapping[Effect, Code] = {
    Effect.CLASH: codes.OVERLAP_CLASH,
    Effect.NARROW: codes.OVERLAP_NARROW,
    Effect.REPLACED: codes.OVERLAP_REPLACED,
    Effect.CHAIN_BROKEN: codes.OVERLAP_CHAIN_BROKEN,
    Effect.UNDONE: codes.OVERLAP_UNDONE,
    Effect.LIBRARY: codes.OVERLAP_LIBRARY,
    Effect.UNCLEAR: codes.OVERLAP_UNCLEAR,
    Effect.WRAPPED: codes.OVERLAP_WRAPPED,
}
_ORDER = tuple(Effect)


@attrs.frozen
class _Pair:
    uids: tuple[str, str]
    claims: tuple[Claim, Claim]
    outcome: Outcome


def match_overlaps(
    inventory: ShopInventory, *, ours: frozenset[str] = frozenset()
) -> tuple[Conflict, ...]:
    """Return where plugins get in each other's way by what they change, gravest first.

    Evidence from files, not an experiment: the confidence is ``derived``, or ``suspected``
    where the text does not tell.

    Args:
        inventory: What is installed, with claims.
        ours: Uids of our own plugins: what is lost of them is an error.
    """
    relations = Relations(inventory)
    plugins = {plugin.uid: plugin for plugin in inventory.plugins}
    found = []
    for place, by_uid in find_places(inventory).items():
        groups: dict[tuple[Effect, bool], list[_Pair]] = {}
        for uids in relations.pairs(list(by_uid)[:MAX_MEMBERS]):
            pair = _judge(uids, by_uid)
            if pair is not None:
                groups.setdefault((pair.outcome.effect, pair.outcome.is_grave), []).append(pair)
        found += [_Ruling(place, pairs, plugins).conflict(ours) for pairs in groups.values()]
    return tuple(sorted(found, key=_order))


def _order(conflict: Conflict) -> tuple[int, str, str, str, str]:
    uids = " ".join(member.uid for member in conflict.members)
    return -conflict.severity.rank, conflict.rule_id, conflict.target, conflict.code, uids


def _judge(uids: tuple[str, str], by_uid: Mapping[str, tuple[Claim, ...]]) -> _Pair | None:
    """Return the gravest of what happens between two plugins at one place."""
    found = [
        _Pair(uids, (left, right), outcome)
        for left in by_uid[uids[0]]
        for right in by_uid[uids[1]]
        if (outcome := judge_pair(left, right, uids=uids)) is not None
    ]
    return min(found, key=lambda pair: _ORDER.index(pair.outcome.effect), default=None)


class _Ruling:
    """What one effect at one place means for the plugins that take part."""

    def __init__(self, place: Place, pairs: Sequence[_Pair], plugins: Mapping[str, Plugin]) -> None:
        self._family = place[0]
        self._pairs = pairs
        self._plugins = plugins
        self._effect = pairs[0].outcome.effect
        self._is_grave = pairs[0].outcome.is_grave
        self._claims: dict[str, dict[Claim, None]] = {}
        self._lost: set[str] = set()
        unharmed: set[str] = set()
        for pair in pairs:
            for uid, claim, loses in zip(pair.uids, pair.claims, pair.outcome.loses, strict=True):
                self._claims.setdefault(uid, {})[claim] = None
                (self._lost if loses else unharmed).add(uid)
        # Whoever wins against one and loses against another has no effect in the end.
        self._winners = sorted(unharmed - self._lost) if self._lost else []

    def conflict(self, ours: frozenset[str]) -> Conflict:
        """Return it as a conflict; what is lost of ours is an error."""
        code = self._code()
        details = tuple((name, text) for name, text in self._details() if name in code.params)
        severity = code.severity if self._is_grave else Severity.INFO
        if self._effect is Effect.REPLACED and self._is_grave and self._is_mild():
            severity = Severity.WARNING
        if self._is_grave and self._lost & ours:
            severity = Severity.ERROR
        members = tuple(self._member(uid) for uid in sorted(self._claims))
        doubts = {"state"} if any(m.state is PluginState.UNKNOWN for m in members) else set()
        is_guess = self._effect is Effect.UNCLEAR
        return Conflict(
            rule_id=f"overlap.{self._family}",
            source="overlap",
            code=code.name,
            details=details,
            target=self._place(),
            winner=self._winners[0] if len(self._winners) == 1 else None,
            lost=tuple(sorted(self._lost)),
            members=members,
            severity=severity,
            confidence="suspected" if is_guess else "derived",
            doubts=tuple(sorted(doubts | {"confidence"} if is_guess else doubts)),
            texts=(("en", Finding(code=code.name, severity=severity, params=details).message),),
            combinations=tuple(pair.uids for pair in self._pairs),
        )

    def _is_mild(self) -> bool:
        claims = [claim for pair in self._pairs for claim in pair.claims]
        return all(find_kind(claim.kind).is_mild for claim in claims)

    def _code(self) -> Code:
        if self._effect is Effect.REPLACED and not self._winners:
            return codes.OVERLAP_CONTESTED
        return _CODES[self._effect]

    def _details(self) -> Iterator[tuple[str, str]]:
        """Yield the values of the texts by name, sorted."""
        # Where several do not hand on, the outermost wins, whichever that is.
        winners = self._winners or sorted(self._lost)
        losers = [uid for uid in sorted(self._lost) if uid not in self._winners]
        plugins = [self._plugins[uid] for uid in sorted(self._claims)]
        yield "lost", ", ".join(self._plugins[uid].name for uid in losers)
        yield "members", " + ".join(f"{p.name} {p.version or '?'}" for p in plugins)
        yield "place", self._place()
        yield "where", self._where()
        yield "winner", " / ".join(self._plugins[uid].name for uid in winners)

    def _place(self) -> str:
        claim = self._pairs[0].claims[0]
        return f"{claim.target}::{claim.member}" if claim.member else claim.target

    def _where(self) -> str:
        """Return the first place of each plugin, as ``a/etc/di.xml:12, b/etc/di.xml:7``."""
        first = [next(iter(self._claims[uid])) for uid in sorted(self._claims)]
        return ", ".join(
            f"{claim.path}:{claim.line}" if claim.line else claim.path or "?" for claim in first
        )

    def _member(self, uid: str) -> Member:
        plugin = self._plugins[uid]
        return Member(
            uid=uid,
            name=plugin.name,
            version=plugin.version,
            range=None,
            state=plugin.state,
            claims=tuple(self._claims[uid]),
        )

"""A conflict: plugins that do not go together here, whatever told so."""

from __future__ import annotations

import hashlib

import attrs

from sellxed_sdk.compatibility._claims import Claim
from sellxed_sdk.compatibility._inventory import PluginState
from sellxed_sdk.compatibility._rules._values import Remedy
from sellxed_sdk.findings import Severity

__all__ = ["Conflict", "Member"]


@attrs.frozen(kw_only=True)
class Member:
    """A plugin that takes part in a conflict."""

    uid: str
    """The plugin."""
    name: str
    """As it calls itself."""
    version: str | None
    """What is installed."""
    range: str | None
    """The range of the rule that it lies in."""
    state: PluginState
    """Whether it runs."""
    condition: int = 0
    """Which condition of the rule it meets, from 0; of several, one is enough."""
    claims: tuple[Claim, ...] = ()
    """What of its files is the evidence, with file and line; none for a rule."""


@attrs.frozen(kw_only=True)
class Conflict:
    """Plugins of a shop that do not go together, and how that is known."""

    rule_id: str
    """The rule; else what found it, as ``declared.composer`` or ``overlap.m2.preference``."""
    source: str = "rule"
    """``rule``: the vendor's feed. ``declared``: the plugins' own manifests. ``overlap``: what
    their files change."""
    code: str = ""
    """Code of the registry that says what is the case; empty for the texts of a rule."""
    details: tuple[tuple[str, str], ...] = ()
    """Values for the texts of ``code``, sorted by name."""
    target: str = ""
    """Of an overlap the place, as ``Cart::getPackageShippingCost``."""
    winner: str | None = None
    """Of an overlap the uid of the plugin that takes effect; None where it is not known."""
    lost: tuple[str, ...] = ()
    """Of an overlap the uids of the plugins that do not, or not fully."""
    members: tuple[Member, ...]
    """The plugins that meet its conditions."""
    severity: Severity
    """How grave it is."""
    confidence: str
    """``declared``, ``reproduced``, ``derived`` or ``suspected``."""
    doubts: tuple[str, ...] = ()
    """What is not sure: ``version`` or ``state`` of a member, ``platform``, an ``exception``
    of the rule, or the rule's ``confidence`` itself."""
    blocks_support: bool = False
    """Whether the vendor helps only after it is mended (policy P7)."""
    texts: tuple[tuple[str, str], ...]
    """What happens, by language."""
    remedies: tuple[Remedy, ...] = ()
    """Ways out."""
    references: tuple[str, ...] = ()
    """Where it is documented."""
    combinations: tuple[tuple[str, ...], ...] = ()
    """The plugins that meet the conditions together, in the order of the conditions."""

    @property
    def certain(self) -> bool:
        """Whether nothing is doubtful: versions and states are known, the rule is no guess."""
        return not self.doubts

    @property
    def likely(self) -> bool:
        """Whether at most the states are doubtful: what is installed is taken to be in use.

        Most shop systems keep that in their database, which no reader asks.
        """
        return set(self.doubts) <= {"state"}

    @property
    def key(self) -> str:
        """What findings and plans call it: the id of its rule, else its fingerprint."""
        return self.rule_id if self.source == "rule" else self.fingerprint

    @property
    def uids(self) -> frozenset[str]:
        """The plugins that take part."""
        return frozenset(member.uid for member in self.members)

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that stay: of the rule, the plugins and the place.

        Without versions and lines, so that a known conflict stays known after an update.
        """
        words = "\0".join((self.rule_id, self.target, *sorted(self.uids)))
        return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]

    def text(self, language: str = "en") -> str:
        """Return what happens, in a language or else in English."""
        texts = dict(self.texts)
        return texts.get(language) or texts.get(language.partition("_")[0]) or texts["en"]

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "key": self.key,
            "rule": self.rule_id,
            "source": self.source,
            "fingerprint": self.fingerprint,
            "code": self.code,
            "target": self.target,
            "winner": self.winner,
            "lost": list(self.lost),
            "severity": self.severity.value,
            "confidence": self.confidence,
            "certain": self.certain,
            "doubts": list(self.doubts),
            "blocks_support": self.blocks_support,
            "members": [
                {
                    "uid": member.uid,
                    "name": member.name,
                    "version": member.version,
                    "range": member.range,
                    "state": member.state.value,
                    "claims": [claim.to_dict() for claim in member.claims],
                }
                for member in self.members
            ],
            "texts": dict(self.texts),
            "remedies": [attrs.asdict(remedy) for remedy in self.remedies],
            "references": list(self.references),
        }

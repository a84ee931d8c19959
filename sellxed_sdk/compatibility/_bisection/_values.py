"""A search for an unknown conflict as a value: what is searched, and the answers so far.

Nothing else is kept. Where the search stands follows from the answers, so a search that
was written to a file goes on as if it had never stopped.
"""

from __future__ import annotations

import enum

import attrs

from sellxed_sdk.findings import Finding

__all__ = ["Answer", "Bisection", "BisectionReport", "Cause", "Outcome", "Probe", "ProbePurpose"]

# What a search may have, in memory as in a file.
MAX_PLUGINS = 2_000
MAX_ANSWERS = 10_000
MAX_CONFIRMATIONS = 100


class Outcome(enum.Enum):
    """What was seen with some plugins switched on."""

    OK = "ok"
    """The fault did not show."""
    FAIL = "fail"
    """The fault showed."""
    UNRESOLVED = "unresolved"
    """It could not be told, as where the shop does not work at all in this combination."""


class ProbePurpose(enum.Enum):
    """Why a combination is tried."""

    ALL = "all"
    """Does the fault show with everything on?"""
    CONTROL = "control"
    """Is it gone with everything off?"""
    SEARCH = "search"
    """Which half?"""
    CHECK = "check"
    """Is what was found the whole cause?"""
    CONFIRM = "confirm"
    """Is it seen again, and gone without each part?"""
    REST = "rest"
    """Is it gone with everything on but the causes that were found?"""


@attrs.frozen(kw_only=True)
class Probe:
    """A combination to try."""

    enabled: tuple[str, ...]
    """To be on, what is required before what requires it."""
    disabled: tuple[str, ...]
    """To be off, what requires before what it requires."""
    purpose: ProbePurpose
    """Why."""
    number: int
    """Counted from 1."""
    candidates: int
    """How many plugins the part in question is still among; 0 where it is not about that."""

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "number": self.number,
            "purpose": self.purpose.value,
            "enabled": list(self.enabled),
            "disabled": list(self.disabled),
            "candidates": self.candidates,
        }


@attrs.frozen(kw_only=True)
class Answer:
    """What was seen with one combination."""

    enabled: tuple[str, ...]
    """What was on, but for what always is; sorted."""
    outcome: Outcome
    """What was seen."""


@attrs.frozen(kw_only=True)
class Bisection:
    """A search as far as it has come. Made by `start_bisection` or `parse_bisection`."""

    plugins: tuple[str, ...]
    """What is switched on and off, the most suspicious first."""
    suspects: int = 0
    """How many of the first ones are asked about before the others."""
    requires: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What a plugin requires to be on, of those that are switched."""
    always_on: tuple[str, ...] = ()
    """What stays on all the time, as our own plugins."""
    confirmations: int = 1
    """How many more times a cause has to be seen; 0 for the fewest probes."""
    max_causes: int = 5
    """How many independent causes are looked for."""
    max_probes: int = 1_000
    """After how many answers it is given up."""
    context: tuple[tuple[str, str], ...] = ()
    """What the caller wants to find again with it, by name."""
    answers: tuple[Answer, ...] = ()
    """In the order in which they were given."""


@attrs.frozen(kw_only=True)
class Cause:
    """Plugins with which the fault shows, and without any of which it does not."""

    plugins: tuple[str, ...]
    """All of them are needed, in the order of the search."""
    required: tuple[str, ...] = ()
    """What these require, and was on with them; it may have its part in the fault."""
    undecided: tuple[str, ...] = ()
    """May be needed, too: it could not be told."""
    confirmed: bool = False
    """Whether it was seen again as often as was asked for, and never otherwise."""

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "plugins": list(self.plugins),
            "required": list(self.required),
            "undecided": list(self.undecided),
            "confirmed": self.confirmed,
        }


@attrs.frozen(kw_only=True)
class BisectionReport:
    """What a search has found so far."""

    finished: bool
    """Whether there is nothing more to try."""
    causes: tuple[Cause, ...] = ()
    """In the order in which they were found. A later one has no plugin of an earlier one."""
    probes: int = 0
    """How many combinations were tried."""
    extra_probes: int = 0
    """How many of them only confirmed: control and repetitions."""
    unresolved: tuple[tuple[str, ...], ...] = ()
    """The combinations of which it could not be told."""
    findings: tuple[Finding, ...] = ()
    """Everything there is to say, gravest first."""

    @property
    def confirmed(self) -> bool:
        """Whether there are causes, and all of them were confirmed."""
        return bool(self.causes) and all(cause.confirmed for cause in self.causes)

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "finished": self.finished,
            "causes": [cause.to_dict() for cause in self.causes],
            "probes": self.probes,
            "extra_probes": self.extra_probes,
            "unresolved": [list(names) for names in self.unresolved],
            "findings": [finding.to_dict() for finding in self.findings],
        }

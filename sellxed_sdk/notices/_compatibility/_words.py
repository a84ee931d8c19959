"""What there is to say about conflicts and plans, as sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from sellxed_sdk.compatibility import (
    Action,
    CompatibilityReport,
    Conflict,
    Member,
    Step,
)
from sellxed_sdk.findings import Finding
from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._wording import Wording

__all__ = ["ConflictWords", "where"]

MAX_PLACES = 10


@attrs.frozen
class ConflictWords:
    """The sentences of one report."""

    report: CompatibilityReport
    """What they are about."""
    wording: Wording
    """How it is worded."""

    @classmethod
    def of(cls, report: CompatibilityReport, catalogue: Catalogue) -> ConflictWords:
        """Return the sentences of a report in a language."""
        return cls(report, Wording(catalogue=catalogue, conflicts=report.conflicts))

    def ui(self, name: str, /, **values: object) -> str:
        """Return a text of the renderers."""
        return self.wording.catalogue.ui(name, **values)

    def title(self) -> str:
        """Return what was looked at, and how much was found."""
        inventory = self.report.inventory
        return self.ui(
            "conflicts_title",
            platform=self.wording.platform(inventory.platform),
            version=inventory.platform_version or "?",
            entries=len(inventory.plugins),
            count=len(self.report.conflicts),
        )

    def heading(self, conflict: Conflict) -> str:
        """Return how grave it is, and the plugins with their versions."""
        severity = self.ui(f"severity_{conflict.severity.value}")
        return f"{severity}: {self.wording.members(conflict)} ({conflict.rule_id})"

    def details(self, conflict: Conflict) -> Iterator[tuple[str, str]]:
        """Yield what is to be told of a conflict besides its text: a label and a sentence."""
        places = [
            f"{member.name}: {place}"
            for member in conflict.members
            for place in where(self.report, member)[:MAX_PLACES]
        ]
        # The sentence of an overlap names the first place of each plugin already.
        if places and (conflict.source != "overlap" or len(places) > len(conflict.members)):
            yield self.ui("where"), "; ".join(places)
        doubts = [self.ui(f"doubt_{doubt}") for doubt in conflict.doubts if doubt != "confidence"]
        sure = "; ".join([self.ui(f"confidence_{conflict.confidence}"), *doubts])
        yield self.ui("how_sure"), sure

    def action(self, action: Action) -> str:
        """Return what to do, as one short imperative."""
        return self.wording.action(action, name=self._name(action.plugin))

    def reasons(self, step: Step) -> Iterator[str]:
        """Yield why a step is needed, and what could be done instead."""
        if step.clears:
            keys = {conflict.key: conflict.rule_id for conflict in self.report.conflicts}
            cleared = dict.fromkeys(keys.get(key, key) for key in step.clears)
            yield self.ui("step_clears", conflicts=", ".join(cleared))
        if step.because_of:
            names = [self._name(uid) for uid in step.because_of]
            yield self.ui("step_needs", plugins=", ".join(names))
        for action in step.instead:
            yield f"{self.ui('plan_or')}: {self.action(action)}"

    def verdict(self) -> str:
        """Return whether the plan is proven to be the cheapest, and what it leaves."""
        plan = self.report.plan
        if plan.optimal:
            proof = self.ui("plan_optimal")
        else:
            proof = self.ui("plan_bounded", cost=plan.cost, bound=plan.lower_bound)
        if not plan.remaining:
            return proof
        keys = {conflict.key: conflict.rule_id for conflict in self.report.conflicts}
        left = dict.fromkeys(keys.get(key, key) for key in plan.remaining)
        return f"{proof} {self.ui('plan_remaining', conflicts=', '.join(left))}"

    def notes(self) -> tuple[Finding, ...]:
        """Return the findings that are about no conflict, as rules that are out of date."""
        return tuple(f for f in self.report.findings if not self.wording.is_about_conflict(f))

    def unread(self) -> tuple[str, ...]:
        """Return what could not be read, and so could not be checked."""
        return tuple(f"{entry.path}: {entry.reason}" for entry in self.report.inventory.unread)

    def _name(self, uid: str) -> str:
        plugin = self.report.inventory.find(uid)
        return plugin.name if plugin is not None else uid


def where(report: CompatibilityReport, member: Member) -> list[str]:
    """Return the places of a member in files: its claims, else where the plugin is."""
    places = [
        f"{claim.path}:{claim.line}" if claim.line else claim.path
        for claim in member.claims
        if claim.path
    ]
    if not places:
        plugin = report.inventory.find(member.uid)
        places = [plugin.path] if plugin is not None and plugin.path else []
    return list(dict.fromkeys(places))

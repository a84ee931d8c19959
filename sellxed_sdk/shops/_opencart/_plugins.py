"""Modifications as plugins, with what they change as claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Claim, Mode, Plugin, PluginState
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._modification import Dialect, Operation, Outcome, Step
from sellxed_sdk.shops._opencart._effects import Applied, Effects, Spot, traces
from sellxed_sdk.shops._opencart._losses import find_losses
from sellxed_sdk.shops._opencart._modifications import Found
from sellxed_sdk.shops._opencart._platform import Platform
from sellxed_sdk.shops._opencart._targets import Targets

__all__ = ["modification_plugins"]

MAX_CLAIMS = 5_000
MAX_NOTES = 10
MAX_LABEL = 80
MAX_MERGED = 4_000_000
_EXTENDS = frozenset({"before", "after", "top", "bottom", "ibefore", "iafter"})


def modification_plugins(
    files: ShopFiles, platform: Platform, found: Sequence[Found]
) -> tuple[Plugin, ...]:
    """Return one plugin for each modification.

    Args:
        files: The shop; what was not followed is noted there.
        platform: Its version and directories.
        found: Its modifications, in the platform's order.
    """
    targets = Targets(files, platform)
    steps = {entry.uid: targets.steps(entry) for entry in found}
    _note_unread(files, platform, found)
    effects = Effects(platform, found, steps, targets.texts)
    alone = {entry.uid: effects.alone(entry.uid) for entry in found}
    merged = _Merged(files, platform.merged)
    known = [
        _evident(entry, steps[entry.uid], alone[entry.uid], targets.texts, merged)
        for entry in found
    ]
    running = [entry for entry in known if entry.state is not PluginState.INACTIVE]
    company = effects.together(entry.uid for entry in running)
    losses = find_losses(effects, running, steps, alone, company, texts=targets.texts)
    claims = _Claims(files, platform, targets, known, steps)
    for entry in known:
        claims.add(entry, alone[entry.uid], company, losses.get(entry.uid, {}))
    return tuple(_plugin(files, entry, claims.of(entry.uid)) for entry in known)


def _plugin(files: ShopFiles, found: Found, claims: tuple[Claim, ...]) -> Plugin:
    return Plugin(
        uid=found.uid,
        name=(found.document.name.strip() or found.document.code.strip())[:200] or found.path.stem,
        version=found.version,
        state=found.state,
        evidence=found.evidence,
        kind="core" if found.is_core else "plugin",
        path=files.relative(found.path),
        requires=found.requires,
        claims=claims,
    )


def _note_unread(files: ShopFiles, platform: Platform, found: Sequence[Found]) -> None:
    for entry in found:
        if entry.document.unread:
            files.note(entry.path, f"its edits were not followed: {entry.document.unread}")
        elif entry.engine == "ocmod" and platform.has_ocmod and platform.dialect is None:
            files.note(entry.path, "how this version applies it was not followed")


class _Merged:
    """What the platform made of its files when modifications were last refreshed."""

    def __init__(self, files: ShopFiles, directory: Path | None) -> None:
        self._files = files
        self._texts: dict[str, str | None] = {}
        is_there = directory is not None and files.is_directory(directory)
        self.directory = directory if is_there else None

    @property
    def is_filled(self) -> bool:
        """Whether there is anything in it."""
        if self.directory is None:
            return False
        names = ("admin", "catalog", "system", "extension")
        return any(self._files.is_directory(self.directory / name) for name in names)

    def text(self, key: str) -> str | None:
        """Return a file as it was made; None where it was not changed."""
        if key not in self._texts and self.directory is not None:
            path = self.directory.joinpath(*key.split("/"))
            is_there = self._files.is_file(path)
            self._texts[key] = self._files.whole(path, max_bytes=MAX_MERGED) if is_there else None
        return self._texts.get(key)


def _evident(
    found: Found,
    steps: Sequence[Step],
    alone: Applied,
    texts: Mapping[str, str],
    merged: _Merged,
) -> Found:
    """Return a modification with its state, where the files that were made tell it."""
    if found.state is not PluginState.UNKNOWN or found.evidence or not merged.is_filled:
        return found
    seen = total = 0
    for step in steps:
        for operation in step.operations:
            if alone.outcome(found.uid, (step.key, operation.number)) is Outcome.APPLIED:
                after = alone.texts.get(step.key, "")
                lines = traces(operation, before=texts[step.key], after=after)
                made = merged.text(step.key) or ""
                total += len(lines)
                seen += sum(line in made for line in lines)
    if not total or 0 < seen * 2 < total or merged.directory is None:
        return found
    state = PluginState.ACTIVE if seen else PluginState.INACTIVE
    where = "its edits are" if seen else "nothing of it is"
    place = "/".join(merged.directory.parts[-2:])
    return attrs.evolve(found, state=state, evidence=f"{where} in {place}")


class _Claims:
    """Collects claims, also of those that undo something."""

    def __init__(
        self,
        files: ShopFiles,
        platform: Platform,
        targets: Targets,
        found: Sequence[Found],
        steps: Mapping[str, tuple[Step, ...]],
    ) -> None:
        self._files = files
        self._platform = platform
        self._targets = targets
        self._found = {entry.uid: entry for entry in found}
        self._ranks = {entry.uid: (place,) for place, entry in enumerate(found)}
        self._steps = steps
        self._names: dict[str, str] = {}
        self._paths = {entry.uid: files.relative(entry.path) for entry in found}
        self._claims: dict[str, dict[tuple[str, str, str], Claim]] = {}

    def of(self, uid: str) -> tuple[Claim, ...]:
        """Return the claims of one plugin, sorted."""
        return tuple(
            sorted(
                self._claims.get(uid, {}).values(),
                key=lambda claim: (
                    claim.kind,
                    claim.target,
                    claim.member,
                    claim.path,
                    claim.line,
                ),
            )
        )

    def add(
        self,
        found: Found,
        alone: Applied,
        company: Applied,
        losses: Mapping[Spot, tuple[str, ...]],
    ) -> None:
        """Add what one modification changes."""
        notes: dict[str, None] = {}
        for step in self._steps[found.uid]:
            for operation in step.operations:
                spot = (step.key, operation.number)
                outcome, detail = alone.outcomes.get(found.uid, {}).get(spot, (Outcome.DROPPED, ""))
                if outcome is Outcome.UNKNOWN:
                    notes[f"operation {operation.number} was not followed: {detail}"] = None
                is_found = outcome is Outcome.APPLIED or (
                    company.outcome(found.uid, spot) is Outcome.APPLIED
                )
                if is_found or outcome is Outcome.UNKNOWN:
                    self._put(found, self._edit(found, step.key, operation, losses.get(spot, ())))
                    for uid in losses.get(spot, ()):
                        self._put(self._found[uid], self._undoing(uid, found, spot))
                elif outcome is Outcome.NOT_FOUND:
                    self._put(found, self._not_found(found, step.key, operation))
        for note in list(notes)[:MAX_NOTES]:
            self._files.note(found.path, note)
        if len(notes) > MAX_NOTES:
            self._files.note(found.path, f"{len(notes) - MAX_NOTES} more were not followed")

    def _put(self, found: Found, claim: Claim) -> None:
        mine = self._claims.setdefault(found.uid, {})
        if len(mine) == MAX_CLAIMS:
            self._files.note(found.path, f"it changes more than {MAX_CLAIMS} places")
        if len(mine) <= MAX_CLAIMS:
            mine.setdefault((claim.kind, claim.target, claim.member), claim)

    def _edit(
        self, found: Found, key: str, operation: Operation, undone_by: tuple[str, ...]
    ) -> Claim:
        position = _position(operation)
        return Claim(
            kind=f"oc.{found.engine}",
            target=self._target(key),
            member=_member(found, operation.number),
            mode=Mode.EXTEND if position in _EXTENDS else Mode.REPLACE,
            value=position,
            label=_label(operation),
            rank=self._ranks[found.uid],
            undone_by=undone_by,
            path=self._paths[found.uid],
            line=operation.line,
        )

    def _undoing(self, uid: str, other: Found, spot: Spot) -> Claim:
        """Return the claim by which a modification is at the place that it takes from another."""
        found = self._found[uid]
        line = next((step.operations[0].line for step in self._near(uid, spot[0])), 0)
        return Claim(
            kind=f"oc.{found.engine}",
            target=self._target(spot[0]),
            member=_member(other, spot[1]),
            mode=Mode.EXTEND,
            rank=self._ranks[uid],
            path=self._paths[found.uid],
            line=line,
        )

    def _near(self, uid: str, key: str) -> Iterator[Step]:
        steps = [step for step in self._steps[uid] if step.operations]
        yield from (step for step in steps if step.key == key)
        yield from steps

    def _not_found(self, found: Found, key: str, operation: Operation) -> Claim:
        return Claim(
            kind="oc.notfound",
            target=self._target(key),
            member=_member(found, operation.number),
            mode=Mode.OBSERVE,
            value=_consequence(found.engine, operation, self._platform.dialect),
            label=_label(operation),
            path=self._paths[found.uid],
            line=operation.line,
        )

    def _target(self, key: str) -> str:
        if key not in self._names:
            self._names[key] = self._files.relative(self._targets.real(key))
        return self._names[key]


def _member(found: Found, number: int) -> str:
    # With its name: operations of two modifications are two places, but for what is undone.
    return f"operation {number} of {found.uid.partition(':')[2]}"


def _position(operation: Operation) -> str:
    search, add = operation.search, operation.add
    if search is None or add is None or search.get("regex") == "true":
        return "replace"
    return add.get("position") or search.get("position") or "replace"


def _label(operation: Operation) -> str:
    text = " ".join(operation.search.text.split()) if operation.search is not None else ""
    return text if len(text) <= MAX_LABEL else f"{text[: MAX_LABEL - 1]}…"


def _consequence(engine: str, operation: Operation, dialect: Dialect | None) -> str:
    """Return what the platform does where an operation finds no place."""
    if engine == "vqmod":
        error = operation.error if operation.has_error else "abort"
        return "drops all edits of the file" if error == "abort" else "goes on"
    if dialect is None:
        return ""
    if operation.error == "abort":
        if dialect.ends_all:
            return "drops the modification and all behind it"
        return "drops the modification"
    goes_on = (operation.error == "skip") == dialect.skip_goes_on
    return "goes on" if goes_on else "drops the rest of the file's edits"

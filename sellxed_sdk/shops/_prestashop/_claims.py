"""Whose override is in effect: those in the shop's own tree are, those in modules wait.

Installing a module copies its members to ``override`` of the shop, and writes above each
which module it is from. A member that is there already is not copied: the installation
stops. So every member is replaced by one at most, however it calls its parent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._prestashop._overrides import OverrideFile, OverrideMember, Tag

__all__ = ["BY_HAND", "Owned", "assign_overrides"]

BY_HAND = ""
"""Instead of a module's name: overrides that somebody wrote in the shop's own tree."""


@attrs.frozen(kw_only=True)
class Owned:
    """The overrides of one module, or those that are of none."""

    claims: tuple[Claim, ...]
    """All of them, those that are not in effect too."""
    proof: str = ""
    """A file of the shop's own tree that has one of them; empty where none is in effect."""
    tag: Tag | None = None
    """What is written above that one."""


def assign_overrides(
    installed: Iterable[OverrideFile], modules: Mapping[str, Sequence[OverrideFile]]
) -> dict[str, Owned]:
    """Return the overrides by module; of modules that are gone too, and `BY_HAND`.

    Args:
        installed: Files in the shop's own tree.
        modules: Files of each module, by its name.
    """
    files = list(installed)
    in_effect = [member for file in files for member in file.members]
    offered = {
        name: {member.key: member for file in entries for member in file.members}
        for name, entries in modules.items()
    }
    owned: dict[str, list[Claim]] = {}
    proofs: dict[str, OverrideMember] = {}
    taken: set[tuple[str, tuple[str, str]]] = set()
    for member in in_effect:
        owner = _owner(member, offered)
        taken.add((owner, member.key))
        if owner:
            proofs.setdefault(owner, member)
        owned.setdefault(owner, []).append(_claim(owner, member, is_in_effect=True))
    for name, members in offered.items():
        for key, member in members.items():
            if (name, key) not in taken:
                owned.setdefault(name, []).append(_claim(name, member, is_in_effect=False))
    for name, entries in ((BY_HAND, files), *modules.items()):
        encoded = [_opaque(file) for file in entries if file.is_opaque]
        if encoded:
            owned.setdefault(name, []).extend(encoded)
    return {name: _owned(claims, proofs.get(name)) for name, claims in owned.items()}


def _owned(claims: list[Claim], proof: OverrideMember | None) -> Owned:
    return Owned(
        claims=tuple(claims),
        proof=proof.path if proof is not None else "",
        tag=proof.tag if proof is not None else None,
    )


def _owner(
    member: OverrideMember, offered: Mapping[str, Mapping[tuple[str, str], OverrideMember]]
) -> str:
    if member.tag is not None:
        known = {name.lower(): name for name in offered}
        return known.get(member.tag.module.lower(), member.tag.module)
    # PrestaShop 1.5 wrote nothing above them, and people remove comments. The platform as
    # well takes a method away with the module whose text is the same.
    found = [
        name
        for name, members in offered.items()
        if member.key in members and _is_same(members[member.key], member)
    ]
    return found[0] if len(found) == 1 else BY_HAND


def _is_same(left: OverrideMember, right: OverrideMember) -> bool:
    return left.body == right.body and bool(left.body or not left.name.endswith("()"))


def _claim(owner: str, member: OverrideMember, *, is_in_effect: bool) -> Claim:
    tag = member.tag
    return Claim(
        kind="ps.override",
        target=member.target,
        member=member.name,
        mode=Mode.REPLACE,
        cooperative=member.calls_parent,
        value=f"{owner or 'override'}:{member.target}",
        label=" ".join(text for text in (tag.module, tag.version, tag.date) if text) if tag else "",
        rank=(int(is_in_effect),),
        path=member.path,
        line=member.line,
    )


def _opaque(file: OverrideFile) -> Claim:
    return Claim(
        kind="opaque", target=file.path, mode=Mode.OBSERVE, cooperative=None, path=file.path
    )

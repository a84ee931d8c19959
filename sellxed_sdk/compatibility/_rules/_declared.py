"""What plugins say themselves: conflicts and requirements of their own manifests, as conflicts."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from sellxed_sdk.compatibility._conflict import Conflict, Member
from sellxed_sdk.compatibility._inventory import Declaration, Plugin, PluginState, ShopInventory
from sellxed_sdk.compatibility._rules._values import Remedy
from sellxed_sdk.findings import Code, Finding, Severity
from sellxed_sdk.findings.codes import compatibility as codes
from sellxed_sdk.versions import Range, Scheme, parse_range, scheme_for

__all__ = ["match_declared"]

_COMPOSER = "composer:"


def match_declared(inventory: ShopInventory) -> tuple[Conflict, ...]:
    """Return what plugins exclude that is there, and what they require that is not.

    Only of plugins that run or may run. Parts of the shop system are taken to fit each other,
    and a requirement counts as met where nothing tells otherwise.

    Args:
        inventory: What is installed, with declarations.
    """
    table = _Table(inventory)
    found = {
        (conflict.rule_id, conflict.target, conflict.uids): conflict
        for plugin in inventory.plugins
        if plugin.state is not PluginState.INACTIVE and plugin.kind != "core"
        for declaration in plugin.declares
        for conflict in table.judge(plugin, declaration)
    }
    order = sorted(found.values(), key=lambda c: (c.rule_id, c.target, sorted(c.uids)))
    return tuple(sorted(order, key=lambda conflict: -conflict.severity.rank))


@attrs.frozen
class _Case:
    """One declaration that does not hold."""

    name: str
    code: Code
    severity: Severity
    target: str
    other: Plugin | None = None
    doubts: frozenset[str] = frozenset()


class _Table:
    def __init__(self, inventory: ShopInventory) -> None:
        self._inventory = inventory
        self._platforms = inventory.versions()
        self._by_uid = {plugin.uid: plugin for plugin in inventory.plugins}
        self._by_package: dict[str, list[Plugin]] = {}
        for plugin in inventory.plugins:
            if plugin.package:
                self._by_package.setdefault(plugin.package, []).append(plugin)

    def judge(self, plugin: Plugin, declaration: Declaration) -> Iterator[Conflict]:
        """Yield what a declaration means in this shop."""
        versions = _parse(declaration.versions)
        if declaration.versions is not None and versions is None:
            return  # a range that nobody can read says nothing
        cases = (
            self._conflicts(plugin, declaration, versions)
            if declaration.relation == "conflicts"
            else self._requires(declaration, versions)
        )
        for case in cases:
            yield self._conflict(plugin, declaration, case)

    def _conflicts(
        self, plugin: Plugin, declaration: Declaration, versions: Range | None
    ) -> Iterator[_Case]:
        if self._is_platform(declaration.target):
            fits = _contains(versions, self._platforms.get(declaration.target), declaration.target)
            if fits is not False:
                yield _platform_case(declaration, *(() if fits else ("platform",)))
            return
        for other in self._named(declaration.target):
            fits = _contains(versions, other.version, _scheme_name(declaration.target, other))
            if other.uid == plugin.uid or other.state is PluginState.INACTIVE or fits is False:
                continue
            if plugin.package and plugin.package == other.package:
                continue
            yield _Case(
                "composer" if declaration.target.startswith(_COMPOSER) else "plugin",
                codes.DECLARED_CONFLICT,
                Severity.ERROR,
                declaration.target,
                other,
                frozenset() if fits else frozenset({"version"}),
            )

    def _requires(self, declaration: Declaration, versions: Range | None) -> Iterator[_Case]:
        target = declaration.target
        if self._is_platform(target):
            version = self._platforms.get(target)
            # Of a version that is not known, a shop that runs is taken to fit.
            if version is not None and _contains(versions, version, target) is False:
                yield _platform_case(declaration)
            return
        others = self._named(target)
        if not others:
            # Only what is found as a plugin can be missed: libraries are Composer's matter.
            if not target.startswith(_COMPOSER) and not target.startswith("python:"):
                yield _Case("missing", codes.DECLARED_MISSING, Severity.WARNING, target)
            return
        fitting = [
            _contains(versions, other.version, _scheme_name(target, other)) for other in others
        ]
        if True not in fitting and None not in fitting:
            other = others[0]
            yield _Case("requirement", codes.DECLARED_REQUIREMENT, Severity.WARNING, target, other)

    def _is_platform(self, target: str) -> bool:
        return ":" not in target

    def _named(self, target: str) -> list[Plugin]:
        if target.startswith(_COMPOSER):
            return self._by_package.get(target.removeprefix(_COMPOSER), [])
        plugin = self._by_uid.get(target)
        return [plugin] if plugin is not None else []

    def _conflict(self, plugin: Plugin, declaration: Declaration, case: _Case) -> Conflict:
        others = [case.other] if case.other is not None else []
        members = tuple(_member(entry, declaration) for entry in (plugin, *others))
        doubts = set(case.doubts)
        if any(member.state is PluginState.UNKNOWN for member in members):
            doubts.add("state")
        line = f":{declaration.line}" if declaration.line else ""
        details = {
            "plugin": f"{plugin.name} {plugin.version or '?'}",
            "other": self._describe(case),
            "written": declaration.written or declaration.versions or "*",
            "source": declaration.source or "its manifest",
            "where": f"{declaration.path or plugin.path or '?'}{line}",
        }
        params = tuple(sorted((n, v) for n, v in details.items() if n in case.code.params))
        message = Finding(code=case.code.name, severity=case.severity, params=params).message
        return Conflict(
            rule_id=f"declared.{case.name}",
            source="declared",
            code=case.code.name,
            details=params,
            target=case.target,
            members=members,
            severity=case.severity,
            confidence="declared",
            doubts=tuple(sorted(doubts)),
            texts=(("en", message),),
            remedies=tuple(_remedies(declaration, case)),
            combinations=(tuple(member.uid for member in members),),
        )

    def _describe(self, case: _Case) -> str:
        if case.other is not None:
            return f"{case.other.name} {case.other.version or '?'}"
        version = self._platforms.get(case.target)
        return (
            f"{case.target} {version}" if version else case.target.partition(":")[2] or case.target
        )


def _platform_case(declaration: Declaration, *doubts: str) -> _Case:
    return _Case(
        "platform",
        codes.DECLARED_PLATFORM,
        Severity.WARNING,
        declaration.target,
        doubts=frozenset(doubts),
    )


def _remedies(declaration: Declaration, case: _Case) -> Iterator[Remedy]:
    """Yield ways out: an update of the other one to what is allowed, where that can be said."""
    versions = _parse(declaration.versions)
    if case.other is None or versions is None:
        return
    platform = _scheme_name(declaration.target, case.other)
    if declaration.relation == "requires":
        if _has_lower_end(versions):
            yield Remedy(action="update", plugin=case.other.uid, to=versions.text)
        return
    # Beyond the greatest version that the range names, if the range ends there.
    ends = [
        comparator.version
        for group in versions.alternatives
        for comparator in group
        if comparator.operator == "<"
    ]
    for end in ends:
        to = parse_range(f">={end}")
        installed = case.other.version
        is_newer = installed is not None and _contains(to, installed, platform) is False
        if is_newer and _contains(versions, end, platform) is False:
            yield Remedy(action="update", plugin=case.other.uid, to=to.text)
            return


def _has_lower_end(versions: Range) -> bool:
    return any(
        comparator.operator in (">=", "=")
        for group in versions.alternatives
        for comparator in group
    )


def _member(plugin: Plugin, declaration: Declaration) -> Member:
    is_named = declaration.target in (plugin.uid, f"{_COMPOSER}{plugin.package}")
    return Member(
        uid=plugin.uid,
        name=plugin.name,
        version=plugin.version,
        range=(declaration.versions or "*") if is_named else None,
        state=plugin.state,
    )


def _scheme_name(target: str, plugin: Plugin) -> str:
    return "composer" if target.startswith(_COMPOSER) else plugin.uid.partition(":")[0]


def _contains(versions: Range | None, version: str | None, platform: str) -> bool | None:
    if versions is None:
        return True
    if version is None:
        return None
    scheme: Scheme = scheme_for(platform)
    return versions.contains(version, scheme=scheme)


def _parse(text: str | None) -> Range | None:
    if text is None:
        return None
    try:
        return parse_range(text)
    except ValueError:
        return None

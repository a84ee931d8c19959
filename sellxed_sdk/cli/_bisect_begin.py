"""How a search in a shop begins, and how it is taken up again."""

from __future__ import annotations

import argparse
import difflib
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from sellxed_sdk.cli._arguments import UsageError, read_bytes, words
from sellxed_sdk.compatibility import (
    MAX_BISECTION_BYTES,
    Bisection,
    Plugin,
    PluginState,
    ShopInventory,
    parse_bisection,
    select_suspects,
    start_bisection,
)
from sellxed_sdk.errors import ConfigurationError, InventoryError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import bisection as codes
from sellxed_sdk.findings.codes import tool
from sellxed_sdk.licence import is_test_host, normalise_host

__all__ = ["begin_search", "resume_search"]

_SWITCHED = ("plugin", "module")
_AT_THE_BEGINNING = ("keep", "suspect", "requires", "causes", "confirmations", "assume_active")


def begin_search(args: argparse.Namespace, inventory: ShopInventory) -> Bisection:
    """Return a new search in a shop.

    Raises:
        UsageError: The host is missing or looks like production, or a plugin is unknown.
        InventoryError: It is not known which plugins run, or none does.
    """
    host = _read_host(args)
    _refuse_production(host, is_accepted=args.production_too)
    on = _list_running(args, inventory)
    names = {plugin.uid for plugin in inventory.plugins}
    requires = {plugin.uid: [*plugin.requires] for plugin in inventory.plugins}
    for name, needed in args.requires or ():
        requires[_find(args, name, names)].append(_find(args, needed, names))
    bisection = start_bisection(
        (plugin.uid for plugin in _order(on, args.path, select_suspects(inventory))),
        requires=requires,
        always_on=[_find(args, name, names) for name in words(args.keep)],
        suspects=[_find(args, name, names) for name in words(args.suspect)],
        confirmations=1 if args.confirmations is None else args.confirmations,
        max_causes=5 if args.causes is None else args.causes,
        context={
            "host": host,
            "platform": inventory.platform,
            "inventory": _digest(inventory),
            **({"production": "accepted"} if args.production_too else {}),
        },
    )
    if not bisection.plugins:
        raise codes.BISECTION_NOTHING_TO_SWITCH.error(InventoryError, path=str(args.path))
    return bisection


def resume_search(
    args: argparse.Namespace, inventory: ShopInventory
) -> tuple[Bisection, tuple[Finding, ...]]:
    """Return the search of a file, and what there is to say about it.

    Raises:
        InvalidDocumentError: The file holds something else.
        ConfigurationError: It is about another shop.
        UsageError: Something was given that counts at the beginning only.
    """
    values = {name: getattr(args, name) for name in _AT_THE_BEGINNING}
    given = [name for name, value in values.items() if value is not None and value is not False]
    if given:
        option = f"--{given[0].replace('_', '-')}"
        raise _usage(
            args, f"{option} counts at the beginning of a search, and {args.state} has one"
        )
    bisection = parse_bisection(read_bytes(args.state, max_bytes=MAX_BISECTION_BYTES + 1))
    context = dict(bisection.context)
    host = context.get("host", "")
    if args.host is not None and _read_host(args) != host:
        raise _other(args, f"it is of the host '{host}'")
    if context.get("platform") != inventory.platform:
        raise _other(args, f"it is of the platform '{context.get('platform', '')}'")
    is_accepted = args.production_too or context.get("production") == "accepted"
    _refuse_production(host, is_accepted=is_accepted)
    if context.get("inventory") != _digest(inventory):
        return bisection, (codes.BISECTION_SHOP_CHANGED.finding(path=str(args.state)),)
    return bisection, ()


def _read_host(args: argparse.Namespace) -> str:
    if args.host is None:
        raise _usage(args, "Give --host, the address under which the shop is tried")
    host = normalise_host(args.host)
    if host is None:
        raise _usage(args, f"'{args.host}' is not a host name or address")
    return host


def _refuse_production(host: str, *, is_accepted: bool) -> None:
    # The files of a copy are those of the shop, so that only its name can tell.
    if not is_accepted and not is_test_host(host):
        raise codes.BISECTION_PRODUCTION_HOST.error(UsageError, host=host, setting="--host")


def _list_running(args: argparse.Namespace, inventory: ShopInventory) -> list[Plugin]:
    plugins = [plugin for plugin in inventory.plugins if plugin.kind in _SWITCHED]
    unknown = [plugin for plugin in plugins if plugin.state is PluginState.UNKNOWN]
    if unknown and not args.assume_active:
        raise codes.BISECTION_STATES_UNKNOWN.error(
            InventoryError, count=len(unknown), plugin=unknown[0].uid, path=str(args.path)
        )
    return [plugin for plugin in plugins if plugin.state is not PluginState.INACTIVE]


def _order(plugins: Iterable[Plugin], root: Path, suspects: Sequence[str]) -> list[Plugin]:
    """Return first what gets in another's way by its files, then what was changed last.

    What was changed last is mostly what was updated last.
    """
    places = {uid: place for place, uid in enumerate(suspects)}

    def place(plugin: Plugin) -> tuple[int, float]:
        return places.get(plugin.uid, len(places)), -_changed(root / plugin.path)

    return sorted(plugins, key=place)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _find(args: argparse.Namespace, name: str, names: Iterable[str]) -> str:
    """Return the uid of a plugin that was named with or without its platform."""
    plain = {uid.partition(":")[2]: uid for uid in names}
    uid = name if name in plain.values() else plain.get(name)
    if uid is None:
        near: Sequence[str] = difflib.get_close_matches(name.rpartition(":")[2], plain, n=1)
        hint = f" (did you mean '{near[0]}'?)" if near else ""
        raise _usage(args, f"'{name}' is not a plugin of this shop{hint}")
    return uid


def _digest(inventory: ShopInventory) -> str:
    # Without drop-ins: a plugin for caches puts one there when it is switched on.
    plugins = [plugin for plugin in inventory.plugins if plugin.kind in _SWITCHED]
    lines = sorted(f"{plugin.uid} {plugin.version or '?'}" for plugin in plugins)
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()


def _usage(args: argparse.Namespace, detail: str) -> UsageError:
    command = f"sellxed {args.command_name}"
    return tool.USAGE.error(UsageError, detail=detail, command=command, setting="arguments")


def _other(args: argparse.Namespace, detail: str) -> ConfigurationError:
    return codes.BISECTION_OTHER_SHOP.error(
        ConfigurationError, path=str(args.state), detail=detail, setting="--state"
    )

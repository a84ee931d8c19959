"""`sellxed doctor`: may a ticket be opened, and what must be done first?"""

from __future__ import annotations

import argparse
import json
import platform
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk.cli._arguments import instant, read_key, words
from sellxed_sdk.cli._commands import add_command
from sellxed_sdk.cli._output import Exit, Output

if TYPE_CHECKING:
    from sellxed_sdk.cli._commands import Subparsers
    from sellxed_sdk.notices import Panel

__all__ = ["add_commands"]

DEPENDENCIES = (
    "sellxed-sdk",
    "cryptography",
    "tuf",
    "requests",
    "urllib3",
    "packaging",
    "attrs",
    "filelock",
    "Babel",
    "rich",
)


def add_commands(commands: Subparsers) -> None:
    """Enter the command."""
    doctor = add_command(
        commands,
        "doctor",
        _doctor,
        summary="Check a module, or this installation of the SDK; keys and persons are redacted.",
        example=(
            "sellxed doctor",
            "sellxed doctor shop/modules/alpenpay --key - --shop /srv/shop < key.txt",
            "sellxed doctor shop/modules/alpenpay --key KEY --host shop.ch --format json",
        ),
    )
    doctor.add_argument("path", nargs="?", type=Path, metavar="PATH", help="the module's directory")
    doctor.add_argument("--key", metavar="KEY", help="licence key; '-': stdin")
    doctor.add_argument("--host", action="append", metavar="H", help="shop address; repeatable")
    doctor.add_argument("--shop", type=Path, metavar="DIR", help="root of the shop, for conflicts")
    doctor.add_argument("--state-dir", type=Path, metavar="DIR", help="state of the channel client")
    doctor.add_argument("--mode", choices=("live", "test"), default="live")
    doctor.add_argument("--language", default="en", metavar="LANG", help="en, de, fr or it")
    doctor.add_argument("--now", type=instant, metavar="INSTANT", help="instead of the clock")


def _doctor(args: argparse.Namespace, output: Output) -> Exit:
    return _check_installation(output) if args.path is None else _check_module(args, output)


def _check_installation(output: Output) -> Exit:
    from sellxed_sdk.updates import default_state_dir

    versions = {name: _version(name) for name in DEPENDENCIES}
    data = {
        "python": platform.python_version(),
        "system": platform.system(),
        "versions": versions,
        "state_directory": str(default_state_dir()),
    }
    lines = [f"python {data['python']} on {data['system']}"]
    lines += [f"  {name} {found or 'is not installed'}" for name, found in versions.items()]
    lines.append(f"state directory: {data['state_directory']}")
    output.result(data, text="\n".join(lines))
    return Exit.FINE


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _check_module(args: argparse.Namespace, output: Output) -> Exit:
    from sellxed_sdk.notices import Catalogue, render_panel_text
    from sellxed_sdk.support import Readiness, redact

    panel = _panel(args)
    catalogue = Catalogue.load(args.language)
    keep = (panel.desk.contact,) if panel.desk.contact else ()
    if output.json:
        text = redact(json.dumps(_without_persons(panel), ensure_ascii=False), keep=keep)
    else:
        text = redact(render_panel_text(panel, catalogue=catalogue), keep=keep)
    data = json.loads(text.text) if output.json else {}
    output.result({**data, "redacted": dict(text.removed)}, text=text.text)
    return Exit.FINE if panel.readiness.may_open_ticket is Readiness.OK else Exit.ACTION


def _without_persons(panel: Panel) -> dict[str, object]:
    data = panel.to_dict()
    report = panel.licence.to_dict()
    licence = report["licence"]
    if isinstance(licence, dict) and licence.get("customer"):
        report["licence"] = {**licence, "customer": "[customer]"}
    return {**data, "licence": report}


def _panel(args: argparse.Namespace) -> Panel:
    from sellxed_sdk.module import Module, build_panel
    from sellxed_sdk.shops import read_inventory

    now: datetime = args.now or datetime.now(timezone.utc)
    module = Module(args.path, state_dir=args.state_dir, mode=args.mode)
    module.load()
    licence = module.check_licence(read_key(args.key), hosts=words(args.host), now=now)
    inventory = read_inventory(args.shop) if args.shop is not None else None
    compatibility = None
    if inventory is not None:
        ours = (f"{inventory.platform}:{module.product}",)
        compatibility = module.check_compatibility(inventory, ours=ours, now=now)
    return build_panel(
        module,
        licence=licence,
        updates=module.check_updates(
            licence, platforms=inventory.versions() if inventory else None, now=now
        ),
        compatibility=compatibility,
        integrity=module.check_integrity(),
        inventories=(inventory,) if inventory else (),
        language=args.language,
        now=now,
    )

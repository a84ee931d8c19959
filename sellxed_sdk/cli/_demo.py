"""`sellxed demo`: the whole product in one directory, offline and for real."""

from __future__ import annotations

import argparse
import shutil
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk.cli._arguments import instant
from sellxed_sdk.cli._commands import add_command
from sellxed_sdk.cli._output import Exit, Output
from sellxed_sdk.cli._progress import Steps
from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.findings.codes import tool as codes

if TYPE_CHECKING:
    from sellxed_sdk.cli._commands import Subparsers
    from sellxed_sdk.cli._demo_shop import DemoShop, ShopReports
    from sellxed_sdk.cli._demo_vendor import DemoVendor

__all__ = ["add_commands"]

MARKER = "sellxed-demo.txt"


def add_commands(commands: Subparsers) -> None:
    """Enter the command."""
    demo = add_command(
        commands,
        "demo",
        _demo,
        summary="Play vendor, shop and admin in one directory: licence, update, conflict, notice.",
        example=(
            "sellxed demo",
            "sellxed demo --serve",
            "sellxed demo --shop /srv/shop --language de",
        ),
    )
    demo.add_argument("--directory", type=Path, default=Path("sellxed-demo"), metavar="DIR")
    demo.add_argument(
        "--shop", type=Path, metavar="PATH", help="take inventory of this shop; only read"
    )
    demo.add_argument("--language", default="en", metavar="LANG", help="en, de, fr or it")
    demo.add_argument(
        "--serve",
        nargs="?",
        type=int,
        const=0,
        metavar="PORT",
        help="then show the panel page on loopback until Ctrl-C",
    )
    demo.add_argument("--now", type=instant, metavar="INSTANT", help="instead of the clock")


def _demo(args: argparse.Namespace, output: Output) -> Exit:
    from sellxed_sdk.cli._demo_vendor import DemoVendor
    from sellxed_sdk.testing import serve_directory

    now: datetime = (args.now or datetime.now(timezone.utc)).replace(microsecond=0)
    directory = _prepare(args.directory)
    steps = Steps(output)
    vendor_directory = directory / "vendor"
    with serve_directory(vendor_directory / "repository") as server:
        url = server.url.rstrip("/")
        vendor = steps.run(
            "making keys and a channel",
            lambda: DemoVendor.create(vendor_directory, url=url, now=now),
            said=lambda made: (
                f"vendor: made keys, {made.vendor.trust_path.name} and an update channel at {url}"
            ),
        )
        shop, key = _sell(vendor, steps, args, directory)
        reports = _look(shop, key, steps)
    return _show(shop, reports, steps, args, output)


def _prepare(directory: Path) -> Path:
    """Return an empty directory; empties one that an earlier demo made, and no other."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        if not (directory / MARKER).is_file():
            raise codes.DEMO_DIRECTORY_USED.error(
                ConfigurationError, path=str(directory), setting="--directory"
            )
        shutil.rmtree(directory)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / MARKER).write_text(
        "Made by `sellxed demo`, which empties this directory when it runs again.\n",
        encoding="utf-8",
    )
    return directory.resolve()


def _sell(
    vendor: DemoVendor, steps: Steps, args: argparse.Namespace, directory: Path
) -> tuple[DemoShop, str]:
    """Issue, publish and install; return the shop and its licence key."""
    from sellxed_sdk.cli._demo_shop import DemoShop

    issued = steps.run(
        "issuing a licence",
        vendor.issue,
        said=lambda made: (
            f"vendor: issued licence {made.licence.id}, {len(made.key)} characters, "
            f"support until {made.licence.support_until_on}"
        ),
    )
    steps.run(
        "building release 1.0.0",
        lambda: vendor.release("1.0.0", work=directory / "build"),
        said=lambda made: (
            f"vendor: published {made.product} {made.version} of "
            f"{made.published_on}, {len(made.files)} files signed"
        ),
    )
    shop = DemoShop.create(directory, shop=args.shop, now=vendor.now)
    steps.run(
        "installing it",
        lambda: shop.install("1.0.0", trust=vendor.vendor.trust_path),
        said=lambda made: f"shop:   downloaded 1.0.0, verified it, installed it as {made.name}",
    )
    steps.run(
        "publishing two more releases and rules",
        lambda: (
            vendor.release("1.1.0", work=directory / "build"),
            vendor.release("2.0.0", work=directory / "build"),
            vendor.publish_rules(),
        ),
        said=lambda made: (
            f"vendor: published 1.1.0, 2.0.0 and {len(made[-1])} characters of "
            "signed compatibility rules"
        ),
    )
    return shop, issued.key


def _look(shop: DemoShop, key: str, steps: Steps) -> ShopReports:
    """Check everything that the shop can check."""
    from sellxed_sdk.cli._demo_shop import ShopReports

    licence = steps.run(
        "checking the licence",
        lambda: shop.check_licence(key),
        said=lambda made: f"shop:   checked the licence offline: {made.status.value}",
    )
    steps.run(
        "asking the channel",
        shop.refresh,
        said=lambda made: (
            f"shop:   asked the channel: {made.outcome.value}, "
            f"{len(made.targets)} documents verified"
        ),
    )
    inventories = steps.run(
        "taking inventory",
        shop.read_inventories,
        said=lambda made: (
            "shop:   took inventory: "
            + ", ".join(f"{len(i.plugins)} in {i.platform} {i.platform_version}" for i in made)
        ),
    )
    updates = steps.run(
        "choosing the update",
        lambda: shop.check_updates(licence, inventories[0]),
        said=lambda made: (
            "shop:   chose the update: " + (made.offered.version if made.offered else "none")
        ),
    )
    compatibility = steps.run(
        "matching rules",
        lambda: shop.check_compatibility(inventories[0]),
        said=lambda made: f"shop:   matched the rules, conflicts found: {len(made.conflicts)}",
    )
    integrity = steps.run(
        "comparing files",
        shop.module.check_integrity,
        said=lambda made: f"shop:   compared the module's files: {made.state.value}",
    )
    return ShopReports(
        licence=licence,
        updates=updates,
        compatibility=compatibility,
        integrity=integrity,
        inventories=inventories,
    )


def _show(
    shop: DemoShop, reports: ShopReports, steps: Steps, args: argparse.Namespace, output: Output
) -> Exit:
    from sellxed_sdk.module import build_panel
    from sellxed_sdk.notices import (
        Catalogue,
        render_panel_html,
        render_panel_text,
        stylesheet,
    )

    catalogue = Catalogue.load(args.language)
    panel = build_panel(
        shop.module,
        licence=reports.licence,
        updates=reports.updates,
        compatibility=reports.compatibility,
        integrity=reports.integrity,
        inventories=reports.inventories,
        name="Alpenpay for WooCommerce",
        language=args.language,
        now=shop.now,
    )
    page = shop.state_directory.parent / "panel" / "index.html"

    def write() -> Path:
        page.parent.mkdir(exist_ok=True)
        page.write_text(render_panel_html(panel, catalogue=catalogue), encoding="utf-8")
        page.with_name("sellxed.css").write_text(stylesheet(), encoding="utf-8")
        return page

    steps.run("writing the page", write, said=lambda made: f"admin:  wrote the panel page {made}")
    output.talk("")
    data = {"steps": steps.done, "page": str(page), **panel.to_dict()}
    output.result(data, text=render_panel_text(panel, catalogue=catalogue))
    if args.serve is not None:
        from sellxed_sdk.cli._serve import serve_page

        serve_page(page, port=args.serve, output=output)
    return Exit.FINE

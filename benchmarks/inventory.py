"""Taking inventory of a shop of real size, beside reading the same files."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._measure import Case, measure
from benchmarks._tables import Table
from sellxed_sdk.compatibility import match_overlaps
from sellxed_sdk.shops import read_inventory

__all__ = ["run"]

_PLUGINS, _FILES = 200, 30_000
_HEADER = """<?php
/**
 * Plugin Name: {name}
 * Version: {number}.{number}.0
 * Requires PHP: 7.4
 */
namespace Example\\{name};
add_action('woocommerce_checkout_process', ['Example\\{name}\\Part0', 'method'], {number});
"""
_PART = """<?php
namespace Example\\{name};

/** Part {part} of a plugin, written for the benchmark. */
class Part{part}
{{
{methods}}}
add_filter('the_title', [Part{part}::class, 'method0'], {part});
"""
_METHOD = """    /** Changes an order; {figure} is as good as any number. */
    public function method{number}($order, $note = null)
    {{
        $total = $this->sum($order, "note: $note") + {figure};
        foreach ($order->items as $key => $item) {{
            $total += $item->price * (int) $item['count'] - {figure};
        }}
        return apply_filters('example_total_{figure}', $total, $order);
    }}

"""
_COLD = """
import json, sys, time
from pathlib import Path
begun = time.perf_counter()
from sellxed_sdk.shops import read_inventory
found = read_inventory(Path(sys.argv[1]))
print(json.dumps({"seconds": time.perf_counter() - begun, "plugins": len(found.plugins)}))
"""


def run(quick: bool) -> list[Table]:  # noqa: FBT001 - all subjects are called alike
    """Measure a generated WordPress shop."""
    with TemporaryDirectory() as directory:
        root = Path(directory)
        files = _write(root, _FILES // 10 if quick else _FILES)
        return [_reading(root, files, rounds=3 if quick else 5)]


def _write(root: Path, count: int) -> list[Path]:
    chance = random.Random(3)  # noqa: S311 - the same shop in every run
    (root / "wp-includes").mkdir()
    (root / "wp-includes" / "version.php").write_text("<?php\n$wp_version = '6.8.3';\n")
    return list(_write_plugins(root / "wp-content" / "plugins", count, chance))


def _write_plugins(home: Path, count: int, chance: random.Random) -> Iterator[Path]:
    for number in range(_PLUGINS):
        name = f"Plugin{number}"
        directory = home / f"plugin-{number}"
        main = directory / f"plugin-{number}.php"
        directory.mkdir(parents=True)
        text = _HEADER.format(name=name, number=number)
        if number % 40 == 0:
            text += "remove_all_actions('woocommerce_checkout_process');\n"
        main.write_text(text)
        yield main
        for part in range(count // _PLUGINS - 1):
            place = directory / f"part{part % 12}"
            place.mkdir(exist_ok=True)
            # As in real plugins: most files are small, and a few are very large.
            methods = "".join(
                _METHOD.format(number=index, figure=chance.randrange(1_000))
                for index in range(min(int(chance.paretovariate(0.9)) + 3, 300))
            )
            path = place / f"class-part{part}.php"
            path.write_text(_PART.format(name=name, part=part, methods=methods))
            yield path


def _reading(root: Path, files: list[Path], *, rounds: int) -> Table:
    found = measure(
        [
            Case(name="read the bytes of the files", work=partial(_read_bytes, files)),
            Case(name="read_inventory", work=lambda _: read_inventory(root)),
        ],
        rounds=rounds,
    )
    inventory = read_inventory(root)
    found |= measure(
        [Case(name="match_overlaps", work=lambda _: match_overlaps(inventory))], rounds=rounds
    )
    base = found["read the bytes of the files"].best
    size = sum(path.stat().st_size for path in files)
    claims = sum(len(plugin.claims) for plugin in inventory.plugins)
    cold = _cold(root)
    return Table(
        title=f"WordPress: {_PLUGINS} plugins, {len(files)} PHP files, {size / 1e6:.0f} MB",
        columns=("", "ms (fastest)", "ms (median)", "ratio to the bytes"),
        rows=(
            *(
                (
                    name,
                    f"{timing.best * 1e3:.1f}",
                    f"{timing.median * 1e3:.1f}",
                    f"{timing.best / base:.2f}",
                )
                for name, timing in found.items()
            ),
            (
                "import and read_inventory in a fresh process",
                f"{cold * 1e3:.1f}",
                "",
                f"{cold / base:.2f}",
            ),
        ),
        notes=(f"{len(inventory.plugins)} entries and {claims} claims were found.",),
    )


def _read_bytes(files: list[Path], _: int) -> int:
    return sum(len(path.read_bytes()) for path in files)


def _cold(root: Path) -> float:
    done = subprocess.run(  # noqa: S603 - this interpreter and the text above
        [sys.executable, "-c", _COLD, str(root)], capture_output=True, check=True, text=True
    )
    return float(json.loads(done.stdout)["seconds"])

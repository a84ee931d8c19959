"""Reading PHP: our tokens and facts beside the bare bytes, and beside tree-sitter."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._measure import Case, measure
from benchmarks._tables import Table
from sellxed_sdk.shops._php import decode_php, read_php, tokenise

__all__ = ["run"]

_CALLS = ("add_action", "add_filter", "remove_action", "->registerHook")
_BYTES = "read the bytes"
_CLASS = """<?php
/**
 * Part {number} of a plugin, written for the benchmark.
 *
 * @package Example
 */

declare(strict_types=1);

namespace Example\\Part{number};

use Example\\Shop\\{{Order, Cart as Basket}};

final class Part{number} extends Basket implements \\Countable
{{
    public const NAME = 'part-' . {number};
    private static ?array $settings = ['title' => "It's {number}", 'tags' => ['a', 'b', 3 => 1.5]];

{methods}}}

add_action('init', [Part{number}::class, 'method0'], 10, 2);
"""
_METHOD = """    /**
     * Changes an order.
     *
     * @param Order $order What is changed.
     */
    public function method{number}(Order $order, ?string $note = null): int
    {{
        // Keep what the parent does.
        $total = parent::method{number}($order, $note);
        if ($total > {figure} && isset($order->items['a{figure}'])) {{
            foreach ($order->items as $key => $item) {{
                $total += $item->price * (int) $item['count'] - {figure};
                $this->log("Item {{$key}} of $order->number: {{$item['name']}}");
            }}
        }}
        add_filter('example_total_{figure}', function ($value) use ($total) {{
            return $value !== null ? max($value, $total) : <<<TEXT
                Nothing for {figure} in $total.
                TEXT;
        }}, {figure});
        return $total;
    }}

"""


def run(quick: bool) -> list[Table]:  # noqa: FBT001 - all subjects are called alike
    """Measure reading a generated plugin."""
    with TemporaryDirectory() as directory:
        paths = _write(Path(directory), 60 if quick else 400)
        return [_reading(paths, rounds=3 if quick else 7)]


def _write(root: Path, count: int) -> list[Path]:
    chance = random.Random(5)  # noqa: S311 - the same files in every run
    paths = []
    for number in range(count):
        methods = "".join(
            _METHOD.format(number=index, figure=chance.randrange(1_000))
            for index in range(chance.randrange(4, 30))
        )
        path = root / f"part{number}.php"
        path.write_text(_CLASS.format(number=number, methods=methods), encoding="utf-8")
        paths.append(path)
    return paths


def _reading(paths: list[Path], *, rounds: int) -> Table:
    works: dict[str, Callable[[bytes], object]] = {
        _BYTES: len,
        "tokenise": lambda data: tokenise(decode_php(data)),
        "read_php": read_php,
        "read_php with calls": partial(read_php, calls=_CALLS),
    }
    notes = ["Every case reads the files from the disk, which has them in its cache."]
    try:
        works.update(_tree_sitter())
    except ImportError:
        notes.append("tree-sitter and tree-sitter-php are not installed: skipped.")
    cases = [Case(name=name, work=partial(_all, paths, work)) for name, work in works.items()]
    found = measure(cases, rounds=rounds)
    size = sum(path.stat().st_size for path in paths)
    return Table(
        title=f"Reading {len(paths)} PHP files, {size / 1e6:.1f} MB",
        columns=("", "ms (fastest)", "ms (median)", "MB/s", "ratio to the bytes", "to tokenise"),
        rows=tuple(
            (
                name,
                f"{timing.best * 1e3:.1f}",
                f"{timing.median * 1e3:.1f}",
                f"{size / timing.best / 1e6:.1f}",
                f"{timing.best / found[_BYTES].best:.1f}",
                f"{timing.best / found['tokenise'].best:.2f}",
            )
            for name, timing in found.items()
        ),
        notes=tuple(notes),
    )


def _all(paths: list[Path], work: Callable[[bytes], object], _: int) -> None:
    for path in paths:
        work(path.read_bytes())


def _tree_sitter() -> dict[str, Callable[[bytes], object]]:
    library, grammar = import_module("tree_sitter"), import_module("tree_sitter_php")
    parser = library.Parser(library.Language(grammar.language_php()))

    def walk(data: bytes) -> int:
        cursor, count = parser.parse(data).walk(), 0
        while True:
            count += bool(cursor.node.type == "method_declaration")
            if cursor.goto_first_child():
                continue
            while not cursor.goto_next_sibling():
                if not cursor.goto_parent():
                    return count

    return {"tree-sitter, parse": parser.parse, "tree-sitter, parse and walk": walk}

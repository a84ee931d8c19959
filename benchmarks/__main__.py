"""`python -m benchmarks`: run the subjects one after the other and print their tables."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from benchmarks import (
    bisection,
    bulk,
    channel,
    imports,
    inventory,
    licence,
    php,
    remedy,
    revocations,
    rules,
)
from benchmarks._machine import describe_machine
from benchmarks._tables import Table, print_note, print_table

SUBJECTS: dict[str, Callable[[bool], list[Table]]] = {
    "licence": licence.run,
    "bulk": bulk.run,
    "imports": imports.run,
    "channel": channel.run,
    "rules": rules.run,
    "revocations": revocations.run,
    "bisection": bisection.run,
    "php": php.run,
    "inventory": inventory.run,
    "remedy": remedy.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and smaller sizes")
    parser.add_argument(
        "--only", action="append", choices=SUBJECTS, metavar="NAME", help=", ".join(SUBJECTS)
    )
    options = parser.parse_args()
    for line in describe_machine():
        print_note(line)
    for name in options.only or SUBJECTS:
        begun = time.perf_counter()
        for table in SUBJECTS[name](options.quick):
            print_table(table)
        print_note(f"{name}: measured in {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()

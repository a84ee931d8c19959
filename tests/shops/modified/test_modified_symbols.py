from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sellxed_sdk.compatibility import match_overlaps
from sellxed_sdk.shops import read_inventory

POINT = "includes/extra/application_top/application_top_end"
CLASS = "<?php\nclass AcmeTools {}\nfunction acme_tool() {}\n"


@pytest.fixture
def overlaps(tmp_path: Path) -> Callable[[dict[str, str]], int]:
    """Return how many overlaps a shop with some files has."""

    def count(texts: dict[str, str]) -> int:
        marks = {
            "inc/auto_include.inc.php": "<?php",
            "includes/modules/payment/cod.php": "<?php class cod {}",
        }
        for path, text in {**marks, **texts}.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        return len(match_overlaps(read_inventory(tmp_path)))

    return count


def test_two_files_of_one_point(overlaps):
    assert overlaps({f"{POINT}/a.php": CLASS, f"{POINT}/b.php": CLASS}) == 2


def test_two_modules(overlaps):
    modules = "includes/modules/payment"
    assert overlaps({f"{modules}/a.php": CLASS, f"{modules}/b.php": CLASS}) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{POINT}/a.php", "includes/extra/application_bottom/b.php"),
        (f"{POINT}/a.php", "admin/includes/extra/application_top/application_top_end/b.php"),
        ("includes/extra/ajax/a.php", "includes/extra/ajax/b.php"),
        ("includes/extra/captcha/a.php", "includes/extra/captcha/b.php"),
        (f"{POINT}/a.php", f"{POINT}/10_a.php"),
    ],
)
def test_what_is_not_surely_included_together(overlaps, one, other):
    assert overlaps({one: CLASS, other: CLASS}) == 0


@pytest.mark.parametrize(
    "text",
    [
        "<?php if (!class_exists('AcmeTools')) { class AcmeTools {} }",
        "<?php if (class_exists('AcmeTools')) return;\nclass AcmeTools {}",
        "<?php if (function_exists('acme_tool')) { return; }\nfunction acme_tool() {}",
        "<?php namespace Other;\nclass AcmeTools {}",
    ],
)
def test_what_asks_whether_it_is_there(overlaps, text):
    assert overlaps({f"{POINT}/a.php": CLASS, f"{POINT}/b.php": text}) == 0

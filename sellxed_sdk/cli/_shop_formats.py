"""What `sellxed shop conflicts` prints, by `--format`."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from sellxed_sdk.cli._output import has_colour

if TYPE_CHECKING:
    from sellxed_sdk.compatibility import CompatibilityReport

__all__ = ["RENDERERS", "render_conflicts", "render_tree"]

RENDERERS = ("sarif", "junit", "markdown", "html")
"""Formats besides text and JSON."""


def render_conflicts(report: CompatibilityReport, form: str, *, language: str) -> str:
    """Return a report as a document.

    Args:
        report: What was found.
        form: One of `RENDERERS`.
        language: As ``de``.
    """
    from sellxed_sdk import notices

    render = {
        "sarif": notices.render_conflicts_sarif,
        "junit": notices.render_conflicts_junit,
        "markdown": notices.render_conflicts_markdown,
        "html": notices.render_conflicts_html,
    }[form]
    return render(report, catalogue=notices.Catalogue.load(language))


def render_tree(report: CompatibilityReport, language: str, *, information: bool) -> str:
    """Return a report for the terminal, as wide as it is and in its colours.

    Args:
        report: What was found.
        language: As ``de``.
        information: Whether conflicts that need no action are shown, too.
    """
    from sellxed_sdk.notices import Catalogue, render_conflicts_tree

    return render_conflicts_tree(
        report,
        catalogue=Catalogue.load(language),
        colour=has_colour(),
        information=information,
        width=min(shutil.get_terminal_size((100, 24)).columns, 120),
    ).rstrip("\n")

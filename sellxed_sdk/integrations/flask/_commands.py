"""``flask sellxed refresh`` and ``flask sellxed status``, for cron and monitoring."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import click
from flask import Blueprint

from sellxed_sdk.findings import Finding, describe
from sellxed_sdk.integrations.flask._state import current_state
from sellxed_sdk.notices import Catalogue
from sellxed_sdk.updates import RefreshOutcome, RefreshResult

__all__ = ["add_commands"]

FINE, ACTION, FAILED = 0, 1, 3


def add_commands(blueprint: Blueprint) -> None:
    """Enter the commands under the blueprint's name."""
    blueprint.cli.short_help = "Updates, licences and notices of paid modules."
    blueprint.cli.command("refresh")(_refresh)
    blueprint.cli.command("status")(_status)


@click.option("--force", is_flag=True, help="Ask also where the last check is young.")
@click.option("--json", "as_json", is_flag=True, help="Write data instead of text.")
def _refresh(*, force: bool, as_json: bool) -> None:
    """Ask the update channels; for a scheduled job. Exit code 3: one could not be asked."""
    results = current_state().panel.refresh(force=force)
    if as_json:
        data = [
            {
                "outcome": result.outcome.value,
                "findings": [finding.to_dict() for finding in result.findings],
            }
            for result in results
        ]
        click.echo(json.dumps({"schema": 1, "channels": data}, indent=2))
    else:
        for result in results:
            click.echo(result.outcome.value)
            _tell(result.findings)
    sys.exit(FINE if all(map(_is_done, results)) else FAILED)


@click.option("--json", "as_json", is_flag=True, help="Write data instead of text.")
def _status(*, as_json: bool) -> None:
    """Show what is known of the modules; no key. Exit code 1: something needs action."""
    state = current_state()
    status, problems = state.panel.status(), state.check()
    modules = cast("Mapping[str, Mapping[str, object]]", status["modules"])
    if as_json:
        setup = [finding.to_dict() for finding in problems]
        click.echo(json.dumps({**status, "setup": setup}, indent=2, ensure_ascii=False))
    else:
        for product, facts in modules.items():
            click.echo(f"{product}: {_words(facts)}")
        for finding in cast("Sequence[Mapping[str, object]]", status["findings"]):
            click.echo(f"{finding['message']} [{finding['code']}]", err=True)
        _tell(problems)
    codes = [
        *(finding.code for finding in problems),
        *(str(f["code"]) for f in cast("Sequence[Mapping[str, object]]", status["findings"])),
        *(code for facts in modules.values() for code in _notices(facts)),
    ]
    sys.exit(ACTION if any(map(_needs_action, codes)) else FINE)


def _words(facts: Mapping[str, object]) -> str:
    """Return one line: names and values as the JSON has them."""
    named = {
        **{name: facts[name] for name in ("installed", "licence", "offered", "last_success_at")},
        "notices": " ".join(_notices(facts)),
    }
    return ", ".join(f"{name} {value or '-'}" for name, value in named.items())


def _notices(facts: Mapping[str, object]) -> Sequence[str]:
    return cast("Sequence[str]", facts["notices"])


def _tell(findings: Iterable[Finding]) -> None:
    catalogue = Catalogue.load("en")
    for finding in findings:
        text = f"{catalogue.message(finding)} {catalogue.hint(finding)}".strip()
        click.echo(f"{text} [{finding.code}]", err=True)


def _needs_action(code: str) -> bool:
    known = describe(code)
    return known is not None and known.severity.needs_action


def _is_done(result: RefreshResult) -> bool:
    # Busy: another process brings the same facts.
    return bool(result) or result.outcome is RefreshOutcome.BUSY

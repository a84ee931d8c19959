"""``manage.py sellxed_refresh``: asks the update channels; for cron or another scheduler."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from sellxed_sdk.integrations.django import current_panel
from sellxed_sdk.integrations.django._words import is_done, sentences

__all__ = ["Command"]


class Command(BaseCommand):
    """Exit code 3: a channel could not be asked."""

    help = "Ask the update channels of paid modules; at most once a day, by one of all processes."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own form; cron wants no warnings

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Enter the options."""
        parser.add_argument(
            "--force", action="store_true", help="ask also where the last check is young"
        )
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *_: object, **options: object) -> None:
        """Do it."""
        results = current_panel().refresh(force=bool(options["force"]))
        if options["format"] == "json":
            channels = [
                {
                    "outcome": result.outcome.value,
                    "findings": [finding.to_dict() for finding in result.findings],
                }
                for result in results
            ]
            self.stdout.write(json.dumps({"schema": 1, "channels": channels}, indent=2))
        else:
            for result in results:
                self.stdout.write(result.outcome.value)
                for line in sentences(result.findings):
                    self.stderr.write(line)
        if not all(map(is_done, results)):
            sys.exit(3)

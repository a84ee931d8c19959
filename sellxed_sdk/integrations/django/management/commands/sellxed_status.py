"""``manage.py sellxed_status``: what is known of the modules; for monitoring."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from typing import cast

from django.core.management.base import BaseCommand

from sellxed_sdk.integrations.django import current_panel
from sellxed_sdk.integrations.django._words import codes_of, needs_action, words_of

__all__ = ["Command"]


class Command(BaseCommand):
    """Exit code 1: something needs action."""

    help = "Show licences, updates and notices of paid modules; no keys, no customers."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own form

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Enter the options."""
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *_: object, **options: object) -> None:
        """Do it."""
        status = current_panel().status()
        modules = cast("Mapping[str, Mapping[str, object]]", status["modules"])
        findings = cast("Sequence[Mapping[str, object]]", status["findings"])
        if options["format"] == "json":
            self.stdout.write(json.dumps(status, indent=2, ensure_ascii=False))
        else:
            for product, facts in modules.items():
                self.stdout.write(words_of(product, facts))
            for finding in findings:
                self.stderr.write(f"{finding['message']} [{finding['code']}]")
        codes = [str(finding["code"]) for finding in findings]
        codes += [code for facts in modules.values() for code in codes_of(facts)]
        if any(map(needs_action, codes)):
            sys.exit(1)

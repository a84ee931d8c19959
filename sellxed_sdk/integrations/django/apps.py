"""The application, as INSTALLED_APPS loads it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

__all__ = ["SellxedConfig"]


class SellxedConfig(AppConfig):
    """Keeps records in the table ``sellxed_record``; does no I/O when it starts."""

    name = "sellxed_sdk.integrations.django"
    label = "sellxed"
    verbose_name = _("Modules")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks and the receiver of changed settings."""
        from sellxed_sdk.integrations.django import _checks, _panel

        _checks.register_checks()
        _panel.follow_settings()

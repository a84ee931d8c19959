"""One table for all modules of all vendors, and the admin's entry without one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["PanelEntry", "Record"]


class Record(models.Model):
    """A record of `sellxed_sdk.hosting`; what is in it is the panel's affair."""

    name = models.CharField(max_length=80, primary_key=True)
    # Compared in place of the data: not every database compares binary columns.
    digest = models.CharField(max_length=64)
    data = models.BinaryField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """The one permission is for what the records do, and not for the table."""

        app_label = "sellxed"
        default_permissions = ()
        permissions = (("manage_modules", "Can manage paid modules"),)

    def __str__(self) -> str:
        return self.name


class PanelEntry(models.Model):
    """What Django's admin lists; there is no such table."""

    class Meta:
        """Not managed: a name and an address in the admin, nothing else."""

        app_label = "sellxed"
        managed = False
        default_permissions = ()
        verbose_name = _("Module")
        verbose_name_plural = _("Modules")

    def __str__(self) -> str:
        return "sellxed"

"""A module's own set-up: what its author declared."""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = ["CHANNEL_NOT_CONFIGURED", "MODULE_NOT_FOUND"]

CHANNEL_NOT_CONFIGURED = define(
    "CHANNEL_NOT_CONFIGURED",
    Severity.INFO,
    "The trust bundle names no update channel.",
    hint="Ask the vendor for a bundle with a channel, if there is one.",
    cause="The bundle sellxed-trust.json has no section 'channel'.",
)
MODULE_NOT_FOUND = define(
    "MODULE_NOT_FOUND",
    Severity.ERROR,
    "There is no module at '{name}'.",
    hint="Give the import name of an installed package, or the directory of the module.",
    cause="The package cannot be found, or the path is no directory.",
)

"""Where state lies, and which paths of the channel are harmless."""

from __future__ import annotations

import os
import re
from pathlib import Path

from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.findings.codes import channel as codes

__all__ = ["STATE_DIR_VARIABLE", "TARGET_PATTERN", "check_target_path", "default_state_dir"]

STATE_DIR_VARIABLE = "SELLXED_STATE_DIR"

# Each segment begins with a letter or digit: no "..", no hidden file, no absolute
# path, no drive, and nothing that would have to be quoted in an address.
_SEGMENT = r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}"
TARGET_PATTERN = rf"{_SEGMENT}(?:/{_SEGMENT}){{0,3}}"


def default_state_dir(vendor: str = "") -> Path:
    """Return the directory for state where the caller names none.

    Args:
        vendor: Gives each vendor's channel a directory of its own below it: two
            channels in one directory would take each other's facts for removed.

    Returns:
        What the environment variable ``SELLXED_STATE_DIR`` names, else the user's
        state directory by the convention of the platform. Nothing is created.
    """
    named = os.environ.get(STATE_DIR_VARIABLE)
    if named:
        directory = Path(named)
    else:
        from platformdirs import user_state_path

        directory = user_state_path("sellxed", appauthor=False)
    return directory / re.sub(r"[^A-Za-z0-9-]+", "-", vendor) if vendor else directory


def check_target_path(path: str) -> str:
    """Return the path of a target if it is harmless as an address and as a file name.

    Raises:
        ConfigurationError: It is not.
    """
    if not re.fullmatch(TARGET_PATTERN, path):
        raise codes.CHANNEL_TARGET_PATH_INVALID.error(
            ConfigurationError, target=path[:200], setting="target"
        )
    return path

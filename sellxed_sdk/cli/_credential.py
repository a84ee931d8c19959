"""The credential of the customer account, from a file or the environment.

Never from an option: every user of the machine can read those.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk.cli._arguments import read_bytes

if TYPE_CHECKING:
    from sellxed_sdk.updates import Credential

__all__ = ["CREDENTIAL_VARIABLE", "read_credential"]

CREDENTIAL_VARIABLE = "SELLXED_DOWNLOAD_CREDENTIAL"
MAX_BYTES = 10_000


def read_credential(path: Path | None) -> Credential | None:
    """Return the credential for downloads, or None where none is given.

    Args:
        path: The file that was named; else ``SELLXED_DOWNLOAD_CREDENTIAL`` is looked at.

    Raises:
        ConfigurationError: The file cannot be read, or there is no credential in it.
    """
    from sellxed_sdk.updates import parse_credential

    if path is not None:
        # What is no UTF-8 becomes what is not printable, which is refused.
        text = read_bytes(path, max_bytes=MAX_BYTES).decode(errors="surrogateescape")
        return parse_credential(text)
    line = os.environ.get(CREDENTIAL_VARIABLE)
    return parse_credential(line) if line else None

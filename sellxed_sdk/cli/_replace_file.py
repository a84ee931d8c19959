"""A file that is replaced as a whole, and that only its owner reads."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.findings.codes import tool as codes

__all__ = ["replace_file"]


def replace_file(path: Path, data: bytes, *, setting: str) -> None:
    """Write a file with mode 0600; at any time the old or the new one is there.

    Args:
        path: The file.
        data: Its new content.
        setting: The option that names it.

    Raises:
        ConfigurationError: It cannot be written; the old one is as it was.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise codes.FILE_UNWRITABLE.error(
            ConfigurationError,
            path=str(path),
            detail=(error.strerror or "unknown").lower(),
            setting=setting,
        ) from None

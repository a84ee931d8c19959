"""Python files of add-ons as trees: parsed, never imported, of any version of Python."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

from sellxed_sdk.shops._files import ShopFiles

__all__ = ["parse_python", "read_literal"]

MAX_BYTES = 1_000_000


def parse_python(files: ShopFiles, path: Path, text: str | None = None) -> ast.Module | None:
    """Return a file as a tree; None where it cannot be read, which is noted.

    Args:
        files: The shop.
        path: The file.
        text: What stands in it, where that was read.
    """
    text = files.whole(path, max_bytes=MAX_BYTES) if text is None else text
    if text is None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes that later versions refuse
            return ast.parse(text.removeprefix("\ufeff"))
    except SyntaxError as error:
        where = f" in line {error.lineno}" if error.lineno else ""
        files.note(path, f"it is no Python 3{where}")
    except (ValueError, RecursionError, MemoryError):
        files.note(path, "it is too deep or no text")
    return None


def read_literal(node: ast.expr) -> object:
    """Return the value of a literal.

    Raises:
        ValueError: It is none.
    """
    try:
        value: object = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        raise ValueError("it is no literal") from None
    return value

"""Texts of PHP functions: to compare them, and to look for a word in one of them."""

from __future__ import annotations

from collections.abc import Iterator

from sellxed_sdk.shops._php import tokenise

__all__ = ["find_bodies"]


def find_bodies(text: str) -> dict[tuple[int, str], str]:
    """Return the functions of a PHP file, without comments and white space.

    Args:
        text: The file.

    Returns:
        By the line of the word ``function`` and the name in lower case; of nested ones the
        outer one alone.
    """
    return dict(_find(text))


def _find(text: str) -> Iterator[tuple[tuple[int, str], str]]:
    tokens = tokenise(text)
    words = tokens.texts
    begin, depth = -1, 0
    for index, word in enumerate(words):
        if begin < 0:
            begin = index if word.lower() == "function" else -1
            continue
        depth += (word == "{") - (word == "}")
        if not depth and word in ("}", ";"):
            name = words[begin + 1 + (words[begin + 1] == "&")].lower()
            yield (tokens.line(begin), name), " ".join(words[begin : index + 1])
            begin = -1

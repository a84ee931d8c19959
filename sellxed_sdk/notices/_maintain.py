"""Brings the translation catalogues up to date: `python -m sellxed_sdk.notices._maintain`.

New texts are added without a translation, changed ones lose theirs, old ones go. The
build compiles what is here; this does, too, so that a checkout shows it at once.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from sellxed_sdk.findings import registry
from sellxed_sdk.notices._catalogue import LANGUAGES
from sellxed_sdk.notices._texts import UI

__all__ = ["LOCALE", "list_texts", "update_catalogues"]

LOCALE = Path(__file__).with_name("locale")
# Nothing that changes by itself: a run without new texts changes no file.
_HEADER = """\
# Texts of sellxed_sdk. Written by `python -m sellxed_sdk.notices._maintain`.
msgid ""
msgstr ""
"Project-Id-Version: sellxed_sdk\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def list_texts() -> dict[str, tuple[str, ...]]:
    """Return every text that is shown to people, with the names that use it."""
    texts: dict[str, list[str]] = {}
    for name, code in registry().items():
        for text in (code.message, code.hint):
            if text:
                texts.setdefault(text, []).append(name)
    for name, text in UI.items():
        texts.setdefault(text, []).append(f"ui:{name}")
    return {text: tuple(sorted(set(names))) for text, names in sorted(texts.items())}


def update_catalogues(
    directory: Path = LOCALE, *, translations: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, tuple[str, ...]]:
    """Write the catalogues anew, and compile them.

    Args:
        directory: Where the languages' directories are.
        translations: New translations to take in, by language and English text.

    Returns:
        The texts that lack a translation, by language.
    """
    missing: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES[1:]:
        path = directory / language / "LC_MESSAGES" / "sellxed.po"
        known = {**_read(path), **(translations or {}).get(language, {})}
        _write(path, language, known)
        missing[language] = tuple(text for text in list_texts() if not known.get(text))
    return missing


def _read(path: Path) -> dict[str, str]:
    from babel.messages.pofile import read_po

    if not path.is_file():
        return {}
    with path.open("rb") as file:
        messages = list(read_po(file))
    return {str(m.id): str(m.string) for m in messages if m.id and m.string and not m.fuzzy}


def _write(path: Path, language: str, known: Mapping[str, str]) -> None:
    from io import BytesIO

    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import write_po

    catalogue = Catalog(locale=language, fuzzy=False)
    for text, names in list_texts().items():
        catalogue.add(text, known.get(text, ""), auto_comments=names)
    body = BytesIO()
    write_po(body, catalogue, width=96, omit_header=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_HEADER.format(language=language).encode("utf-8") + body.getvalue())
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


if __name__ == "__main__":
    for name, texts in update_catalogues().items():
        sys.stderr.write(f"{name}: {len(texts)} texts without translation\n")

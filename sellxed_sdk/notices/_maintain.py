"""Brings the translation catalogues up to date: `python -m sellxed_sdk.notices._maintain`.

New texts are added without translation, changed ones lose theirs, old ones go. The
build compiles what is here.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sellxed_sdk.findings import registry
from sellxed_sdk.notices._catalogue import LANGUAGES
from sellxed_sdk.notices._texts import UI

__all__ = ["list_texts", "update_catalogues"]

LOCALE = Path(__file__).with_name("locale")


def list_texts() -> dict[str, str]:
    """Return every text that is shown to people, with what it belongs to."""
    texts: dict[str, str] = {}
    for name, code in sorted(registry().items()):
        for text in (code.message, code.hint):
            if text:
                texts.setdefault(text, name)
    for name, text in UI.items():
        texts.setdefault(text, f"ui {name}")
    return texts


def update_catalogues(directory: Path = LOCALE) -> dict[str, int]:
    """Write the catalogues anew; return how many texts lack a translation, by language."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    missing: dict[str, int] = {}
    for language in LANGUAGES[1:]:
        path = directory / language / "LC_MESSAGES" / "sellxed.po"
        old = {}
        if path.is_file():
            with path.open("rb") as file:
                old = {m.id: m.string for m in read_po(file) if m.id and not m.fuzzy}
        catalogue = Catalog(locale=language, project="sellxed-sdk", fuzzy=False)
        for text, origin in list_texts().items():
            catalogue.add(text, old.get(text, ""), auto_comments=[origin])
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=96, omit_header=False, sort_output=False)
        missing[language] = sum(1 for text in list_texts() if not old.get(text))
    return missing


if __name__ == "__main__":
    for name, count in update_catalogues().items():
        sys.stderr.write(f"{name}: {count} texts without translation\n")

"""Brings the translation catalogues up to date: `python -m sellxed_sdk.notices._maintain`.

New texts are added without a translation, changed ones lose theirs, old ones go. Swiss German
is derived from German. The build compiles what is here; this does, too, so that a checkout
shows it at once.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from sellxed_sdk.findings import registry
from sellxed_sdk.notices._languages import LANGUAGES, VARIANTS
from sellxed_sdk.notices._texts import UI, Plural

__all__ = ["BY_HAND", "LOCALE", "Text", "list_texts", "to_swiss", "update_catalogues"]

LOCALE = Path(__file__).with_name("locale")
BY_HAND = "by hand"
"""Marks an entry of a variant that is not derived, as a translator's comment."""

Text: TypeAlias = tuple[str, ...]
"""An English text, or one for one and one for many; a translation in all its forms."""
_Translations: TypeAlias = Mapping[str, Text]

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
"Plural-Forms: {plural_forms}\\n"

"""
# As Swiss German is written and printed.
_SWISS = str.maketrans({"ß": "ss", "ẞ": "SS", "„": "«", "“": "»"})


def list_texts() -> dict[Text, tuple[str, ...]]:
    """Return every text that is shown to people, with the names that use it."""
    texts: dict[Text, list[str]] = {}
    for name, code in registry().items():
        message = (code.message, code.plural) if code.plural else (code.message,)
        for text in (message, (code.hint,)):
            if text[0]:
                texts.setdefault(text, []).append(name)
    for name, entry in UI.items():
        shown = (entry.one, entry.many) if isinstance(entry, Plural) else (entry,)
        texts.setdefault(shown, []).append(f"ui:{name}")
    return {text: tuple(sorted(set(names))) for text, names in sorted(texts.items())}


def to_swiss(text: str) -> str:
    """Return a German text with ss for ß, and with « » for quotation marks."""
    return text.translate(_SWISS)


def update_catalogues(
    directory: Path = LOCALE, *, translations: Mapping[str, _Translations] | None = None
) -> dict[str, tuple[str, ...]]:
    """Write the catalogues anew, and compile them.

    Args:
        directory: Where the languages' directories are.
        translations: New translations to take in, by language and English text (that for
            one), each in all its forms. For a variant, they are marked as made by hand.

    Returns:
        The texts that lack a translation, by language.
    """
    missing: dict[str, tuple[str, ...]] = {}
    given = translations or {}
    for language in LANGUAGES[1:]:
        known = {**_read(_path(directory, language)), **given.get(language, {})}
        _write(_path(directory, language), language, known)
        missing[language] = tuple(text[0] for text in list_texts() if not known.get(text[0]))
    for variant in VARIANTS:
        _update_variant(directory, variant, given.get(variant, {}))
    return missing


def _update_variant(directory: Path, variant: str, given: _Translations) -> None:
    path = _path(directory, variant)
    parent = _read(_path(directory, variant.partition("_")[0]))
    by_hand = {**_read(path, by_hand=True), **given}
    derived = {text: tuple(map(to_swiss, forms)) for text, forms in parent.items()}
    known = {**derived, **by_hand}
    differing = {text: forms for text, forms in known.items() if forms != parent.get(text)}
    _write(path, variant, differing, by_hand=frozenset(by_hand))


def _path(directory: Path, language: str) -> Path:
    return directory / language / "LC_MESSAGES" / "sellxed.po"


def _read(path: Path, *, by_hand: bool = False) -> dict[str, Text]:
    from babel.messages.pofile import read_po

    if not path.is_file():
        return {}
    with path.open("rb") as file:
        messages = list(read_po(file))
    found: dict[str, Text] = {}
    for message in messages:
        one = message.id if isinstance(message.id, str) else message.id[0]
        string = message.string or ""
        forms = (string,) if isinstance(string, str) else tuple(string)
        wanted = not by_hand or BY_HAND in message.user_comments
        if one and all(forms) and not message.fuzzy and wanted:
            found[one] = forms
    return found


def _write(
    path: Path, language: str, known: _Translations, *, by_hand: frozenset[str] | None = None
) -> None:
    """Write a catalogue; of a variant only what is known, with marks where made by hand."""
    from io import BytesIO

    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import write_po

    catalogue = Catalog(locale=language, fuzzy=False)
    for text, names in list_texts().items():
        forms = known.get(text[0], ())
        if len(forms) != (catalogue.num_plurals if len(text) > 1 else 1):
            forms = ()  # it counted nothing before, or counts nothing any more
        if forms or by_hand is None:
            marks = [BY_HAND] if by_hand and text[0] in by_hand else []
            if len(text) > 1:
                catalogue.add(text, forms, auto_comments=names, user_comments=marks)
            else:
                catalogue.add(text[0], "".join(forms), auto_comments=names, user_comments=marks)
    body = BytesIO()
    write_po(body, catalogue, width=96, omit_header=True)
    header = _HEADER.format(language=language, plural_forms=catalogue.plural_forms)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.encode("utf-8") + body.getvalue())
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


if __name__ == "__main__":
    for name, texts in update_catalogues().items():
        sys.stderr.write(f"{name}: {len(texts)} texts without translation\n")
        sys.stderr.writelines(f"  {text}\n" for text in texts)

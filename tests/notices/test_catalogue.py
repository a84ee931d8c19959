"""Texts in four languages: fallback, broken translations, completeness."""

from __future__ import annotations

import gettext
import pickle
import string
import subprocess
import sys
import zipfile
from datetime import date, datetime, timezone
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sellxed_sdk
from sellxed_sdk.findings import Finding, Severity, registry
from sellxed_sdk.findings.codes import licence as codes
from sellxed_sdk.notices import LANGUAGES, Catalogue
from sellxed_sdk.notices import _catalogue as module
from sellxed_sdk.notices._texts import UI

SOON = codes.SUPPORT_ENDS_SOON.finding(support_until_on=date(2026, 12, 31), days=5)
TRANSLATED = LANGUAGES[1:]


def placeholders(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def source_texts():
    for code in registry().values():
        yield code.message
        if code.hint:
            yield code.hint
    yield from UI.values()


def compiled(language):
    path = files("sellxed_sdk.notices") / "locale" / language / "LC_MESSAGES" / "sellxed.mo"
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


class TestCompleteness:
    @pytest.mark.parametrize("language", TRANSLATED)
    def test_every_text_is_translated(self, language):
        # A fuzzy entry is not compiled, so it counts as missing here.
        known = compiled(language)._catalog

        assert sorted({text for text in source_texts() if not known.get(text)}) == []

    @pytest.mark.parametrize("language", TRANSLATED)
    def test_placeholders_are_the_same(self, language):
        known = compiled(language)._catalog

        wrong = {
            text: known[text]
            for text in source_texts()
            if known.get(text) and placeholders(text) != placeholders(known[text])
        }
        assert wrong == {}

    @pytest.mark.parametrize("language", TRANSLATED)
    def test_nothing_obsolete(self, language):
        assert set(compiled(language)._catalog) - {""} - set(source_texts()) == set()

    def test_german_is_swiss(self):
        assert not [text for text in compiled("de")._catalog.values() if "ß" in text]

    def test_the_english_texts_fit_their_placeholders(self):
        for text in source_texts():
            text.format_map(dict.fromkeys(placeholders(text), "x"))


class TestFallback:
    @pytest.mark.parametrize("language", ["de", "de_CH", "de-ch", "de-CH", "DE"])
    def test_to_the_language(self, language):
        assert Catalogue.load(language).ui("todo") == "Zu tun"

    @pytest.mark.parametrize("language", ["en", "rm", "xx_YY", "", "../../etc", "de/../fr", "\0"])
    def test_to_english(self, language):
        assert Catalogue.load(language).ui("todo") == "To do"

    def test_codes_of_a_newer_sdk(self):
        finding = Finding(code="SOMETHING_NEW", severity=Severity.INFO)

        assert Catalogue.load("de").message(finding) == "SOMETHING_NEW"
        assert Catalogue.load("de").hint(finding) == ""

    def test_html_language(self):
        assert Catalogue.load("de-ch").html_language == "de-CH"

    def test_a_value(self):
        catalogue = Catalogue.load("fr")

        assert pickle.loads(pickle.dumps(catalogue)) == catalogue  # noqa: S301 - our own
        assert hash(catalogue) == hash(Catalogue.load("fr"))


class TestDays:
    def test_the_hosts_way(self):
        catalogue = Catalogue.load("de", format_day=lambda day: f"<{day:%d/%m}>")

        assert "<31/12>" in catalogue.message(SOON)

    def test_babels_way(self):
        pytest.importorskip("babel")

        assert "31.12.2026" in Catalogue.load("de_CH").message(SOON)
        assert "31 Dec 2026" in Catalogue.load("en").message(SOON)

    def test_iso_without_babel(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "babel.dates", None)

        assert "2026-12-31" in Catalogue.load("de").message(SOON)

    def test_instants_are_utc(self):
        instant = datetime(2026, 11, 23, 5, 4, tzinfo=timezone.utc)

        assert Catalogue.load().when(instant).endswith(", 05:04 UTC")


@pytest.mark.property
@given(st.text(alphabet="{}!:.[]0ax %", max_size=20))
def test_broken_translations_never_raise(text):
    broken = gettext.NullTranslations()
    broken.gettext = lambda _: text
    original = module._resource
    module._resource = lambda _: broken
    try:
        assert isinstance(Catalogue.load("de").message(SOON), str)
    finally:
        module._resource = original


def test_works_from_a_zip(tmp_path):
    root = Path(sellxed_sdk.__file__).parent
    archive = tmp_path / "packed.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in root.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                packed.write(path, path.relative_to(root.parent))
    code = (
        f"import sys; sys.path.insert(0, {str(archive)!r})\n"
        "from sellxed_sdk.notices import Catalogue, stylesheet\n"
        "import sellxed_sdk; print('packed.zip' in sellxed_sdk.__file__)\n"
        "print(Catalogue.load('de_CH').ui('todo'), '.slx' in stylesheet())"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split("\n")[:2] == ["True", "Zu tun True"]


def test_the_maintainers_tool_changes_nothing_by_itself(tmp_path):
    pytest.importorskip("babel")
    from sellxed_sdk.notices import _maintain

    first = _maintain.update_catalogues(tmp_path, translations={"de": {"To do": "Zu tun"}})
    path = tmp_path / "de" / "LC_MESSAGES" / "sellxed.po"
    before = path.read_bytes()
    second = _maintain.update_catalogues(tmp_path)

    assert first == second
    assert path.read_bytes() == before
    assert "To do" not in first["de"]
    assert "To do" in first["fr"]

"""Texts in four languages: fallback, broken translations, completeness."""

from __future__ import annotations

import gettext
import pickle
import re
import shutil
import string
import subprocess
import sys
import zipfile
from datetime import date, datetime, timedelta, timezone
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sellxed_sdk
from sellxed_sdk.findings import Finding, Severity, registry
from sellxed_sdk.findings.codes import licence as codes
from sellxed_sdk.notices import LANGUAGES, POLICIES, VARIANTS, Catalogue
from sellxed_sdk.notices import _catalogue as module
from sellxed_sdk.notices._texts import UI, Plural

SOON = codes.SUPPORT_ENDS_SOON.finding(support_until_on=date(2026, 12, 31), days=5)
TRANSLATED = LANGUAGES[1:]


def placeholders(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def source_texts():
    """Every English text in its forms: one, or two where something is counted."""
    for code in registry().values():
        yield (code.message, code.plural) if code.plural else (code.message,)
        if code.hint:
            yield (code.hint,)
    for text in UI.values():
        yield (text.one, text.many) if isinstance(text, Plural) else (text,)


def place(language, name="sellxed.mo"):
    return files("sellxed_sdk.notices") / "locale" / language / "LC_MESSAGES" / name


def compiled(language):
    """The translations by English text, in all their forms."""
    with place(language).open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    found = {}
    for key, text in sorted(catalogue._catalog.items(), key=str):
        one = key if isinstance(key, str) else key[0]
        found[one] = (*found.get(one, ()), text)
    forms = re.search(r"nplurals=(\d)", catalogue.info()["plural-forms"])[1]
    return {text: given for text, given in found.items() if text}, int(forms)


class TestCompleteness:
    @pytest.mark.parametrize("language", TRANSLATED)
    def test_every_text_is_translated_in_every_form(self, language):
        # A fuzzy entry is not compiled, so it counts as missing here.
        known, forms = compiled(language)

        wrong = [
            text
            for text in source_texts()
            if not all(known.get(text[0], ("",)))
            or len(known.get(text[0], ())) != (forms if len(text) > 1 else 1)
        ]
        assert wrong == []

    @pytest.mark.parametrize("language", [*TRANSLATED, *VARIANTS])
    def test_nothing_is_fuzzy(self, language):
        lines = place(language, "sellxed.po").read_text(encoding="utf-8").splitlines()

        assert [line for line in lines if line.startswith("#,") and "fuzzy" in line] == []

    @pytest.mark.parametrize("language", [*TRANSLATED, *VARIANTS])
    def test_placeholders_are_the_same(self, language):
        known, _ = compiled(language)

        wrong = {
            text: known[text[0]]
            for text in source_texts()
            for form in known.get(text[0], ())
            if placeholders(form) != placeholders(text[-1])
        }
        assert wrong == {}

    @pytest.mark.parametrize("language", [*TRANSLATED, *VARIANTS])
    def test_nothing_obsolete(self, language):
        known, _ = compiled(language)

        assert set(known) - {text[0] for text in source_texts()} == set()

    def test_the_english_texts_fit_their_placeholders(self):
        for forms in source_texts():
            assert len({tuple(placeholders(text)) for text in forms}) == 1
            for text in forms:
                text.format_map(dict.fromkeys(placeholders(text), "x"))

    def test_what_is_counted_has_forms(self):
        # "{count} of {total}" and "status {status}" are followed by no noun that bends.
        counted = re.compile(
            r"\{(added|changed|count|days|entries|length|missing|rows)\} (?!of\b)\w"
        )

        assert [text for text in source_texts() if len(text) == 1 and counted.search(text[0])] == []

    def test_an_effect_is_one_sentence(self):
        effects = {name: text for name, text in UI.items() if name.startswith("effect_")}

        assert {policy.effect for policy in POLICIES} == set(effects)
        for text in effects.values():
            assert text.endswith(".")
            assert text.count(".") == 1


class TestSwissGerman:
    def test_only_what_differs(self):
        german, _ = compiled("de")
        swiss, _ = compiled("de_CH")

        assert swiss
        assert {text for text, forms in swiss.items() if forms == german[text]} == set()

    def test_is_written_as_in_switzerland(self):
        catalogue = module._load("de_CH", None)[1]
        for forms in source_texts():
            for number in (1, 2):
                text = catalogue.ngettext(forms[0], forms[-1], number)
                if len(forms) == 1:
                    text = catalogue.gettext(forms[0])
                assert not set(text) & set("ßẞ„“”"), text

    def test_german_is_not(self):
        assert Catalogue.load("de").ui("dismiss_for_good").startswith("Ich weiß es")
        assert Catalogue.load("de_CH").ui("dismiss_for_good").startswith("Ich weiss es")
        assert Catalogue.load("de_LI").ui("dismiss_for_good").startswith("Ich weiss es")
        assert Catalogue.load("de_AT").ui("dismiss_for_good").startswith("Ich weiß es")

    def test_own_words_are_kept(self):
        values = {"name": "A", "response": "B", "channel": "C"}

        assert "innert B" in Catalogue.load("de_CH").ui("tier_line", **values)
        assert "innerhalb von B" in Catalogue.load("de").ui("tier_line", **values)

    def test_the_rest_is_german(self):
        assert Catalogue.load("de_CH").ui("todo") == Catalogue.load("de").ui("todo") == "Zu tun"


@pytest.mark.parametrize("language", ["de", "de_CH"])
class TestTheVendorsTerms:
    @pytest.mark.parametrize(
        ("name", "term"),
        [
            ("KEY_MISSING", "Ihr Konto > Ihre Download Produkte"),
            ("MANIFEST_MISSING", "Ihr Konto > Ihre Download Produkte"),
            ("DOWNLOAD_UNAUTHORISED", "Ihr Konto > Ihre Download Produkte"),
            ("INTEGRITY_CUSTOMISED", "Kundenanpassung"),
            ("SUPPORT_CUSTOMISED_LIMITED", "Kundenanpassung"),
            ("RELEASE_UPDATE_AVAILABLE", "Testsystem"),
            ("HOST_TEST_SYSTEM", "Testsystem"),
            ("SUPPORT_NEEDS_LICENCE", "Standard Support"),
        ],
    )
    def test_of_codes(self, language, name, term):
        catalogue, finding = Catalogue.load(language), registry()[name].finding()

        assert term in f"{catalogue.message(finding)} {catalogue.hint(finding)}"

    @pytest.mark.parametrize(
        ("name", "term"),
        [
            ("action_account", "Ihr Konto > Ihre Download Produkte"),
            ("action_booking", "Zusatzsupport"),
            ("test_first", "Testsystem"),
            ("licence_partner", "Offizieller Partner"),
        ],
    )
    def test_of_the_page(self, language, name, term):
        assert term in Catalogue.load(language).ui(name)

    def test_no_other_words_for_them(self, language):
        catalogue = module._load(language, None)[1]
        other = re.compile(
            r"Test-?[Uu]mgebung|Staging|Standardsupport|Zusatz-Support|Premium|Individualisierung|"
            r"angepasste Module|Kunden-Anpassung|Download-Produkte|Herunterladbare"
        )

        assert not [t for t in source_texts() if other.search(catalogue.gettext(t[0]))]


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

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ("de-ch", "de-CH"),
            ("de_AT", "de"),
            ("fr_CH", "fr"),
            ("en_US", "en"),
            ("ar", "en"),
            ("he_IL", "en"),
            ("nonsense!", "en"),
        ],
    )
    def test_html_language_is_that_of_the_texts(self, asked, shown):
        catalogue = Catalogue.load(asked)

        assert (catalogue.html_language, catalogue.text_direction) == (shown, "ltr")

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

    def test_days_speak_the_language_of_the_texts(self):
        pytest.importorskip("babel")

        assert "31 Dec 2026" in Catalogue.load("ar").message(SOON)
        assert "31 déc. 2026" in Catalogue.load("fr_CH").message(SOON)


class TestInstants:
    instant = datetime(2026, 11, 23, 5, 4, tzinfo=timezone.utc)

    def test_the_hosts_way(self):
        zone = timezone(timedelta(hours=1))
        catalogue = Catalogue.load(
            "de",
            format_day=lambda day: "never",
            format_instant=lambda instant: f"{instant.astimezone(zone):%H:%M} Uhr",
        )

        assert catalogue.when(self.instant) == "06:04 Uhr"
        finding = Finding(
            code="UPDATE_CHECK_OVERDUE",
            severity=Severity.INFO,
            params=(("last_success_at", self.instant),),
        )
        assert "Seit 06:04 Uhr" in catalogue.message(finding)

    def test_are_utc_where_the_host_writes_days_only(self):
        catalogue = Catalogue.load(format_day=lambda day: f"{day:%d.%m.}")

        assert catalogue.when(self.instant) == "23.11., 05:04 UTC"
        assert Catalogue.load().when(self.instant).endswith(", 05:04 UTC")

    def test_iso_without_babel(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "babel.dates", None)

        assert Catalogue.load("de").when(self.instant) == "2026-11-23, 05:04 UTC"


@pytest.mark.property
@given(st.text(alphabet="{}!:.[]0ax %", max_size=20))
def test_broken_translations_never_raise(text):
    broken = gettext.NullTranslations()
    broken.gettext = broken.ngettext = lambda *_: text
    original = module._load
    module._load = lambda *_: ("de", broken)
    try:
        assert isinstance(Catalogue.load("de").message(SOON), str)
        assert isinstance(Catalogue.load("de").hint(SOON), str)
        assert isinstance(Catalogue.load("de").ui("more_notices", count=3), str)
    finally:
        module._load = original


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


class TestTheMaintainersTool:
    def test_changes_nothing_by_itself(self, tmp_path):
        maintain = pytest.importorskip("sellxed_sdk.notices._maintain")
        pytest.importorskip("babel")

        given = {
            "de": {
                "To do": ("Zu tun",),
                "{count} more notice": ("{count} weiß", "{count} weiße"),
            },
            "de_CH": {"To do": ("Zu erledigen",)},
        }
        first = maintain.update_catalogues(tmp_path, translations=given)
        paths = [tmp_path / name / "LC_MESSAGES" / "sellxed.po" for name in ("de", "de_CH")]
        before = [path.read_bytes() for path in paths]
        second = maintain.update_catalogues(tmp_path)

        assert first == second
        assert [path.read_bytes() for path in paths] == before
        assert "To do" not in first["de"]
        assert "To do" in first["fr"]
        assert b'msgid_plural "{count} more notices"' in before[0]
        assert b'msgstr[1] "{count} weisse"' in before[1]
        assert b'# by hand\n#. ui:todo\nmsgid "To do"\nmsgstr "Zu erledigen"' in before[1]

    def test_a_variant_follows_its_language(self, tmp_path):
        maintain = pytest.importorskip("sellxed_sdk.notices._maintain")
        pytest.importorskip("babel")

        for german in ("Straße", "Weg"):
            maintain.update_catalogues(tmp_path, translations={"de": {"To do": (german,)}})
            text = (tmp_path / "de_CH" / "LC_MESSAGES" / "sellxed.po").read_text("utf-8")
            assert ('msgstr "Strasse"' in text) is (german == "Straße")
        assert "To do" not in text

    def test_the_checkout_is_up_to_date(self, tmp_path):
        maintain = pytest.importorskip("sellxed_sdk.notices._maintain")
        pytest.importorskip("babel")
        if not (maintain.LOCALE / "de" / "LC_MESSAGES" / "sellxed.po").is_file():
            pytest.skip("no catalogues to write")

        shutil.copytree(maintain.LOCALE, tmp_path / "locale")
        missing = maintain.update_catalogues(tmp_path / "locale")

        assert not any(missing.values())
        for language in (*TRANSLATED, *VARIANTS):
            written = tmp_path / "locale" / language / "LC_MESSAGES" / "sellxed.po"
            assert written.read_bytes() == place(language, "sellxed.po").read_bytes()

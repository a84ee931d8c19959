"""Numbers in words: English, German, French, and languages with more than two forms."""

from __future__ import annotations

from datetime import date

import pytest

from sellxed_sdk.findings import Finding, Severity, registry
from sellxed_sdk.findings._registry import define
from sellxed_sdk.notices import Catalogue

UNTIL = date(2026, 12, 31)
MORE = ("{count} more notice", "{count} more notices")
SOON = (
    "Support ends on {support_until_on}: {days} day is left.",
    "Support ends on {support_until_on}: {days} days are left.",
)
POLISH = {
    MORE: ("{count} wiadomość", "{count} wiadomości", "{count} wiadomości!"),
    SOON: ("został {days} dzień", "zostały {days} dni", "zostało {days} dni"),
}
ARABIC = {
    MORE: tuple(f"{{count}} {name}" for name in ("zero", "one", "two", "few", "hundreds", "rest")),
    SOON: tuple(f"{{days}} {name}" for name in ("zero", "one", "two", "few", "hundreds", "rest")),
}


def soon(days):
    return registry()["SUPPORT_ENDS_SOON"].finding(support_until_on=UNTIL, days=days)


@pytest.fixture
def translated(tmp_path):
    """Makes a catalogue of a language, as a translator would."""
    pytest.importorskip("babel")
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    def make(language, texts):
        catalogue = Catalog(locale=language, fuzzy=False)
        for text, forms in texts.items():
            catalogue.add(text, forms)
        path = tmp_path / language / "LC_MESSAGES" / "sellxed.mo"
        path.parent.mkdir(parents=True)
        with path.open("wb") as file:
            write_mo(file, catalogue)
        return Catalogue.load(language, directory=tmp_path)

    return make


@pytest.mark.parametrize(
    ("language", "number", "text"),
    [
        ("en", 0, "0 more notices"),
        ("en", 1, "1 more notice"),
        ("en", 2, "2 more notices"),
        ("de", 1, "1 weiterer Hinweis"),
        ("de_CH", 2, "2 weitere Hinweise"),
        ("fr", 0, "0 autre avis"),
        ("it", 1, "1 altro avviso"),
        ("it", 2, "2 altri avvisi"),
        ("ar", 1, "1 more notice"),
    ],
)
def test_texts_of_the_page(language, number, text):
    assert Catalogue.load(language).ui("more_notices", count=number) == text


@pytest.mark.parametrize(
    ("language", "days", "text"),
    [
        ("en", 1, ": 1 day is left."),
        ("en", 30, ": 30 days are left."),
        ("de", 1, ": Es bleibt 1 Tag."),
        ("de_CH", 7, ": Es bleiben 7 Tage."),
        ("fr", 1, " : il reste 1 jour."),
        ("fr", 7, " : il reste 7 jours."),
        ("it", 1, ": rimane 1 giorno."),
        ("it", 7, ": rimangono 7 giorni."),
    ],
)
def test_findings(language, days, text):
    assert Catalogue.load(language).message(soon(days)).endswith(text)


def test_findings_say_the_same_in_english():
    for days in (0, 1, 2):
        catalogue = Catalogue.load("en", format_day=date.isoformat)

        assert soon(days).message == catalogue.message(soon(days))


@pytest.mark.parametrize(
    ("number", "more", "days"),
    [
        (1, "1 wiadomość", "został 1 dzień"),
        (2, "2 wiadomości", "zostały 2 dni"),
        (5, "5 wiadomości!", "zostało 5 dni"),
        (12, "12 wiadomości!", "zostało 12 dni"),
        (22, "22 wiadomości", "zostały 22 dni"),
        (25, "25 wiadomości!", "zostało 25 dni"),
    ],
)
def test_polish_has_three_forms(translated, number, more, days):
    polish = translated("pl", POLISH)

    assert polish.ui("more_notices", count=number) == more
    assert polish.message(soon(number)) == days
    assert (polish.html_language, polish.text_direction) == ("pl", "ltr")


@pytest.mark.parametrize(
    ("number", "form"),
    [(0, "zero"), (1, "one"), (2, "two"), (3, "few"), (10, "few"), (11, "rest"), (100, "hundreds")],
)
def test_arabic_has_six_and_runs_from_right_to_left(translated, number, form):
    arabic = translated("ar", ARABIC)

    assert arabic.ui("more_notices", count=number) == f"{number} {form}"
    assert arabic.message(soon(number)) == f"{number} {form}"
    assert (arabic.html_language, arabic.text_direction) == ("ar", "rtl")
    assert arabic.is_translated


def test_a_translators_catalogue_goes_before_ours_and_leaves_the_rest(translated):
    german = translated("de", {"To do": "Pendenzen"})

    assert german.ui("todo") == "Pendenzen"
    assert german.ui("back") == "Zurück"


def test_what_a_translator_left_out_is_english(translated):
    polish = translated("pl", POLISH)

    assert polish.ui("and_more", count=1) == "and 1 more"
    assert polish.ui("dismiss_for_days", days=1) == "Remind me again in 1 day"


@pytest.mark.parametrize("language", ["en", "de", "fr", "it"])
def test_a_missing_or_strange_number_is_no_fault(language):
    catalogue = Catalogue.load(language)
    for params in ((), (("days", "many"),), (("days", UNTIL),)):
        finding = Finding(code="SUPPORT_ENDS_SOON", severity=Severity.INFO, params=params)

        assert "?" in catalogue.message(finding)
        assert "?" in finding.message
    assert "?" in catalogue.ui("more_notices")


class TestRegistry:
    def test_a_plural_needs_both(self):
        for given in ({"plural": "{n} things"}, {"plural_by": "n"}):
            with pytest.raises(ValueError, match="both"):
                define("NEW_CODE", Severity.INFO, "{n} thing", **given)
        assert "NEW_CODE" not in registry()

    def test_the_number_is_a_parameter_of_both_texts(self):
        for code in registry().values():
            if code.plural:
                assert f"{{{code.plural_by}}}" in code.message, code.name
                assert f"{{{code.plural_by}}}" in code.plural, code.name
                assert code.template(1) == code.message
                assert code.template(2) == code.template() == code.plural

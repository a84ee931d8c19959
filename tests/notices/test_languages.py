"""The language of a request: what browsers send, and whatever else arrives."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.notices import LANGUAGES, VARIANTS, Catalogue, negotiate_language
from sellxed_sdk.notices._languages import direction_of, fallbacks_of, normalise_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de-CH", "de_CH"),
        ("de-ch,de;q=0.9,en;q=0.8", "de_CH"),
        ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "fr_CH"),
        ("ar, he;q=0.9, it;q=0.5, en;q=0.1", "it"),
        ("en-US,en;q=0.5", "en_US"),
        ("en;q=0.2, de;q=0.3", "de"),
        ("de;q=0, fr;q=0.1", "fr"),
        ("de;Q=0.5;, fr", "fr"),
        ("ar", "en"),
        ("*", "en"),
        ("", "en"),
        ("  IT ;  q = 1.0 ", "it"),
        ("de;q=2, fr;q=0.1", "fr"),
        ("de;q=nan, fr;q=0.1", "fr"),
        ("i-klingon, x-private, de-1996", "de_1996"),
        ("zh-hant-tw, de-Latn-CH", "de_Latn_CH"),
        ("../../etc/passwd, de", "de"),
        ("\0de, it", "it"),
    ],
)
def test_negotiation(header, language):
    assert negotiate_language(header) == language


def test_of_equals_the_first_counts():
    assert negotiate_language("it, de, fr") == "it"
    assert negotiate_language("it;q=0.5, de;q=0.5") == "it"


def test_a_host_may_have_fewer_or_more():
    assert negotiate_language("pl, de", available=["pl", "en"]) == "pl"
    assert negotiate_language("de, fr;q=0.1", available=["fr"]) == "fr"


def test_for_a_request():
    catalogue = Catalogue.for_request("de-CH, fr;q=0.1", format_day=lambda day: "a day")

    assert (catalogue.language, catalogue.html_language) == ("de_CH", "de-CH")
    assert catalogue.ui("todo") == "Zu tun"
    assert catalogue.format_day is not None
    assert Catalogue.for_request("ar").html_language == "en"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("DE", "de"),
        ("de-ch", "de_CH"),
        ("zh_hANT-tw", "zh_Hant_TW"),
        ("es-419", "es_419"),
        ("de_1996", "de_1996"),
        ("d", "en"),
        ("de__CH", "en"),
    ],
)
def test_tags(text, tag):
    assert normalise_language(text) == tag


def test_what_stands_behind_a_tag():
    assert fallbacks_of("zh_Hant_TW") == ("zh_Hant_TW", "zh_Hant", "zh")
    assert fallbacks_of("de_LI") == ("de_LI", "de_CH", "de")


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("ar", "rtl"),
        ("he_IL", "rtl"),
        ("fa", "rtl"),
        ("ur_PK", "rtl"),
        ("az_Arab", "rtl"),
        ("de", "ltr"),
        ("ar_Latn", "ltr"),
        ("pa_Guru_IN", "ltr"),
    ],
)
def test_direction(language, direction):
    assert direction_of(language) == direction


@pytest.mark.property
@given(st.text(max_size=200) | st.text(alphabet="dqe=;,.*- 019\0_", max_size=200))
def test_any_text_gives_a_language(header):
    language = negotiate_language(header)

    assert set(fallbacks_of(language)) & {*LANGUAGES, *VARIANTS}
    assert Catalogue.for_request(header).html_language.replace("-", "_") in {*LANGUAGES, *VARIANTS}


def test_a_long_one_costs_nothing():
    begun = time.perf_counter()
    for header in ("de;q=0." + "1" * 1_000_000, "a," * 1_000_000, ";q=" * 500_000, " " * 1_000_000):
        assert negotiate_language(header) == "en"
    assert time.perf_counter() - begun < 0.2

"""A report about conflicts in all its forms: what is told, and that nothing breaks them."""

import json
import re
from datetime import datetime, timezone
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.compatibility import (
    Claim,
    Mode,
    Plugin,
    PluginState,
    ShopInventory,
    Unread,
    check_compatibility,
)
from sellxed_sdk.notices import (
    LANGUAGES,
    Catalogue,
    render_conflicts_html,
    render_conflicts_junit,
    render_conflicts_markdown,
    render_conflicts_sarif,
    render_conflicts_tree,
)

NOW = datetime(2026, 11, 23, tzinfo=timezone.utc)
ENGLISH = Catalogue.load("en")
RENDERERS = (
    render_conflicts_html,
    render_conflicts_junit,
    render_conflicts_markdown,
    render_conflicts_sarif,
    render_conflicts_tree,
)


def claim(name, **fields):
    given = {"kind": "m2.preference", "target": "Order", "mode": Mode.REPLACE, "line": 7}
    given |= {"path": f"app/code/{name}/etc/di.xml", "value": name}
    return Claim(**given | fields)


def plugin(name, *claims, **fields):
    given = {"version": "2.0.0", "state": PluginState.ACTIVE, "kind": "module"}
    return Plugin(uid=f"magento2:{name}", name=name, claims=claims, **given | fields)


def report_of(*plugins, **fields):
    shop = ShopInventory(platform="magento2", platform_version="2.4.8", plugins=plugins, **fields)
    return check_compatibility(shop, rules=None, now=NOW)


@pytest.fixture
def report():
    """A clash, what cannot do without one of them, and a file that could not be read."""
    return report_of(
        plugin("Alpen_Pay", claim("Alpen_Pay", rank=(1,))),
        plugin(
            "Fancy_Order", claim("Fancy_Order", rank=(2,)), claim("x", kind="a", mode=Mode.WRAP)
        ),
        plugin("Add_On", claim("y", kind="a", mode=Mode.WRAP), requires=("magento2:Fancy_More",)),
        plugin("Fancy_More", requires=("magento2:Fancy_Order",)),
        unread=(Unread(path="app/code/Secret", reason="it is encoded with ionCube"),),
    )


class TestTree:
    def test_everything_that_one_has_to_know(self, report):
        text = render_conflicts_tree(report, catalogue=ENGLISH, width=100)

        assert text.splitlines()[0] == "Magento 2 2.4.8, entries: 4, conflicts: 1"
        assert "└─ Problem: Alpen_Pay 2.0.0 + Fancy_Order 2.0.0 (overlap.m2.preference)" in text
        assert "app/code/Alpen_Pay/etc/di.xml:7" in text
        assert "Fancy_Order replaces Order, so what Alpen_Pay put there has no effect" in text
        assert "How sure: it follows from the files" in text
        assert "  1. Deactivate Add_On" in text
        assert "because it cannot do without Fancy_More, Fancy_Order" in text
        assert "  3. Deactivate Fancy_Order" in text
        assert "There is no cheaper way." in text
        assert "app/code/Secret: it is encoded with ionCube" in text

    def test_information_is_counted_and_shown_on_demand(self):
        around = [claim(name, mode=Mode.WRAP) for name in ("A", "B")]
        report = report_of(plugin("A", around[0]), plugin("B", around[1]))

        text = render_conflicts_tree(report, catalogue=ENGLISH)
        assert "For information only, not shown: 1" in text
        text = render_conflicts_tree(report, catalogue=ENGLISH, information=True)
        assert "Note: A 2.0.0 + B 2.0.0" in text
        assert "not shown" not in text

    def test_lines_fit_and_colours_are_closed(self, report):
        for width in (40, 72, 100):
            text = render_conflicts_tree(report, catalogue=ENGLISH, width=width)
            words = max(map(len, text.split()))
            assert max(map(len, text.splitlines())) <= max(width, words + 8)
        painted = render_conflicts_tree(report, catalogue=ENGLISH, colour=True)
        assert painted.count("\x1b[31m") == painted.count("\x1b[0m") == 1
        assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == render_conflicts_tree(
            report, catalogue=ENGLISH
        )

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_language(self, report, language):
        text = render_conflicts_tree(report, catalogue=Catalogue.load(language))
        word = {"en": "Problem", "de": "Problem", "fr": "Problème", "it": "Problema"}[language]
        assert f"{word}: Alpen_Pay" in text
        assert "?" not in text
        assert ("There is no cheaper way" in text) is (language == "en")


class TestSarif:
    def test_both_places_and_a_fingerprint(self, report):
        document = json.loads(render_conflicts_sarif(report, catalogue=ENGLISH))
        (run,) = document["runs"]
        (result,) = run["results"]

        assert document["version"] == "2.1.0"
        assert (result["ruleId"], result["level"]) == ("overlap.m2.preference", "error")
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {
            "uri": "app/code/Alpen_Pay/etc/di.xml",
            "uriBaseId": "SHOP",
        }
        assert place["region"] == {"startLine": 7}
        (related,) = result["relatedLocations"]
        assert "Fancy_Order" in related["physicalLocation"]["artifactLocation"]["uri"]
        assert result["partialFingerprints"] == {
            "sellxedConflict/v1": report.conflicts[0].fingerprint
        }
        assert result["properties"]["winner"] == "magento2:Fancy_Order"
        notes = run["invocations"][0]["toolExecutionNotifications"]
        assert "INVENTORY_INCOMPLETE" in [n.get("descriptor", {}).get("id") for n in notes]

    def test_names_become_addresses(self):
        named = [claim(name, path=f"custom/{name} ü%.php", line=0) for name in ("A", "B")]
        report = report_of(plugin("A", named[0]), plugin("B", named[1]))
        (result,) = json.loads(render_conflicts_sarif(report, catalogue=ENGLISH))["runs"][0][
            "results"
        ]
        place = result["locations"][0]["physicalLocation"]
        assert place == {
            "artifactLocation": {"uri": "custom/A%20%C3%BC%25.php", "uriBaseId": "SHOP"}
        }


class TestJunit:
    def test_what_needs_action_has_failed(self, report):
        suite = ET.fromstring(  # noqa: S314 - ours
            render_conflicts_junit(report, catalogue=ENGLISH)
        ).find("testsuite")
        (case,) = suite.findall("testcase")

        assert (suite.get("tests"), suite.get("failures")) == ("1", "1")
        assert case.get("classname") == "overlap.m2.preference"
        assert "app/code/Fancy_Order/etc/di.xml:7" in case.find("failure").text
        assert "ionCube" in suite.find("system-out").text

    def test_a_shop_without_conflicts_has_passed(self):
        text = render_conflicts_junit(report_of(plugin("A")), catalogue=ENGLISH)
        suite = ET.fromstring(text).find("testsuite")  # noqa: S314 - ours
        assert (suite.get("tests"), suite.get("failures")) == ("1", "0")


class TestMarkdown:
    def test_what_a_ticket_needs(self, report):
        text = render_conflicts_markdown(report, catalogue=ENGLISH)

        assert text.startswith("## Other plugins\n")
        assert r"### Problem: Alpen\_Pay 2.0.0 + Fancy\_Order 2.0.0 (overlap.m2.preference)" in text
        assert "1. Deactivate Add\\_On" in text
        assert "ionCube" in text

    def test_nothing_becomes_markup(self):
        names = ("<b>", "[x](https://evil.example)")
        plugins = [plugin(name, claim("p", value=name)) for name in names]
        text = render_conflicts_markdown(report_of(*plugins), catalogue=ENGLISH)

        assert "<b>" not in text
        assert not re.search(r"(?<!\\)[\[\]]", text)


class TestHtml:
    def test_a_section_that_stands_alone(self, report):
        page = render_conflicts_html(report, catalogue=ENGLISH)

        assert page.startswith('<div class="slx">')
        assert "app/code/Alpen_Pay/etc/di.xml:7" in page
        assert page.partition("<ol>")[2].partition("</ol>")[0].count("<li>") == 3
        assert "style=" not in page

    def test_everything_is_closed_and_escaped(self):
        bad = '<script>"&'
        report = report_of(plugin(bad, claim("a", value="a")), plugin("B", claim(bad, value="b")))
        page = render_conflicts_html(report, catalogue=ENGLISH)
        assert "<script" not in page
        _Balanced().feed(page)


class _Balanced(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


TEXTS = st.text(max_size=12)


@pytest.mark.property
@given(st.lists(TEXTS, min_size=3, max_size=3), st.sampled_from(Mode))
def test_any_text_of_a_shop_is_only_text(texts, mode):
    left = claim("a", target=texts[0], member=texts[1], value="x", mode=mode)
    right = attrs.evolve(left, path=texts[2], value="y", cooperative=False)
    report = report_of(
        plugin("a", left),
        attrs.evolve(plugin("b", right), name=texts[2], version=texts[0] or None),
        unread=(Unread(path=texts[1], reason=texts[2]),),
    )
    for render in RENDERERS:
        text = render(report, catalogue=ENGLISH)
        assert text.encode("utf-8")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", text)
    json.loads(render_conflicts_sarif(report, catalogue=ENGLISH))
    ET.fromstring(render_conflicts_junit(report, catalogue=ENGLISH))  # noqa: S314 - ours
    _Balanced().feed(render_conflicts_html(report, catalogue=ENGLISH))

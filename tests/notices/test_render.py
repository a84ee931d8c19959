"""What admins read: pages, fragments, terminal reports, JSON."""

from __future__ import annotations

import copy
import json
import pickle
import re
from html.parser import HTMLParser

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellxed_sdk.compatibility import Plugin, ShopInventory
from sellxed_sdk.findings import Finding, Severity
from sellxed_sdk.findings.codes import channel as channel_codes
from sellxed_sdk.findings.codes import releases as release_codes
from sellxed_sdk.notices import (
    LANGUAGES,
    Catalogue,
    HostForm,
    render_notices_html,
    render_panel_html,
    render_panel_text,
    render_readiness_text,
    stylesheet,
)
from sellxed_sdk.notices._markup import element, safe_url
from sellxed_sdk.updates import ChannelStatus, RefreshOutcome

VOID = {"meta", "link", "input"}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;\x1b[31m\u202e"


class Page(HTMLParser):
    """Reads a page, and insists on balanced elements."""

    def __init__(self, text):
        super().__init__()
        self.open = []
        self.elements = []
        self.words = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).split())

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


EN = Catalogue.load("en")


class TestPage:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_structure(self, panel, language):
        page = Page(render_panel_html(panel(), catalogue=Catalogue.load(language)))

        assert page.all("html") == [{"lang": language}]
        assert len(page.all("h1")) == len(page.all("main")) == 1
        identities = [e["id"] for _, e in page.elements if "id" in e]
        assert len(identities) == len(set(identities))
        assert all(e["aria-labelledby"] in identities for e in page.all("section"))
        assert page.all("time")
        assert all(re.match(r"\d{4}-\d\d-\d\d", e["datetime"]) for e in page.all("time"))

    def test_fits_a_strict_policy(self, panel):
        page = Page(render_panel_html(panel(), catalogue=EN, home_href="/admin/"))

        tags = {tag for tag, _ in page.elements}
        assert not tags & {"script", "style", "img", "iframe", "object", "base", "form"}
        names = {name for _, attributes in page.elements for name in attributes}
        assert not {name for name in names if name.startswith("on") or name in ("style", "src")}
        links = [e["href"] for e in page.all("a")]
        assert links[0] == "/admin/"
        assert all(link.startswith(("https://", "mailto:")) for link in links[1:])

    def test_answers_the_three_questions_first(self, panel):
        text = Page(render_panel_html(panel(), catalogue=EN)).text

        order = [
            "May this release run? Yes, it may run",
            "Is there an update? Yes: 1.1.0",
            "May support be asked for? Not now",
            "To do Warning",
            "Updates Installed",
            "Before you open a ticket Do what is marked",
        ]
        assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)

    def test_severity_is_said_in_words(self, panel):
        text = Page(render_panel_html(panel(), catalogue=EN)).text

        assert "Warning Alpenpay 1.0.0 + Turbo 2.3.0" in text
        assert "Note Alpenpay 1.0.0 was customised: 1 file" in text

    def test_conflicts_speak_the_language(self, panel):
        text = Page(render_panel_html(panel(), catalogue=Catalogue.load("de_CH"))).text

        assert "Es geht entzwei." in text
        assert "It breaks." not in text
        assert "Turbo aktualisieren auf 2.4.1 oder neuer" in text

    def test_why_not_the_newer_one(self, panel, offered, needs_php):
        newest = attrs.evolve(needs_php, release=attrs.evolve(needs_php.release, version="2.0.0"))
        updates = attrs.evolve(
            offered, refused=(newest,), findings=(*offered.findings, *newest.reasons)
        )
        text = Page(render_panel_html(panel(updates=updates), catalogue=EN)).text

        assert "2.0.0 is newer and not for this shop" in text
        assert "needs PHP >=8.3, and this shop has 8.1" in text

    def test_no_licence(self, panel, no_key, updates):
        needs = release_codes.UPDATE_NEEDS_LICENCE.finding(product="alpenpay")
        shown = panel(licence=no_key, updates=attrs.evolve(updates, findings=(needs,)))
        text = Page(render_panel_html(shown, catalogue=EN)).text

        assert "Not covered by a licence No licence key is entered." in text
        assert "The shop keeps running; nothing is switched off." in text

    def test_parts_that_were_not_looked_at(self, panel):
        shown = attrs.evolve(
            panel(), compatibility=None, integrity=None, inventories=(), notices=()
        )

        text = Page(render_panel_html(shown, catalogue=EN)).text
        assert "There is nothing to do." in text
        assert "Changed files" not in text

    def test_a_channel_that_never_answered(self, panel, offered, now):
        reason = channel_codes.CHANNEL_UNREACHABLE.finding(url="https://u.example", detail="no")
        channel = ChannelStatus(
            outcome=RefreshOutcome.UNREACHABLE,
            findings=(reason,),
            last_success_at=None,
            last_attempt_at=now,
            retry_at=None,
            expires_at=None,
            stale=False,
            targets=(),
        )
        updates = attrs.evolve(offered, offered=None, findings=(reason,), last_success_at=None)
        shown = attrs.evolve(panel(updates=updates), channel=channel)

        for text in (
            Page(render_panel_html(shown, catalogue=EN)).text,
            render_panel_text(shown, catalogue=EN),
        ):
            assert "Not known yet" in text
            assert "cannot be reached at https://u.example" in text

    def test_inventory_is_whole(self, panel):
        plugins = tuple(Plugin(uid=f"wordpress:p{n}", name=f"Plugin {n}") for n in range(50))
        shown = attrs.evolve(
            panel(), inventories=(ShopInventory(platform="wordpress", plugins=plugins),)
        )

        assert "Plugin 49" in render_panel_html(shown, catalogue=EN)
        text = render_panel_text(shown, catalogue=EN)
        assert "Plugin 49" not in text
        assert "and 42 more" in text


class TestFragment:
    def test_nothing_to_show(self):
        assert render_notices_html((), catalogue=EN) == ""

    def test_dismissing_is_a_form_of_the_host(self, panel):
        notices = panel().notices
        page = Page(
            render_notices_html(
                notices[:1],
                catalogue=EN,
                others=3,
                page_href="/admin/alpenpay/",
                form=HostForm(action="/dismiss", fields=(("csrf", 'a"b'),)),
                heading_level=3,
            )
        )

        (form,) = page.all("form")
        assert (form["method"], form["action"]) == ("post", "/dismiss")
        values = {e["name"]: e["value"] for e in page.all("input")}
        assert values == {
            "csrf": 'a"b',
            "slx_action": "dismiss",
            "slx_product": "alpenpay",
            "slx_fingerprint": notices[0].fingerprint,
        }
        assert "3 more notices" in page.text
        assert page.all("h3")[0]["id"] == page.all("section")[0]["aria-labelledby"]

    def test_what_cannot_be_put_away_has_no_button(self, panel, no_key):
        notices = [n for n in panel(licence=no_key).notices if n.code == "KEY_MISSING"]

        html = render_notices_html(notices, catalogue=EN, form=HostForm(action="/dismiss"))
        assert Page(html).all("button") == []


class TestText:
    @pytest.mark.parametrize("width", [10, 60, 80, 120])
    def test_is_plain_and_fits(self, panel, width):
        text = render_panel_text(panel(text=HOSTILE), catalogue=EN, width=width)

        assert all(c.isprintable() or c == "\n" for c in text)
        lines = [line for line in text.split("\n") if "https://" not in line]
        assert max(len(line) for line in lines) <= max(width, 40)

    def test_says_it_all(self, panel):
        text = " ".join(render_panel_text(panel(), catalogue=EN).split())

        for part in (
            "Is there an update? Yes: 1.1.0.",
            "[Warning] Alpenpay 1.0.0 + Turbo 2.3.0 do not work together (SXC-1)",
            "1. Update Turbo to 2.4.1 or newer",
            "[ ] Newest covered release: Do this first",
            "Write to help@vendor.example",
        ):
            assert part in text

    def test_readiness_alone(self, panel):
        text = render_readiness_text(panel().readiness, catalogue=Catalogue.load("de"))

        assert text.startswith("Bevor Sie ein Ticket eröffnen\n")


class TestData:
    def test_json(self, panel):
        data = json.loads(json.dumps(panel().to_dict()))

        assert data["schema"] == 1
        assert data["notices"][0]["code"] == "CONFLICT_FOUND"
        assert data["readiness"]["may_open_ticket"] == "no"

    def test_values(self, panel):
        shown = panel()

        assert pickle.loads(pickle.dumps(shown)) == shown  # noqa: S301 - our own
        assert hash(copy.deepcopy(shown)) == hash(shown)


def test_style_sheet_loads_nothing():
    text = stylesheet()

    assert "url(" not in text
    assert "@import" not in text
    assert "prefers-color-scheme" not in text  # the host decides
    assert set(re.findall(r"(?<=[.#])slx\b|(?<![\w-])\.(?!slx)[a-z][\w-]*", text)) <= {"slx"}


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "http://vendor.example",
        "//vendor.example",
        "https://a b",
        "data:text/html,x",
        "mailto:a@b?cc=c",
        "HTTPS\n://x",
        "",
        None,
    ],
)
def test_only_https_and_mailto_become_links(url):
    assert safe_url(url) is None


texts = st.text(max_size=40) | st.sampled_from([HOSTILE, "</title>", "<!--", "]]>", "\ud800", "\0"])


@pytest.mark.property
@given(texts)
def test_text_never_becomes_markup(text):
    page = Page(element("p", text, attributes={"title": text}))

    assert [tag for tag, _ in page.elements] == ["p"]


@pytest.mark.property
@settings(max_examples=40)
@given(text=texts, name=texts, change=texts)
def test_no_text_from_outside_becomes_markup(panel, text, name, change):
    plain_html = render_panel_html(panel(), catalogue=EN)
    finding = Finding(
        code="RELEASE_UPDATE_AVAILABLE",
        severity=Severity.INFO,
        params=(("product", text), ("version", name)),
    )
    shown = panel(text=text or "-", name=name or "-", change=change)
    shown = attrs.evolve(
        shown,
        notices=tuple(
            attrs.evolve(n, finding=finding) if n.code == finding.code else n for n in shown.notices
        ),
    )

    html = render_panel_html(shown, catalogue=EN)

    html.encode("utf-8")
    assert outside_of_prose(html) == outside_of_prose(plain_html)


# What Markdown of a changelog may become where the extra is installed (test_changelog.py).
PROSE = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s", "strong", "ul"}


def outside_of_prose(html):
    return [tag for tag, _ in Page(html).elements if tag not in PROSE | {"div"}]

"""The panel page as a reader's browser shows it: strict policy, no script, every language."""

import itertools
import sys
from datetime import datetime, timezone

import pytest

from sellxed_sdk.hosting import AdminPanel, InstalledModule, MemoryStore
from sellxed_sdk.module import Module
from sellxed_sdk.notices import LANGUAGES, Catalogue, render_panel_html, stylesheet

POLICY = "default-src 'none'; style-src 'self'; form-action 'self'"
LOOKS = [
    {"dark": dark, "rtl": rtl, "width": width}
    for dark, rtl, width in itertools.product((False, True), (False, True), (360, 1280))
]


def serve_text(serve, page):
    """Serve a page and the style sheet under the strict policy."""
    documents = {"/": (page, "text/html"), "/sellxed.css": (stylesheet(), "text/css")}

    def app(environ, start_response):
        text, kind = documents.get(environ["PATH_INFO"], ("", "text/plain"))
        headers = [("Content-Type", f"{kind}; charset=utf-8"), ("Content-Security-Policy", POLICY)]
        start_response("200 OK" if text else "404 Not Found", headers)
        return [text.encode()]

    return serve(app)


@pytest.fixture
def panel_of(sample_channel):
    """What a module's page shows, with a key in some state and news in the channel."""

    def panel_of(state, *, language="en", critical=False):
        sample_channel.publish("2.1.0")
        if critical:
            sample_channel.publish_critical()
        panel = AdminPanel(MemoryStore(), hosts=lambda: ["https://shop.example.ch/"])
        key = sample_channel.key(state)
        module = Module(sample_channel.module_directory)
        panel.add(InstalledModule(module=module, name="AlpenPay", key=lambda: key))
        panel.refresh()
        return panel.page("alpenpay", language=language)

    return panel_of


def assert_no_sideways_scrolling(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def examine(browse, axe, url, looks=LOOKS):
    """Run axe over every look of a page; return what it finds."""
    found = []
    for look in looks:
        page = browse(for_axe=True, **look)
        page.goto(url)
        assert_no_sideways_scrolling(page)
        found += [f"{look}: {violation}" for violation in axe(page)]
        page.context.close()
    return found


@pytest.mark.parametrize("language", LANGUAGES)
class TestPageOfRenderPanelHtml:
    def test_axe_finds_nothing_in_any_look(self, browse, axe, serve, panel_of, language):
        page = render_panel_html(
            panel_of("valid", language=language), catalogue=Catalogue.load(language)
        )

        assert examine(browse, axe, serve_text(serve, page).url) == []

    @pytest.mark.parametrize("javascript", [False, True])
    def test_the_policy_is_never_broken(
        self, browse, serve, panel_of, screenshot, language, javascript
    ):
        shown = panel_of("valid", language=language)
        text = render_panel_html(shown, catalogue=Catalogue.load(language))
        page = browse(javascript=javascript, language=language)
        page.goto(serve_text(serve, text).url)

        assert page.locator("h1").inner_text() == "AlpenPay 2.0.0"
        assert page.locator("html").get_attribute("lang").partition("-")[0] == language
        assert "2.1.0" in page.locator("main").inner_text()
        # The style sheet arrived: without it, the font of a browser's own page.
        style = page.locator("main").evaluate if javascript else None
        if style:
            assert "system-ui" in style("node => getComputedStyle(node).fontFamily")
        screenshot(page, f"panel-{language}")


@pytest.mark.parametrize("state", ["damaged", "ended", "wrong_product"])
class TestPageInEveryState:
    def test_axe_finds_nothing(self, browse, axe, serve, panel_of, screenshot, state):
        shown = panel_of(state, critical=True)
        url = serve_text(serve, render_panel_html(shown, catalogue=Catalogue.load("en"))).url

        assert examine(browse, axe, url, LOOKS[::3]) == []
        page = browse()
        page.goto(url)
        screenshot(page, f"panel-{state}")
        assert page.locator(".slx-notice").count() == len(shown.notices) > 0


def test_dark_follows_what_the_host_declares(browse, serve, panel_of):
    shown = panel_of("valid")

    def ground(scheme, *, dark):
        text = render_panel_html(shown, catalogue=Catalogue.load("en"), color_scheme=scheme)
        page = browse(javascript=True, dark=dark)
        page.goto(serve_text(serve, text).url)
        colour = page.evaluate("getComputedStyle(document.querySelector('.slx')).backgroundColor")
        return sum(int(part) for part in colour.strip("rgba()").split(",")[:3]) > 3 * 128

    assert ground("light dark", dark=False)
    assert not ground("light dark", dark=True)
    assert ground("light", dark=True), "the host is light, whatever the reader's system is"
    assert not ground("dark", dark=False)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_of_the_demo(browse, axe, serve, screenshot, tmp_path, language):
    command = [sys.executable, "-m", "sellxed_sdk", "demo", "--language", language]
    url = serve(
        command=[*command, "--directory", str(tmp_path / "demo"), "--serve", "{port}"],
        env={"BROWSER": "true", "NO_COLOR": "1"},  # nothing opens by itself
    ).url

    page = browse(language=language)
    response = page.goto(url)
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self'")
    assert "Alpenpay" in page.locator("h1").inner_text()
    assert str(datetime.now(timezone.utc).year) in page.locator("main").inner_text()
    screenshot(page, f"demo-{language}")
    assert examine(browse, axe, url, LOOKS[::3]) == []

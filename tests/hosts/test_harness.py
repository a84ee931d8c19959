"""The harness itself: it must see what it is there for, or all tests that use it mean nothing."""

import os
import sys

import pytest

from sellxed_sdk import Module

CSP = "default-src 'none'; style-src 'self'; form-action 'self'"
PAGE = """<!doctype html><html lang="en"><head><title>A page</title></head>
<body><section class="slx"><h1>A page</h1>{}</section></body></html>"""


def page_app(body, *, csp=CSP, status="200 OK"):
    """Answer everything with one page, which tells which language was asked for."""

    def app(environ, start_response):
        text = PAGE.format(body + f"<p>{environ.get('HTTP_ACCEPT_LANGUAGE')}</p>")
        headers = [("Content-Type", "text/html; charset=utf-8")]
        start_response(status, [*headers, ("Content-Security-Policy", csp)])
        return [text.encode()]

    return app


@pytest.fixture
def complaints(browse):
    """What the browser complained about; taken away from the check at the end."""

    def complaints():
        found = list(browse.errors)
        browse.errors.clear()
        return found

    return complaints


class TestBrowser:
    @pytest.mark.parametrize("javascript", [False, True])
    def test_a_quiet_page_gives_no_complaint(self, browse, serve, complaints, javascript):
        browse(javascript=javascript).goto(serve(page_app("<p>Quiet.</p>")).url)

        assert complaints() == []

    @pytest.mark.parametrize("javascript", [False, True])
    def test_an_inline_style_is_seen(self, browse, serve, complaints, javascript):
        server = serve(page_app('<p style="color: red">Red.</p>'))
        page = browse(javascript=javascript)
        page.goto(server.url)
        page.wait_for_timeout(50)

        assert "Content Security Policy" in complaints()[0]

    def test_a_script_that_fails_is_seen(self, browse, serve, complaints):
        server = serve(page_app("<script>nothing.at.all</script>", csp="default-src *"))
        page = browse(javascript=True)
        page.goto(server.url)
        page.wait_for_timeout(50)

        assert complaints()

    def test_an_address_outside_is_seen_and_not_reached(self, browse, serve, complaints):
        server = serve(page_app('<img alt="" src="https://example.org/x.png">', csp="img-src *"))
        page = browse()
        page.goto(server.url)
        page.wait_for_timeout(50)

        assert "the browser tried to reach https://example.org/x.png" in complaints()

    def test_a_refused_page_is_a_complaint_unless_expected(self, browse, serve, complaints):
        server = serve(page_app("<p>No.</p>", status="403 Forbidden"))

        browse(statuses=(403,)).goto(server.url)
        assert complaints() == []
        page = browse()
        page.goto(server.url)
        page.wait_for_timeout(50)
        assert "403" in complaints()[0]

    def test_language_scheme_and_size_arrive(self, browse, serve):
        page = browse(language="de-CH", width=360, dark=True, javascript=True)
        page.goto(serve(page_app("<p>Text.</p>")).url)

        assert "de-CH" in page.content()
        assert page.evaluate("innerWidth") == 360
        assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")

    def test_rtl_turns_the_page(self, browse, serve):
        page = browse(rtl=True)
        page.goto(serve(page_app("<p>Text.</p>")).url)

        assert page.locator("html").get_attribute("dir") == "rtl"

    def test_axe_sees_what_is_wrong_past_the_csp(self, browse, axe, serve):
        good, bad = serve(page_app("<p>Fine.</p>")), serve(page_app("<input>"))
        page = browse(for_axe=True)

        page.goto(good.url)
        assert axe(page) == []
        page.goto(bad.url)
        assert axe(page)[0].startswith("label (critical)")

    def test_a_picture_is_written(self, browse, screenshot, serve):
        page = browse()
        page.goto(serve(page_app("<p>Text.</p>")).url)

        assert screenshot(page, "harness").read_bytes().startswith(b"\x89PNG")


class TestServe:
    def test_a_command_is_waited_for(self, serve, tmp_path):
        (tmp_path / "index.html").write_text("hello")
        command = [sys.executable, "-m", "http.server", "-b", "127.0.0.1", "{port}"]

        assert "GET /index.html" in serve(command=command, cwd=tmp_path, path="/index.html").log

    def test_a_command_that_ends_is_told_with_its_words(self, serve):
        command = [sys.executable, "-c", "raise SystemExit('the port {port} is taken')"]

        with pytest.raises(AssertionError, match="is taken"):
            serve(command=command)


class TestChannel:
    def test_installed_refreshed_and_updated(self, sample_channel, tmp_path):
        module = Module(sample_channel.module_directory, state_dir=tmp_path / "state")
        assert (module.product, module.version, sample_channel.requests) == ("alpenpay", "2.0.0", 0)

        offered = []
        for publish in (
            lambda: sample_channel.publish("2.1.0"),
            lambda: sample_channel.publish("2.2.0"),
            sample_channel.publish_critical,
        ):
            publish()
            module.refresh(force=True)
            report = module.check_updates(module.check_licence(sample_channel.key()))
            offered.append((report.offered.version, report.offered.critical))

        assert offered == [("2.1.0", False), ("2.2.0", False), ("2.2.1", True)]
        assert sample_channel.refreshes == 3 < sample_channel.requests

    def test_keys_in_every_state(self, sample_channel):
        module = Module(sample_channel.module_directory)
        statuses = {
            state: module.check_licence(sample_channel.key(state)).status.value
            for state in ("valid", "damaged", "ended", "wrong_product")
        }

        assert statuses == {
            "valid": "valid",
            "damaged": "forged",
            "ended": "support_ended",
            "wrong_product": "wrong_product",
        }


def test_frameworks_that_are_promised_are_there():
    """The environment `hosts` names them: skipping all would look like passing."""
    for name in filter(None, os.environ.get("SELLXED_HOSTS", "").split(",")):
        __import__(name)

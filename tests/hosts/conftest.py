"""Real servers, a real browser and a real channel: what the tests of hosts share.

Nothing heavy is imported here, so environments without a browser or a framework skip quickly.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
AXE_OPTIONS = {"resultTypes": ["violations"], "preload": False}


def load_file(name: str, path: Path) -> ModuleType:
    """Import a file or package that is not on the path: helpers of tests, examples."""
    known = sys.modules.get(name)
    if known is not None:
        return known
    package = [str(path.parent)] if path.name == "__init__.py" else None
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=package)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


serving = load_file("sellxed_tests_serving", Path(__file__).with_name("_serving.py"))


# --- browser -----------------------------------------------------------------------------


def _without_browser(reason):
    """Skip; fail where a browser is required, as in CI."""
    if os.environ.get("SELLXED_BROWSER") == "required":
        pytest.fail(f"SELLXED_BROWSER=required, but {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium():
    """The one browser of all tests."""
    if importlib.util.find_spec("playwright") is None:
        _without_browser("playwright is not installed (dependency group hosts)")
    program = os.environ.get("SELLXED_CHROMIUM") or shutil.which("chromium")
    if program is None or not Path(program).is_file():
        _without_browser("there is no Chromium: install Debian's, or set SELLXED_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=[
                "--no-sandbox",
                "--disable-dev-shm-usage",
                # Nothing but loopback, for the browser as for the tests.
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            ],
        )
        yield browser
        browser.close()


class Browsing:
    """Opens pages as readers have them, and keeps what the browser complains about."""

    def __init__(self, browser, directory: Path) -> None:
        self._browser = browser
        self._contexts = contextlib.ExitStack()
        self._directory = directory
        self.errors: list[str] = []

    def __call__(
        self,
        *,
        javascript: bool = False,
        dark: bool = False,
        rtl: bool = False,
        language: str = "en",
        width: int = 1280,
        height: int = 900,
        for_axe: bool = False,
        like=None,
        statuses: tuple[int, ...] = (),
    ):
        """Return a page of a new context.

        Args:
            javascript: Off as a rule: nothing of ours needs it.
            dark: The reader's system is dark.
            rtl: Pages are turned from right to left, whatever their language.
            language: Of the reader.
            width: Of the window, in CSS pixels.
            height: Of the window.
            for_axe: For `axe`: with JavaScript and past the CSP; complaints are not kept.
            like: A page whose cookies are taken over.
            statuses: HTTP statuses of pages that are expected to be refused.
        """
        context = self._browser.new_context(
            java_script_enabled=javascript or for_axe,
            bypass_csp=for_axe,
            color_scheme="dark" if dark else "light",
            locale=language,
            viewport={"width": width, "height": height},
            storage_state=like.context.storage_state() if like is not None else None,
            reduced_motion="reduce",
        )
        self._contexts.callback(context.close)
        if rtl:
            context.route("**/*", _turn)
        page = context.new_page()
        if not for_axe:
            self._watch(page, statuses)
        return page

    def _watch(self, page, statuses: tuple[int, ...]) -> None:
        def told(message) -> None:
            expected = any(f"status of {status}" in message.text for status in statuses)
            if message.type in ("error", "warning") and not expected:
                self.errors.append(f"{message.type}: {message.text} ({page.url})")

        def asked(request) -> None:
            parts = urlsplit(request.url)
            if parts.scheme in ("http", "https") and parts.hostname not in LOOPBACK:
                self.errors.append(f"the browser tried to reach {request.url}")

        page.on("console", told)
        page.on("pageerror", lambda error: self.errors.append(f"script: {error}"))
        page.on("request", asked)

    def axe(self, page, include: str = ".slx") -> list[str]:
        """Return the violations that axe-core finds in our part of a page.

        Args:
            page: Opened with ``for_axe``.
            include: CSS selector of our part.
        """
        from axe_playwright_python.base import AXE_SCRIPT

        assert page.locator(include).count(), f"{page.url} has no {include}"
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate(
            "([include, options]) => axe.run({include: [[include]]}, options)",
            [include, AXE_OPTIONS],
        )
        return [
            f"{violation['id']} ({violation['impact']}): {node['html']}: {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    def screenshot(self, page, name: str) -> Path:
        """Write a picture of the whole page; return its path."""
        self._directory.mkdir(parents=True, exist_ok=True)
        path = self._directory / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    def close(self) -> None:
        """Close all pages."""
        self._contexts.close()


def _turn(route) -> None:
    if route.request.resource_type != "document" or route.request.method != "GET":
        route.continue_()
        return
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("<html", '<html dir="rtl"', 1))


@pytest.fixture
def browse(chromium, tmp_path):
    """Open pages; at the end no console may hold an error, a warning or a CSP violation."""
    named = os.environ.get("SELLXED_SCREENSHOTS")
    browsing = Browsing(chromium, Path(named) if named else tmp_path / "screenshots")
    yield browsing
    browsing.close()
    assert browsing.errors == []


@pytest.fixture
def axe(browse):
    """Return the violations that axe-core finds in our part of a page."""
    return browse.axe


@pytest.fixture
def screenshot(browse):
    """Write a picture of a page into SELLXED_SCREENSHOTS, or a temporary directory."""
    return browse.screenshot


# --- servers -----------------------------------------------------------------------------


@pytest.fixture
def serve(tmp_path):
    """Run a WSGI app, or a command with ``{port}`` in it, on loopback; returns when it answers.

    A command gets ``env`` on top of the environment, ``cwd``, and is asked for ``path``.
    """
    with contextlib.ExitStack() as running:
        numbers = iter(range(100))

        def serve(
            app: Callable | None = None,
            *,
            command: list[str] | None = None,
            env: dict[str, str] | None = None,
            cwd: Path | None = None,
            path: str = "/",
        ) -> serving.Served:
            if command is None:
                assert app is not None
                served, stop = serving.serve_app(app)
            else:
                log = tmp_path / f"server-{next(numbers)}.log"
                served, stop = serving.serve_command(
                    command, log, env=env or {}, cwd=cwd, path=path
                )
            running.callback(stop)
            return served

        yield serve


# --- channel -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sample_vendor_class():
    """`SampleVendor` of the examples."""
    return load_file("sample_vendor", EXAMPLES / "sample_vendor" / "__init__.py").SampleVendor


@pytest.fixture
def open_vendor(tmp_path, sample_vendor_class) -> Iterator[Callable]:
    """Open a sample vendor with some products; it serves until the test ends."""
    with contextlib.ExitStack() as closing:

        def open_vendor(products=("alpenpay",), **options):
            directory = tmp_path / f"vendor-{'-'.join(products)}"
            vendor = sample_vendor_class(directory, products=tuple(products), **options)
            closing.callback(vendor.close)
            return vendor

        yield open_vendor


@pytest.fixture
def sample_channel(open_vendor, tmp_path):
    """A vendor whose module `alpenpay` 2.0.0 is installed in ``module_directory``.

    `key(state)` issues keys, `publish(version)` and `publish_critical()` bring releases,
    `requests` and `refreshes` count what the channel was asked.
    """
    vendor = open_vendor()
    vendor.module_directory = vendor.install(tmp_path / "modules")
    return vendor

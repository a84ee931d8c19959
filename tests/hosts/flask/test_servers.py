"""Several processes: gunicorn with --preload, scheduled jobs side by side, other time zones."""

import http.cookiejar
import json
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

pytest.importorskip("flask")

SHOP = Path(__file__).parents[3] / "examples" / "flask_shop"
PASSWORD = "a long enough password"
WORKERS = 3


class Reader:
    """A browser without a screen: keeps cookies, follows redirects."""

    def __init__(self, url):
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar, urllib.request.ProxyHandler({}))

    def open(self, path, **form):
        data = urllib.parse.urlencode(form).encode() if form else None
        with self._opener.open(self.url + path, data=data, timeout=20) as response:
            return response.read().decode()

    def post_form(self, page, action, **fields):
        """Send a form of a page, with its hidden fields."""
        body = next(
            form
            for form in re.findall(r"<form.*?</form>", page, re.DOTALL)
            if f'value="{action}"' in form
        )
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', body))
        return self.open("/sellxed/", **{**hidden, **fields})


@pytest.fixture
def environment(open_vendor, tmp_path):
    """A vendor, and the environment of a shop's processes."""
    vendor = open_vendor(sources={"alpenpay": SHOP / "modules" / "alpenpay"})
    vendor.install(tmp_path / "modules")
    env = {
        "FLASK_SECRET_KEY": "a secret of the tests",
        "FLASK_ADMIN_PASSWORD": PASSWORD,
        "FLASK_MODULES_DIR": str(tmp_path / "modules"),
        "FLASK_SELLXED_HOSTS": json.dumps(["https://shop.example.ch/"]),
        "FLASK_SELLXED_STATE_DIR": str(tmp_path / "state"),
        "PYTHONPATH": str(SHOP),
    }
    return vendor, env


def start(words, env):
    """Start a program of the shop."""
    from os import environ

    return subprocess.Popen(
        [sys.executable, *words],
        env={**environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def flask(env, *words):
    """Start `flask sellxed ...`."""
    return start(["-m", "flask", "--app", "shop:create_app", "sellxed", *words], env)


def end(process):
    """Wait for a program; return its exit code and both its streams."""
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


class TestGunicorn:
    @pytest.fixture
    def shop(self, environment, serve):
        pytest.importorskip("gunicorn")
        _, env = environment
        return serve(
            command=[
                *(sys.executable, "-m", "gunicorn", "--preload", "-w", str(WORKERS)),
                *("-b", "127.0.0.1:{port}", "--access-logfile", "-"),
                *("--access-logformat", "worker=%(p)s path=%(U)s", "--no-control-socket"),
                "shop:create_app()",
            ],
            env=env,
        )

    def ask_all(self, shop, reader, path):
        """Ask until each worker answered; return the answers."""
        answers = []
        seen = len(shop.log)
        for _ in range(300):
            answers.append(reader.open(path))
            workers = re.findall(rf"worker=<(\d+)> path={re.escape(path)}\n", shop.log[seen:])
            if len(set(workers)) == WORKERS:
                return answers
        raise AssertionError(f"not all workers answered:\n{shop.log[-2000:]}")

    def test_one_refresh_none_in_a_request_and_all_share_it(self, environment, shop):
        vendor, env = environment
        visitor, admin = Reader(shop.url), Reader(shop.url)

        for _ in range(4 * WORKERS):
            assert "Paid: CHF 49.90" in visitor.open("/checkout", payment="alpenpay")
        admin.open("/login", user="admin", password=PASSWORD)
        pages = self.ask_all(shop, admin, "/admin/")
        assert all("KEY_MISSING" in page for page in pages)
        page = admin.open("/sellxed/module/alpenpay")
        assert vendor.requests == 0, "no request of a visitor or admin asks the channel"

        vendor.publish_critical()
        jobs = [end(job) for job in [flask(env, "refresh") for _ in range(3)]]
        jobs.append(end(flask(env, "refresh")))
        assert [code for code, _, _ in jobs] == [0, 0, 0, 0], jobs
        assert vendor.refreshes == 1, jobs

        told = admin.post_form(page, "key", slx_key=vendor.key())
        assert 'id="slx-answer"' in told
        pages = self.ask_all(shop, admin, "/admin/orders")
        assert all("RELEASE_FIXES_SECURITY" in page for page in pages)
        admin.post_form(pages[-1], "dismiss")
        pages = self.ask_all(shop, admin, "/admin/")
        assert all("slx-banner" not in page for page in pages)
        assert vendor.refreshes == 1
        assert "Traceback" not in shop.log


@pytest.mark.parametrize("zone", ["UTC", "America/Chicago", "Pacific/Kiritimati"])
def test_the_licence_ends_at_the_same_moment_in_every_zone(environment, zone):
    vendor, env = environment
    script = """
import json, sys
from datetime import datetime, timedelta, timezone
from shop import create_app
app = create_app({"SELLXED_KEYS": {"alpenpay": sys.argv[1]}})
with app.app_context():
    from sellxed_sdk.integrations.flask import current_panel
    panel = current_panel()
    assert panel._clock().utcoffset() == timedelta(0)
    last = panel.check_licence("alpenpay").licence.support_until_on
    ends = datetime(last.year, last.month, last.day, tzinfo=timezone.utc) + timedelta(days=1)
    found = []
    for seconds in (-1, 0):
        panel._clock = lambda at=ends + timedelta(seconds=seconds): at
        report = panel.check_licence("alpenpay")
        found.append([report.status.value, report.may_run, report.may_get_support])
print(json.dumps([datetime.now().astimezone().utcoffset().total_seconds(), found]))
"""
    code, out, err = end(start(["-c", script, vendor.key()], {**env, "TZ": zone}))
    assert code == 0, err
    offset, found = json.loads(out)

    assert found == [["valid", True, True], ["support_ended", True, False]]
    assert (offset == 0) == (zone == "UTC"), "the zone was in force"


def test_the_example_starts_with_one_command(serve, browse, axe):
    served = serve(command=[sys.executable, str(SHOP / "run.py"), "--port", "{port}"])
    password = re.search(r"login +admin, password (\S+)", served.log)[1]
    assert f"admin       {served.url}/admin/" in served.log

    page = browse(for_axe=True)
    page.goto(f"{served.url}/login")
    page.get_by_label("Name").fill("admin")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    assert "2.2.1" in page.locator("section.slx-banner").inner_text()
    assert axe(page) == []

"""The main job, as a user runs it."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from html.parser import HTMLParser

import pytest


@pytest.fixture
def demo(sellxed, tmp_path):
    def demo(*words, **options):
        return sellxed("demo", "--directory", tmp_path / "demo", *words, **options)

    return demo


class TestDemo:
    def test_runs_to_the_end_and_a_second_time(self, demo, tmp_path):
        first, second = demo(), demo()

        for answer in (first, second):
            assert answer.code == 0
            steps = [line for line in answer.err.splitlines() if re.match(r"\s*[0-9]+\. ", line)]
            assert len(steps) == 12
            assert "1.1.0" in answer.out
            assert "Checkout Turbo" in answer.out
        page = (tmp_path / "demo" / "panel" / "index.html").read_text()
        assert "Alpenpay for WooCommerce" in page

    def test_the_json_holds_every_answer(self, demo):
        data = demo(json_output=True).data

        assert data["schema"] == 1
        assert data["licence"]["status"] == "support_ended"
        assert data["licence"]["may_run"] is True
        assert data["updates"]["offered"]["version"] == "1.1.0"
        assert data["updates"]["may_update"] is True
        refused = data["updates"]["refused"][0]
        assert refused["release"]["version"] == "2.0.0"
        assert refused["reasons"][0]["code"] == "RELEASE_NEEDS_RENEWAL"
        assert data["compatibility"]["conflicts"][0]["rule"] == "SXC-DEMO-0001"
        assert data["compatibility"]["plan"]["actions"][0]["to"] == ">=2.4.1"
        assert data["integrity"]["state"] == "unmodified"
        platforms = [inventory["platform"] for inventory in data["inventories"]]
        assert platforms == ["wordpress", "python"]
        found = {plugin["uid"] for plugin in data["inventories"][1]["plugins"]}
        assert {"python:cryptography", "python:tuf", "python:sellxed-sdk"} <= found

    def test_what_it_made_is_what_the_other_commands_read(self, demo, sellxed, tmp_path):
        demo()
        directory = tmp_path / "demo"
        module = directory / "shop" / "wp-content" / "plugins" / "alpenpay"
        trust = directory / "vendor" / "sellxed-trust.json"
        rules = directory / "vendor" / "channel" / "compatibility" / "rules.jws"
        conflicts = sellxed(
            "shop",
            "conflicts",
            directory / "shop",
            "--rules",
            rules,
            "--trust",
            trust,
            json_output=True,
        )
        status = sellxed(
            "updates",
            "status",
            "--module",
            module,
            "--state-dir",
            directory / "state",
            "--key",
            "none",
            json_output=True,
        )

        assert conflicts.code == 1
        assert [c["rule"] for c in conflicts.data["conflicts"]] == ["SXC-DEMO-0001"]
        assert status.data["installed_version"] == "1.0.0"
        assert {entry["release"]["version"] for entry in status.data["refused"]} == {
            "1.1.0",
            "2.0.0",
        }

    def test_a_directory_with_other_files_is_left_alone(self, demo, tmp_path):
        (tmp_path / "demo").mkdir()
        (tmp_path / "demo" / "mine.txt").write_text("mine")
        answer = demo()

        assert answer.code == 3
        assert "[DEMO_DIRECTORY_USED]" in answer.err
        assert [path.name for path in (tmp_path / "demo").iterdir()] == ["mine.txt"]

    def test_a_real_shop_is_only_read(self, demo, tmp_path):
        from sellxed_sdk.testing import write_wordpress_shop

        shop = write_wordpress_shop(tmp_path / "real", plugins=[("mine", "Mine", "1.0")])
        before = {path: path.stat().st_mtime_ns for path in shop.rglob("*")}
        data = demo("--shop", shop, json_output=True).data

        names = [plugin["name"] for plugin in data["inventories"][0]["plugins"]]
        assert "Mine" in names
        assert "Alpenpay for WooCommerce" not in names
        assert {path: path.stat().st_mtime_ns for path in shop.rglob("*")} == before

    def test_a_directory_that_is_no_shop_is_a_clear_error(self, demo, tmp_path):
        answer = demo("--shop", tmp_path)

        assert answer.code == 3
        assert "[PLATFORM_UNKNOWN]" in answer.err

    @pytest.mark.parametrize("language", ["de", "fr", "it", "de_CH", "xx", "../.."])
    def test_every_language_works_and_unknown_ones_are_english(self, demo, language):
        answer = demo("--language", language)

        assert answer.code == 0
        if language in ("xx", "../.."):
            assert "May this release run?" in answer.out

    def test_no_secret_is_shown(self, demo, tmp_path):
        answer = demo(json_output=True)
        page = (tmp_path / "demo" / "panel" / "index.html").read_text()

        for text in (answer.out, answer.err, page):
            assert "PRIVATE KEY" not in text
            assert "eyJ" not in text
        assert json.loads(answer.out)

    def test_the_page_is_served_on_loopback_under_a_strict_policy(self, tmp_path):
        environment = {**os.environ, "BROWSER": "true", "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            [sys.executable, "-m", "sellxed_sdk", "demo", "--serve", "--directory", "demo"],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            address = None
            deadline = time.monotonic() + 60
            while address is None and time.monotonic() < deadline:
                found = re.search(r"http://127\.0\.0\.1:[0-9]+/(?=  )", process.stderr.readline())
                address = found[0] if found else None
            with urllib.request.urlopen(address, timeout=10) as answer:
                page = answer.read().decode()
                policy = answer.headers["Content-Security-Policy"]
            with urllib.request.urlopen(f"{address}sellxed.css", timeout=10) as answer:
                assert "text/css" in answer.headers["Content-Type"]
            with pytest.raises(urllib.error.HTTPError):
                urllib.request.urlopen(f"{address}../vendor/vendor.json", timeout=10)
        finally:
            process.terminate()
            process.wait(10)
            process.stderr.close()

        assert policy.startswith("default-src 'none'; style-src 'self'")
        assert_fits(page)


def assert_fits(page):
    """Nothing in the page that the policy forbids."""

    class Finder(HTMLParser):
        def handle_starttag(self, tag, attributes):
            assert tag not in ("script", "style", "iframe", "img", "object")
            for name, _ in attributes:
                assert name != "style"
                assert not name.startswith("on")

    Finder().feed(page)

"""`sellxed shop conflicts`: every form of the answer, and what it is about."""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from sellxed_sdk.testing import write_wordpress_shop

NOW = "2026-11-23T12:00:00Z"
FEED = {
    "schema": 1,
    "feed_id": "vendor.example",
    "sequence": 1,
    "issued": "2026-11-01T00:00:00Z",
    "expires": "2027-11-01T00:00:00Z",
    "messages": {"m": {"en": "The form is replaced.", "de": "Das Formular wird ersetzt."}},
}


def rule(identifier, *names, **fields):
    return {
        "id": identifier,
        "all": [{"plugin": f"wordpress:{name}"} for name in names],
        "severity": "error",
        "confidence": "reproduced",
        "message": "m",
        **fields,
    }


@pytest.fixture
def conflicts(sellxed, tmp_path):
    shop = write_wordpress_shop(
        tmp_path / "shop",
        plugins=[(name, name.title(), "1.0.0") for name in ("alpenpay", "turbo", "seo", "cache")],
    )
    rules = tmp_path / "rules.json"
    update = {"action": "update", "plugin": "wordpress:turbo", "to": ">=2.0"}
    old = rule("R-1", "alpenpay", "turbo", remedies=[update], references=["https://v.example/1"])
    old["all"][1]["versions"] = "<2.0"
    feed = [
        old,
        rule("R-2", "seo", "cache"),
        rule("R-3", "alpenpay", "seo", severity="info"),
    ]
    rules.write_text(json.dumps({**FEED, "rules": feed}), encoding="utf-8")

    def conflicts(*words, **options):
        return sellxed("shop", "conflicts", shop, "--rules", rules, "--now", NOW, *words, **options)

    return conflicts


OURS = ("--ours", "wordpress:alpenpay")


class TestScope:
    def test_ours_alone_with_a_plan_for_them_alone(self, conflicts):
        answer = conflicts(*OURS, json_output=True)

        assert answer.code == 1
        assert [c["key"] for c in answer.data["conflicts"]] == ["R-1", "R-3"]
        plan = answer.data["plan"]
        assert [(s["action"], s["plugin"], s["clears"]) for s in plan["steps"]] == [
            ("update", "wordpress:turbo", ["R-1"])
        ]
        assert (plan["cost"], plan["lower_bound"], plan["optimal"]) == (1, 1, True)
        assert plan["remaining"] == []

    def test_all_of_them(self, conflicts):
        answer = conflicts(*OURS, "--all", json_output=True)

        assert [c["key"] for c in answer.data["conflicts"]] == ["R-1", "R-2", "R-3"]
        assert len(answer.data["plan"]["steps"]) == 2

    def test_information_alone_is_fine(self, conflicts):
        answer = conflicts("--ours", "wordpress:nothing", json_output=True)
        assert (answer.code, answer.data["conflicts"]) == (0, [])

    def test_without_rules_those_of_the_sdk_are_taken(self, sellxed, tmp_path):
        shop = write_wordpress_shop(tmp_path / "shop")
        answer = sellxed("shop", "conflicts", shop, "--now", NOW, json_output=True)

        assert answer.code == 0
        assert [f["code"] for f in answer.data["findings"]] == ["RULES_BUNDLED"]


class TestBaseline:
    def test_what_is_accepted_stays_out_until_it_changes(self, conflicts, tmp_path):
        file = tmp_path / "accepted.json"
        accepted = conflicts("--baseline", file, "--accept", "the theme needs it", json_output=True)
        assert (accepted.code, accepted.data["accepted"]) == (0, ["R-1", "R-2"])
        assert "the theme needs it" in file.read_text()

        answer = conflicts("--baseline", file, json_output=True)
        assert (answer.code, answer.data["accepted"]) == (0, ["R-1", "R-2"])
        assert [c["key"] for c in answer.data["conflicts"]] == ["R-3"]
        assert answer.data["plan"]["steps"] == []

        later = conflicts("--baseline", file, "--now", "2027-06-01T00:00:00Z", json_output=True)
        assert later.code == 1
        assert {"BASELINE_EXPIRED", "CONFLICT_POSSIBLE"} <= {
            f["code"] for f in later.data["findings"]
        }

    def test_it_is_not_written_over(self, conflicts, tmp_path):
        file = tmp_path / "accepted.json"
        file.write_text("mine")
        answer = conflicts("--baseline", file, "--accept", "x")
        assert (answer.code, file.read_text()) == (3, "mine")

    def test_a_file_that_is_none(self, conflicts, tmp_path):
        (tmp_path / "x.json").write_text("[]")
        assert conflicts("--baseline", tmp_path / "x.json").code == 3
        assert conflicts("--baseline", tmp_path / "gone.json").code == 3
        assert conflicts("--accept", "x").code == 2


class TestForms:
    def test_text(self, conflicts):
        text = conflicts(*OURS).out

        assert text.startswith("WordPress 6.8.3, entries: ")
        assert "Problem: Alpenpay 1.0.0 + Turbo 1.0.0 (R-1)" in text
        assert "The form is replaced." in text
        assert "For information only, not shown: 1" in text
        assert "  1. Update Turbo to 2.0 or newer" in text
        assert "Seo" not in text

    @pytest.mark.parametrize("language", ["de", "de_CH"])
    def test_another_language(self, conflicts, language):
        text = conflicts(*OURS, "--language", language).out

        assert "Das Formular wird ersetzt." in text
        assert "Turbo aktualisieren auf 2.0 oder neuer" in text

    def test_colours_where_they_are_wanted(self, conflicts, monkeypatch):
        plain = conflicts(*OURS).out
        monkeypatch.setenv("FORCE_COLOR", "1")
        painted = conflicts(*OURS).out

        assert painted != plain
        assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain

    def test_sarif(self, conflicts):
        answer = conflicts(*OURS, "--format", "sarif")
        (run,) = json.loads(answer.out)["runs"]

        assert answer.code == 1
        assert [(r["ruleId"], r["level"]) for r in run["results"]] == [
            ("R-1", "error"),
            ("R-3", "note"),
        ]
        places = run["results"][0]["locations"] + run["results"][0]["relatedLocations"]
        assert [p["physicalLocation"]["artifactLocation"]["uri"] for p in places] == [
            "wp-content/plugins/alpenpay/alpenpay.php",
            "wp-content/plugins/turbo/turbo.php",
        ]

    def test_junit(self, conflicts):
        suite = ET.fromstring(conflicts("--format", "junit").out).find("testsuite")  # noqa: S314
        assert (suite.get("tests"), suite.get("failures")) == ("3", "2")

    def test_markdown_and_html(self, conflicts):
        assert (
            "### Problem: Alpenpay 1.0.0 + Turbo 1.0.0 (R-1)"
            in conflicts("--format", "markdown").out
        )
        page = conflicts("--format", "html").out
        assert page.startswith('<div class="slx">')
        assert 'href="https://v.example/1"' in page

    @pytest.mark.parametrize("form", ["sarif", "junit", "markdown", "html"])
    def test_what_fails_prints_no_document(self, sellxed, form):
        answer = sellxed("shop", "conflicts", "gone", "--format", form)
        assert (answer.code, answer.out) == (3, "")
        assert "PLATFORM_UNREADABLE" in answer.err

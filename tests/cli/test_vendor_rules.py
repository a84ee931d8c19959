"""`sellxed vendor rules --check`: what is strange about rules, and where they apply."""

import json

import pytest

MESSAGES = {"m": dict.fromkeys(("en", "de", "fr", "it"), "They do not go together.")}


def rule(identifier, plugin, **changes):
    return {
        "id": identifier,
        "all": [{"plugin": f"wordpress:{plugin}"}, {"plugin": "wordpress:turbo"}],
        "severity": "error",
        "confidence": "declared",
        "message": "m",
        "references": ["https://vendor.example/conflicts"],
        **changes,
    }


@pytest.fixture
def write(tmp_path):
    """Writes JSON and returns its path as text."""

    def _write(name, data):
        path = tmp_path / name
        path.write_text(json.dumps(data), encoding="utf-8")
        return str(path)

    return _write


def feed(*rules):
    return {
        "schema": 1,
        "feed_id": "vendor.example",
        "sequence": 1,
        "issued": "2026-11-20T08:00:00Z",
        "expires": "2030-01-01T00:00:00Z",
        "messages": MESSAGES,
        "rules": list(rules),
    }


def test_rules_are_tried_on_sample_shops(sellxed, write, tmp_path):
    plugins = [
        {"uid": f"wordpress:{name}", "name": name, "state": "active"} for name in ("a", "turbo")
    ]
    shop = write("ticket.json", {"platform": "wordpress", "plugins": plugins})
    rules = write("rules.json", feed(rule("R-1", "a"), rule("R-2", "b")))

    shown = sellxed(
        "vendor", "rules", str(tmp_path), rules, "--check", "--shop", shop, "--format", "json"
    )

    data = json.loads(shown.out)
    assert shown.code == 0
    assert data["shops"] == {shop: ["R-1"]}
    assert [(f["code"], f["subject"]) for f in data["findings"]] == [("RULE_UNMATCHED", "R-2")]


def test_a_directory_is_a_shop_too(sellxed, write, tmp_path):
    includes = tmp_path / "shop" / "wp-includes"
    includes.mkdir(parents=True)
    (includes / "version.php").write_text("<?php $wp_version = '6.8.3';\n", encoding="utf-8")
    rules = write("rules.json", feed(rule("R-1", "a")))
    shop = str(tmp_path / "shop")

    shown = sellxed("vendor", "rules", str(tmp_path), rules, "--check", "--shop", shop)

    assert shown.code == 0
    assert f"{shop}: -" in shown.out
    assert "R-1" in shown.out


def test_samples_are_for_checking(sellxed, write, tmp_path):
    rules = write("rules.json", feed())

    shown = sellxed("vendor", "rules", str(tmp_path), rules, "--shop", str(tmp_path))

    assert shown.code == 2
    assert "--shop goes with --check" in shown.err


def test_a_sample_that_is_no_inventory(sellxed, write, tmp_path):
    rules = write("rules.json", feed())

    shown = sellxed("vendor", "rules", str(tmp_path), rules, "--check", "--shop", rules)

    assert shown.code == 3
    assert "platform" in shown.err

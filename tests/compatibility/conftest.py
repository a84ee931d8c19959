"""Rules and shops, a few lines each."""

import json

import pytest

from sellxed_sdk.compatibility import Plugin, PluginState, ShopInventory, parse_rules


def rule(identifier="R-1", **changes):
    """A rule about Alpenpay and an old Checkout Turbo, changed where a test says so."""
    return {
        "id": identifier,
        "all": [
            {"plugin": "wordpress:alpenpay"},
            {"plugin": "wordpress:turbo", "versions": ">=2.0,<2.4.1"},
        ],
        "severity": "error",
        "confidence": "reproduced",
        "message": "m",
        "references": ["https://vendor.example/conflicts"],
        **changes,
    }


def feed_text(*rules, **changes):
    """A feed as JSON text."""
    feed = {
        "schema": 1,
        "feed_id": "vendor.example",
        "sequence": 3,
        "issued": "2026-11-01T00:00:00Z",
        "expires": "2027-11-01T00:00:00Z",
        "messages": {
            "m": {"en": "Orders stay unpaid.", "de": "Bestellungen bleiben unbezahlt."},
            "named": {"en": "{other} replaces the form."},
        },
        "rules": list(rules),
    }
    return json.dumps({**feed, **changes})


def feed(*rules, **changes):
    """A feed."""
    return parse_rules(feed_text(*rules, **changes))


def plugin(name, version="1.0.0", state=PluginState.ACTIVE):
    """An installed plugin."""
    return Plugin(uid=f"wordpress:{name}", name=name.title(), version=version, state=state)


def shop(*plugins, version="6.8.3"):
    """A WordPress shop."""
    return ShopInventory(platform="wordpress", platform_version=version, plugins=plugins)


@pytest.fixture
def make():
    """The makers of this file: test modules cannot import each other."""
    from types import SimpleNamespace

    return SimpleNamespace(rule=rule, feed=feed, feed_text=feed_text, plugin=plugin, shop=shop)

import json

import pytest

from sellxed_sdk.releases import parse_releases


def entry(version, published, **facts):
    return {"version": version, "published": f"{published}T12:00:00Z", **facts}


@pytest.fixture
def listing():
    """Make a verified list of releases from entries."""

    def listing(*entries):
        data = {"schema": 1, "product": "alpenpay", "releases": list(entries)}
        return parse_releases(json.dumps(data).encode(), product="alpenpay")

    return listing

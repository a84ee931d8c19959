"""An inventory is read back as it was written."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.compatibility import (
    Claim,
    Declaration,
    Mode,
    Plugin,
    PluginState,
    ShopInventory,
    Unread,
    parse_inventory,
)
from sellxed_sdk.errors import InvalidDocumentError

WORDS = st.text(min_size=1, max_size=8).filter(lambda text: "\x00" not in text)
EMPTY = st.just("") | WORDS
SOME = st.lists(WORDS, max_size=3).map(tuple)
LINES = st.integers(0, 10_000)
CLAIMS = st.builds(
    Claim,
    kind=WORDS,
    target=WORDS,
    member=EMPTY,
    area=EMPTY,
    mode=st.sampled_from(Mode),
    cooperative=st.none() | st.booleans(),
    value=EMPTY,
    parents=SOME,
    label=EMPTY,
    rank=st.none() | st.lists(st.integers(-5, 5), max_size=3).map(tuple),
    undone_by=SOME,
    path=EMPTY,
    line=LINES,
)
DECLARATIONS = st.builds(
    Declaration,
    relation=st.sampled_from(["conflicts", "requires"]),
    target=WORDS,
    versions=st.none() | WORDS,
    written=EMPTY,
    source=EMPTY,
    path=EMPTY,
    line=LINES,
)
PLUGINS = st.builds(
    Plugin,
    uid=WORDS,
    name=EMPTY,
    version=st.none() | WORDS,
    state=st.sampled_from(PluginState),
    evidence=EMPTY,
    kind=EMPTY,
    path=EMPTY,
    requires=SOME,
    package=EMPTY,
    declares=st.lists(DECLARATIONS, max_size=2).map(tuple),
    claims=st.lists(CLAIMS, max_size=3).map(tuple),
)
INVENTORIES = st.builds(
    ShopInventory,
    platform=WORDS,
    platform_version=st.none() | WORDS,
    platforms=st.dictionaries(WORDS, WORDS, max_size=2).map(lambda found: tuple(found.items())),
    plugins=st.lists(PLUGINS, max_size=3).map(tuple),
    unread=st.lists(st.builds(Unread, path=EMPTY, reason=EMPTY), max_size=2).map(tuple),
)


@pytest.mark.property
@given(INVENTORIES)
def test_what_is_written_is_read_back(inventory):
    assert parse_inventory(json.dumps(inventory.to_dict())) == inventory


def test_what_the_command_line_puts_first_is_passed_over():
    data = {"schema": 1, "command": "shop inventory", "platform": "wordpress"}

    assert parse_inventory(json.dumps(data)) == ShopInventory(platform="wordpress")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"platform": 1},
        {"platform": "x", "plugins": [{"uid": "x:y"}]},
        {"platform": "x", "plugins": [{"uid": "x:y", "state": "on"}]},
        {"platform": "x", "plugins": [{"uid": "x:y", "state": "active", "claims": [{}]}]},
        {"platform": "x", "plugins": [{"uid": "x:y", "state": "active", "requires": [1]}]},
        {"platform": "x", "unread": [1]},
    ],
)
def test_what_is_impossible_is_told(data):
    with pytest.raises(InvalidDocumentError):
        parse_inventory(json.dumps(data))


@pytest.mark.property
@given(
    st.binary(max_size=20)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["platform", "plugins", "uid", "state", "claims", "rank", "unread"]
                ),
                inner,
            )
        ),
    ).map(lambda found: json.dumps(found).encode())
)
def test_any_bytes_are_an_inventory_or_our_error(data):
    with suppress(InvalidDocumentError):
        assert isinstance(parse_inventory(data), ShopInventory)

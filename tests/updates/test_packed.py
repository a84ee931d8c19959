"""The state of a channel in one piece."""

import contextlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import InvalidDocumentError, StoreUnwritableError
from sellxed_sdk.updates import PackedState, pack_state, unpack_state

RELEASES = "alpenpay/releases.json"


@pytest.fixture
def packed(scene):
    scene.release()
    assert scene.client().refresh()
    return pack_state(scene.state_dir)


def zipped(*files):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, data in files:
            archive.writestr(name, data)
    return body.getvalue()


def test_the_same_state_packs_to_the_same_bytes(scene, packed):
    assert pack_state(scene.state_dir) == packed


def test_can_be_read_as_the_directory(scene, packed):
    reader = scene.client(state_dir=PackedState.parse(packed))
    directory = scene.client()
    assert reader.status() == directory.status()
    assert reader.read_target(RELEASES) == directory.read_target(RELEASES)
    assert reader.read_target("alpenpay/nothing.json") is None


def test_cannot_be_refreshed_or_written(scene, packed, tmp_path):
    reader = scene.client(state_dir=PackedState.parse(packed))
    scene.served()  # what was asked so far
    result = reader.refresh(force=True)
    assert result.outcome.value == "store_failed"
    with pytest.raises(StoreUnwritableError):
        reader.download_target("alpenpay/2.4.0.zip", tmp_path / "x.zip")
    assert scene.served() == []


def test_goes_on_elsewhere_without_asking_twice(scene, packed, tmp_path):
    unpack_state(PackedState.parse(packed), tmp_path / "elsewhere")
    client = scene.client(state_dir=tmp_path / "elsewhere")
    assert client.refresh().outcome.value == "fresh"
    scene.served()
    assert client.refresh(force=True).outcome.value == "unchanged"
    assert len(scene.served()) <= 2


def test_a_fact_that_was_changed_is_not_returned(scene, packed):
    files = tuple(
        (name, data + b" " if name.startswith("targets/") else data)
        for name, data in PackedState.parse(packed).files
    )
    reader = scene.client(state_dir=PackedState(files))
    assert reader.read_target(RELEASES) is None


def test_a_damaged_state_file_is_told(scene, packed):
    files = tuple(
        (name, b"{" if name == "channel.json" else data)
        for name, data in PackedState.parse(packed).files
    )
    status = scene.client(state_dir=PackedState(files)).status()
    assert [finding.code for finding in status.findings] == ["CHANNEL_STATE_DAMAGED"]


def test_nothing_is_a_state_too(scene):
    status = scene.client(state_dir=PackedState(())).status()
    assert [finding.code for finding in status.findings] == ["CHANNEL_NEVER_CHECKED"]


@pytest.mark.parametrize(
    "files",
    [
        (("../evil", b""),),
        (("metadata/../../evil.json", b""),),
        (("/etc/passwd", b""),),
        (("metadata/root.json", b""),),
        (("targets/../x", b""),),
        (("targets/a/..", b""),),
        (("channel.json", b"1"), ("channel.json", b"2")),
        (("other.txt", b""),),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_of_no_state_are_refused(files):
    with pytest.raises(InvalidDocumentError, match="damaged"):
        PackedState.parse(zipped(*files))


def test_a_bomb_is_refused_before_it_is_opened():
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("targets/a/0123456789abcdef.x", b"\0" * 110_000_000)
    with pytest.raises(InvalidDocumentError, match="too large"):
        PackedState.parse(body.getvalue())


@pytest.mark.property
@given(st.binary(max_size=300))
def test_any_bytes_are_an_error(data):
    with pytest.raises(InvalidDocumentError):
        PackedState.parse(data)


@pytest.mark.property
@given(st.data())
def test_any_damage_is_an_error_or_the_state(data):
    whole = bytearray(zipped(("channel.json", b"{}" * 20), ("metadata/timestamp.json", b"x" * 50)))
    position = data.draw(st.integers(0, len(whole) - 1))
    whole[position] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(InvalidDocumentError):
        PackedState.parse(bytes(whole))

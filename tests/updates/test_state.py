"""State on disk: read without trust, healed without losing what recognises a rollback."""

import contextlib
import json
import shutil
import tempfile
from datetime import datetime, timezone
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.findings.codes import channel as codes
from sellxed_sdk.updates import RefreshOutcome, UpdateClient
from sellxed_sdk.updates._state import Fact, State, dump_state, parse_state
from sellxed_sdk.updates._validator import Validator

RELEASES = "alpenpay/releases.json"
RULES = "compatibility/rules.jws"
NOW = datetime(2026, 11, 23, 8, tzinfo=timezone.utc)
STATE = State(
    installation="0123456789abcdef" * 2,
    last_success_at=NOW,
    last_attempt_at=NOW,
    failures=2,
    retry_at=NOW,
    outcome=RefreshOutcome.TAMPERED,
    expires_at=NOW,
    validator=Validator(address="0" * 64, sha256="1" * 64, etag='W/"x"', last_modified=None),
    facts=(Fact.of(RELEASES, b"facts"),),
    missing=(RULES,),
    findings=(codes.CHANNEL_HTTP_STATUS.finding(subject="x", url="http://x", status=500),),
)


class TestForm:
    @pytest.mark.parametrize("state", [State(), STATE])
    def test_comes_back_as_it_was(self, state):
        assert parse_state(dump_state(state)) == state

    def test_texts_that_are_none_are_replaced(self):
        finding = codes.CHANNEL_STATE_UNWRITABLE.finding(path="/\udcff", detail="")
        read = parse_state(dump_state(State(findings=(finding,))))

        assert read.findings[0].param("path") == "/?"

    def test_every_flipped_byte_is_noticed(self):
        good = dump_state(STATE)
        for position in range(len(good)):
            data = bytearray(good)
            data[position] ^= 1
            try:
                assert parse_state(bytes(data)) == STATE, "at most white space differs"
            except InvalidDocumentError:
                continue

    def test_every_cut_is_noticed(self):
        good = dump_state(STATE)
        for length in range(len(good)):
            with pytest.raises(InvalidDocumentError):
                parse_state(good[:length])

    def test_a_newer_schema_is_not_read(self):
        data = json.loads(dump_state(STATE))
        data["schema"] = 2
        with pytest.raises(InvalidDocumentError):
            parse_state(json.dumps(data).encode())

    @pytest.mark.property
    @given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
    def test_anything_else_is_an_error_of_ours(self, data):
        with pytest.raises(InvalidDocumentError):
            parse_state(data)

    @pytest.mark.property
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(list(attrs.fields_dict(State))), inner, max_size=9
                )
            ),
            max_leaves=12,
        )
    )
    def test_any_content_with_a_right_checksum_is_state_or_an_error(self, content):
        from sellxed_sdk.updates._state import _checksum

        if not isinstance(content, dict):
            return
        document = {"schema": 1, "checksum": _checksum(content), "content": content}
        with contextlib.suppress(InvalidDocumentError):
            assert isinstance(parse_state(json.dumps(document).encode()), State)


class TestHealing:
    def test_a_flipped_byte_in_any_file_is_healed(self, scene, tmp_path):
        scene.client().refresh()
        files = [path for path in scene.state_dir.rglob("*") if path.is_file()]
        tried = 0
        for path in files:
            good = path.read_bytes()
            for position in range(0, len(good), max(1, len(good) // 5)):
                path.write_bytes(
                    good[:position] + bytes([good[position] ^ 1]) + good[position + 1 :]
                )
                tried += 1

                assert scene.client().refresh(force=True), (path.name, position)
                assert scene.client().read_target(RELEASES) == b'{"releases": ["2.4.0"]}'
                assert scene.client().read_target(RULES) == b"rules"
                assert path.name == "channel.json" or path.read_bytes() == good
        assert tried > 30

    @pytest.mark.parametrize("content", [b"", b"{", b"\xff\xff", None])
    def test_truncated_junk_and_directories_are_healed(self, scene, content):
        scene.client().refresh()
        rules = next((scene.state_dir / "targets" / "compatibility").iterdir())
        for path in [*scene.state_dir.rglob("*.json"), rules]:
            path.unlink(missing_ok=True)
            if content is None:
                (path / "inside").mkdir(parents=True)
            else:
                path.write_bytes(content)

            assert scene.client().refresh(force=True), path
            assert scene.client().read_target(RULES) == b"rules"

    @pytest.mark.parametrize("name", ["metadata", "targets", "metadata/root_history"])
    def test_a_file_in_place_of_a_directory_is_healed(self, scene, name):
        scene.client().refresh()
        shutil.rmtree(scene.state_dir / name)
        (scene.state_dir / name).write_bytes(b"junk")

        assert scene.client().refresh(force=True)
        assert scene.client().read_target(RULES) == b"rules"

    def test_a_lost_root_is_no_loss(self, scene):
        """The embedded one is the anchor."""
        scene.client().refresh()
        (scene.state_dir / "metadata/root.json").unlink()
        shutil.rmtree(scene.state_dir / "metadata/root_history")

        assert scene.client().refresh(force=True).outcome is RefreshOutcome.UNCHANGED

    def test_damage_of_the_state_file_is_told(self, scene):
        scene.client().refresh()
        (scene.state_dir / "channel.json").write_text("{}")
        status = scene.client().status()

        assert [finding.code for finding in status.findings] == ["CHANNEL_STATE_DAMAGED"]
        assert scene.client().read_target(RULES) is None
        scene.served()
        assert scene.client().refresh().outcome is RefreshOutcome.UPDATED
        assert len(scene.served()) == 2, "the cached files are genuine still"


@pytest.mark.property
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=200), index=st.integers(0, 7))
def test_random_bytes_in_any_file_never_raise(scene, data, index):
    scene.client().refresh(force=True)
    files = sorted(path for path in scene.state_dir.rglob("*.json") if not path.is_symlink())
    files[index % len(files)].write_bytes(data)

    scene.client().status()
    scene.client().read_target(RELEASES)
    assert scene.client().refresh(force=True)


@pytest.mark.property
@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=300))
def test_random_state_is_survived_without_a_server(data):
    with tempfile.TemporaryDirectory() as directory:
        Path(directory, "channel.json").write_bytes(data)
        client = UpdateClient(
            root=data,
            metadata_url="http://127.0.0.1:9/",
            targets_url="http://127.0.0.1:9/",
            state_dir=Path(directory),
            targets=(RELEASES,),
            now=lambda: NOW,
        )

        assert not client.status()
        assert not client.refresh()

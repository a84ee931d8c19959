"""What a shop sees when the server, the network or somebody in between is at fault."""

import gzip
import shutil

import pytest

from sellxed_sdk.errors import SellxedError
from sellxed_sdk.updates import RefreshOutcome, Timeouts
from sellxed_sdk.vendor import _repository_sign

RELEASES = "alpenpay/releases.json"
RULES = "compatibility/rules.jws"
ARCHIVE = "alpenpay/2.4.0.zip"
OLD = b'{"releases": ["2.4.0"]}'
PORTAL = b"<!DOCTYPE html><title>Hotel WiFi</title>" + b" " * 20_000


def codes(answer):
    return [finding.code for finding in answer.findings]


class TestTampering:
    def test_a_flipped_byte_in_any_published_file_is_noticed(self, scene, tmp_path):
        """Metadata and facts: named, and what was verified before stays readable."""
        scene.client().refresh()
        scene.repository.add_product("bernpay")
        scene.repository.put_target(RULES, b"new rules")
        scene.release(b"new releases")
        tried = 0
        for path in scene.published():
            good = path.read_bytes()
            if good == b"" or path.suffix == ".zip" or good in (OLD, b"rules"):
                continue
            for position in range(0, len(good), max(1, len(good) // 7)):
                state_dir = tmp_path / "copies" / f"{tried}"
                shutil.copytree(scene.state_dir, state_dir, symlinks=True)
                path.write_bytes(_flipped(good, position))
                client = scene.client(state_dir=state_dir)
                result = client.refresh(force=True)
                path.write_bytes(good)
                tried += 1

                assert not result, (path.name, position)
                assert result.outcome is RefreshOutcome.TAMPERED or (
                    codes(result) == ["CHANNEL_NOT_METADATA"]
                ), (path.name, position, result)
                assert path.name in result.findings[0].message or (
                    path.name.split(".")[-2] in result.findings[0].message
                )
                assert client.read_target(RELEASES) in (OLD, b"new releases")
                assert client.read_target(RULES) in (b"rules", b"new rules")
                assert client.refresh(force=True), "healed once the server is"
        assert tried >= 40

    def test_a_flipped_byte_in_an_archive_is_noticed(self, scene, tmp_path):
        archive = next(scene.server.directory.rglob("*.2.4.0.zip"))
        archive.write_bytes(_flipped(archive.read_bytes(), 1000))
        with pytest.raises(SellxedError) as caught:
            scene.client().download_target(ARCHIVE, tmp_path / "a.zip")

        assert caught.value.code == "DOWNLOAD_DAMAGED"
        assert not (tmp_path / "a.zip").exists()

    def test_one_fact_at_fault_does_not_hide_the_others(self, scene):
        fact = next(scene.server.directory.rglob("*.rules.jws"))
        fact.write_bytes(b"RULES")
        client = scene.client()
        result = client.refresh()

        assert result.outcome is RefreshOutcome.TAMPERED
        assert codes(result) == ["CHANNEL_HASH_MISMATCH"]
        assert result.findings[0].subject == RULES
        assert client.read_target(RELEASES) == OLD
        assert client.read_target(RULES) is None

    def test_rollback_is_reported_and_not_healed(self, scene, tmp_path):
        old = tmp_path / "old"
        shutil.copytree(scene.server.directory, old)
        scene.release(b"new")
        client = scene.client()
        client.refresh()
        verified = (scene.state_dir / "metadata/timestamp.json").read_bytes()
        shutil.copytree(old, scene.server.directory, dirs_exist_ok=True)
        (scene.state_dir / "metadata" / "junk").write_bytes(b"junk")
        for _ in range(2):
            result = client.refresh(force=True)

            assert result.outcome is RefreshOutcome.TAMPERED
            assert codes(result) == ["CHANNEL_ROLLBACK"]
            assert client.read_target(RELEASES) == b"new"
            assert (scene.state_dir / "metadata/timestamp.json").read_bytes() == verified

    def test_a_role_that_disappears_is_named(self, scene, monkeypatch):
        scene.client().refresh()
        # The vendor's own tools refuse to publish that.
        monkeypatch.setattr(_repository_sign, "rehearse", lambda *args, **options: None)
        del scene.repository._snapshot.signed.meta["alpenpay.json"]
        scene.repository.publish(now=scene.now)
        result = scene.client().refresh(force=True)

        assert result.outcome is RefreshOutcome.TAMPERED
        assert codes(result) == ["CHANNEL_INCONSISTENT"]

    def test_another_vendors_channel_is_refused(self, scene, tmp_path):
        from sellxed_sdk.vendor._repository import Repository

        other = Repository.create(tmp_path / "other", keys_dir=tmp_path / "k2", now=scene.now)
        result = scene.client(root=other.root_bytes).refresh()

        assert result.outcome is RefreshOutcome.TAMPERED
        assert codes(result) == ["CHANNEL_BAD_SIGNATURE"]

    def test_an_unusable_embedded_root_is_named(self, scene):
        result = scene.client(root=b"{}").refresh()

        assert not result
        assert codes(result) == ["CHANNEL_ANCHOR_INVALID"]


class TestExpiry:
    def test_facts_stay_readable_and_downloads_are_refused(self, scene, tmp_path):
        client = scene.client()
        client.refresh()
        scene.later(days=7)
        result = client.refresh()

        assert result.outcome is RefreshOutcome.STALE
        assert result.stale
        assert codes(result) == ["CHANNEL_STALE"]
        assert result.findings[0].param("role") == "timestamp"
        assert client.read_target(RELEASES) == OLD
        with pytest.raises(SellxedError) as caught:
            client.download_target(ARCHIVE, tmp_path / "a.zip")
        assert type(caught.value).__name__ == "ExpiredMetadataError"

    def test_renewal_ends_it(self, scene):
        scene.client().refresh()
        scene.later(days=8)
        scene.client().refresh()
        scene.repository.resign(now=scene.now)

        assert scene.client().refresh(force=True).outcome is RefreshOutcome.UNCHANGED

    def test_unreachable_and_expired_says_both(self, scene):
        scene.client().refresh()
        scene.later(days=8)
        scene.answer("*", status=500)
        result = scene.client().refresh()

        assert result.outcome is RefreshOutcome.UNREACHABLE
        assert sorted(codes(result)) == ["CHANNEL_HTTP_STATUS", "CHANNEL_STALE"]

    def test_an_expired_root_is_named(self, scene):
        scene.later(days=366)
        scene.repository.resign(now=scene.now)
        result = scene.client().refresh()

        assert result.outcome is RefreshOutcome.STALE
        assert result.findings[0].param("role") == "root"


class TestTransport:
    @pytest.mark.parametrize("path", ["/metadata/2.root.json", "/metadata/timestamp.json", "*"])
    def test_a_login_page_is_named_with_address_status_and_start(self, scene, path):
        scene.answer(path, status=200, body=PORTAL)
        result = scene.client().refresh()

        assert result.outcome is RefreshOutcome.UNREACHABLE
        assert codes(result) == ["CHANNEL_NOT_METADATA"]
        message = result.findings[0].message
        assert f"{scene.server.url}/metadata/" in message
        assert "status 200" in message
        assert "Hotel WiFi" in message

    def test_a_login_page_in_place_of_a_fact(self, scene):
        fact = next(scene.server.directory.rglob("*.rules.jws"))
        path = f"/{fact.relative_to(scene.server.directory).as_posix()}"
        scene.answer(path, status=200, body=PORTAL, headers=(("Content-Type", "text/html"),))
        result = scene.client().refresh()

        assert codes(result) == ["CHANNEL_NOT_METADATA"]

    def test_json_of_something_else(self, scene):
        scene.answer("/metadata/timestamp.json", status=200, body=b'{"error": "rate limit"}')

        assert codes(scene.client().refresh()) == ["CHANNEL_NOT_METADATA"]

    def test_a_fact_of_the_size_of_an_archive_is_not_kept_in_memory(self, scene, monkeypatch):
        from sellxed_sdk.updates import _channel

        monkeypatch.setattr(_channel, "MAX_FACT_BYTES", 4)
        result = scene.client(targets=(RULES,)).refresh()

        assert codes(result) == ["CHANNEL_TOO_LARGE"]

    def test_endless_metadata_is_cut_off(self, scene):
        body = b'{"signatures": [' + b" " * 20_000
        scene.answer("/metadata/timestamp.json", status=200, body=body)
        result = scene.client().refresh()

        assert codes(result) == ["CHANNEL_TOO_LARGE"]
        assert result.findings[0].param("limit") == "16384"

    @pytest.mark.parametrize("status", [404, 410, 500, 503])
    def test_an_error_status_is_named(self, scene, status):
        client = scene.client()
        client.refresh()
        scene.answer("/metadata/timestamp.json", status=status)
        result = client.refresh(force=True)

        assert result.outcome is RefreshOutcome.UNREACHABLE
        assert codes(result) == ["CHANNEL_HTTP_STATUS"]
        assert result.findings[0].param("status") == status
        assert client.read_target(RELEASES) == OLD

    def test_a_missing_fact_is_named(self, scene):
        next(scene.server.directory.rglob("*.rules.jws")).unlink()
        result = scene.client().refresh()

        assert result.outcome is RefreshOutcome.UNREACHABLE
        assert result.findings[0].subject == RULES
        assert result.targets == (RELEASES,)

    def test_connection_refused(self, scene):
        client = scene.client()
        client.refresh()
        scene.server.close()
        result = client.refresh(force=True)

        assert result.outcome is RefreshOutcome.UNREACHABLE
        assert codes(result) == ["CHANNEL_UNREACHABLE"]
        assert "refused" in result.findings[0].message.lower()
        assert client.read_target(RELEASES) == OLD

    def test_an_address_that_is_none(self, scene):
        assert codes(scene.client(metadata_url="no address").refresh()) == ["CHANNEL_UNREACHABLE"]

    def test_no_answer_in_time(self, scene):
        scene.answer("/metadata/timestamp.json", delay_seconds=5)
        timeouts = Timeouts(connect=10.0, read=0.2, total=30.0, lock=0.1)
        result = scene.client(timeouts=timeouts).refresh()

        assert result.outcome is RefreshOutcome.UNREACHABLE
        assert codes(result) == ["CHANNEL_TIMEOUT"]

    def test_a_server_that_drips_meets_the_deadline(self, scene):
        """Each byte comes in time, so only the deadline over all ends it."""
        scene.answer("/metadata/timestamp.json", drip_seconds=0.02)
        timeouts = Timeouts(connect=10.0, read=10.0, total=0.3, lock=0.1)

        assert codes(scene.client(timeouts=timeouts).refresh()) == ["CHANNEL_TIMEOUT"]

    def test_a_broken_connection(self, scene):
        scene.answer("/metadata/timestamp.json", cut_after=100)

        assert codes(scene.client().refresh()) == ["CHANNEL_UNREACHABLE"]

    def test_compressed_answers_are_read(self, scene):
        path = scene.server.directory / "metadata/timestamp.json"
        headers = (("Content-Encoding", "gzip"),)
        body = gzip.compress(path.read_bytes())
        scene.answer("/metadata/timestamp.json", status=200, body=body, headers=headers)

        assert scene.client().refresh()

    def test_broken_compression_is_no_crash(self, scene):
        headers = (("Content-Encoding", "gzip"),)
        scene.answer("/metadata/timestamp.json", status=200, body=b"junk", headers=headers)

        assert codes(scene.client().refresh()) == ["CHANNEL_UNREACHABLE"]

    def test_redirects_are_followed(self, scene):
        path = scene.server.directory / "metadata/timestamp.json"
        path.rename(path.with_name("moved.json"))
        headers = (("Location", "/metadata/moved.json"),)
        scene.answer("/metadata/timestamp.json", status=302, headers=headers)

        assert scene.client().refresh()

    def test_redirects_in_a_circle_end(self, scene):
        headers = (("Location", "/metadata/timestamp.json"),)
        scene.answer("/metadata/timestamp.json", status=302, headers=headers)

        assert codes(scene.client().refresh()) == ["CHANNEL_REDIRECT_REFUSED"]

    def test_credentials_are_not_shown(self, scene):
        address = scene.server.url.replace("://", "://user:secret@")
        scene.answer("*", status=500)
        result = scene.client(metadata_url=f"{address}/metadata").refresh()

        assert scene.server.url in str(result.to_dict())
        assert "secret" not in str(result.to_dict())
        assert b"secret" not in (scene.state_dir / "channel.json").read_bytes()


class TestOwnMachine:
    @pytest.mark.parametrize(
        ("error", "code", "outcome"),
        [
            (KeyError("x"), "CHANNEL_UNEXPECTED", RefreshOutcome.UNREACHABLE),
            (ImportError("x"), "CHANNEL_LIBRARY_UNUSABLE", RefreshOutcome.UNREACHABLE),
            (OSError(28, "full"), "CHANNEL_STATE_UNWRITABLE", RefreshOutcome.STORE_FAILED),
        ],
    )
    def test_whatever_happens_is_named_and_not_raised(
        self, scene, monkeypatch, error, code, outcome
    ):
        client = scene.client()

        def fail(fetcher, now):
            raise error

        monkeypatch.setattr(client, "_open", fail)
        result = client.refresh()

        assert codes(result) == [code]
        assert result.outcome is outcome

    def test_also_outside_of_the_check(self, scene, monkeypatch):
        client = scene.client()

        def fail(*_, **__):
            raise ZeroDivisionError("x")

        monkeypatch.setattr(client, "_refresh", fail)

        assert codes(client.refresh()) == ["CHANNEL_UNEXPECTED"]


def _flipped(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]

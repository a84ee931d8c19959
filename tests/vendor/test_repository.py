"""The vendor's repository: what is published, in which order, and what is refused."""

import json
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from sellxed_sdk.errors import ConfigurationError, PublishError
from sellxed_sdk.signing import PrivateKey
from sellxed_sdk.testing._server import serve_directory
from sellxed_sdk.updates import RefreshOutcome, UpdateClient
from sellxed_sdk.vendor import _repository_sign, _tuf_keys
from sellxed_sdk.vendor import _role_files as module
from sellxed_sdk.vendor._repository import Repository

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)
RELEASES = "alpenpay/releases.json"
ARCHIVE = "alpenpay/2.4.0.zip"


@pytest.fixture
def keys(tmp_path):
    return tmp_path / "keys"


@pytest.fixture
def directory(tmp_path):
    return tmp_path / "channel"


@pytest.fixture
def repository(directory, keys):
    return Repository.create(directory, keys_dir=keys, products=("alpenpay",), now=NOW)


def reads(directory: Path, state_dir: Path, root: bytes, targets, *, now=NOW):
    """What a shop's client makes of what is published."""
    with serve_directory(directory) as server:
        client = UpdateClient(
            root=root,
            metadata_url=f"{server.url}/metadata",
            targets_url=f"{server.url}/targets",
            state_dir=state_dir,
            targets=tuple(targets),
            now=lambda: now,
        )
        result = client.refresh(force=True)
        return result, [client.read_target(target) for target in targets]


class TestCreate:
    def test_makes_private_keys_and_a_valid_channel(self, repository, directory, keys, tmp_path):
        names = {path.name for path in keys.iterdir()}

        assert names == {
            "tuf-root.pem",
            "tuf-targets.pem",
            "tuf-online.pem",
            "tuf-product-alpenpay.pem",
        }
        assert all(path.stat().st_mode & 0o077 == 0 for path in keys.iterdir())
        result, _ = reads(directory, tmp_path / "state", repository.root_bytes, ())
        assert result.outcome is RefreshOutcome.UPDATED

    def test_uses_keys_that_are_there(self, directory, keys):
        keys.mkdir()
        key = PrivateKey.generate()
        key.save(keys / "tuf-root.pem")
        repository = Repository.create(directory, keys_dir=keys, now=NOW)

        assert key.public_bytes.hex() in repository.root_bytes.decode()

    def test_never_begins_anew_over_an_old_one(self, repository, directory, keys):
        with pytest.raises(PublishError) as caught:
            Repository.create(directory, keys_dir=keys, now=NOW)

        assert caught.value.code == "PUBLISH_REPOSITORY_EXISTS"

    def test_begins_anew_after_a_crash(self, directory, keys, monkeypatch):
        monkeypatch.setattr(Repository, "publish", _crash)
        with pytest.raises(MemoryError):
            Repository.create(directory, keys_dir=keys, now=NOW)
        monkeypatch.undo()

        assert Repository.create(directory, keys_dir=keys, now=NOW).products == ()

    def test_a_threshold_has_a_spare_key(self, directory, keys, tmp_path):
        repository = Repository.create(directory, keys_dir=keys, root_threshold=2, now=NOW)
        root = json.loads(repository.root_bytes)

        assert root["signed"]["roles"]["root"]["threshold"] == 2
        assert len(root["signatures"]) == 3
        result, _ = reads(directory, tmp_path / "state", repository.root_bytes, ())
        assert result

    def test_passphrases_protect_the_keys(self, directory, keys):
        Repository.create(directory, keys_dir=keys, now=NOW, passphrase="correct horse")

        assert b"ENCRYPTED" in (keys / "tuf-root.pem").read_bytes()
        Repository.open(directory, keys_dir=keys, passphrase="correct horse").resign(now=NOW)
        with pytest.raises(PublishError) as caught:
            Repository.open(directory, keys_dir=keys, passphrase="wrong").resign(now=NOW)
        assert caught.value.code == "PUBLISH_KEY_MISSING"

    def test_an_unreadable_key_is_named(self, directory, keys):
        keys.mkdir()
        (keys / "tuf-root.pem").write_text("no key")
        with pytest.raises(ConfigurationError):
            Repository.create(directory, keys_dir=keys, now=NOW)

    def test_a_directory_that_cannot_be_written(self, tmp_path, keys):
        (tmp_path / "file").write_text("")
        with pytest.raises(PublishError) as caught:
            Repository.create(tmp_path / "file" / "channel", keys_dir=keys, now=NOW)
        assert caught.value.code == "PUBLISH_UNWRITABLE"
        with pytest.raises(PublishError) as caught:
            Repository.create(tmp_path / "c", keys_dir=tmp_path / "file" / "keys", now=NOW)
        assert caught.value.code == "PUBLISH_UNWRITABLE"


class TestProfile:
    def test_who_signs_what_and_for_how_long(self, repository):
        expiries = dict(repository.expiries())

        assert next(iter(expiries)) == "timestamp"
        assert expiries == {
            "timestamp": NOW + timedelta(days=7),
            "root": NOW + timedelta(days=365),
            "targets": NOW + timedelta(days=3650),
            "alpenpay": NOW + timedelta(days=3650),
            "snapshot": NOW + timedelta(days=3650),
        }
        roles = json.loads(repository.root_bytes)["signed"]["roles"]
        assert roles["snapshot"]["keyids"] == roles["timestamp"]["keyids"]
        assert len({roles[role]["keyids"][0] for role in roles}) == 3
        assert json.loads(repository.root_bytes)["signed"]["consistent_snapshot"] is True

    def test_a_products_key_signs_nothing_else(self, repository, directory):
        targets = json.loads((directory / "metadata/1.targets.json").read_bytes())
        (role,) = targets["signed"]["delegations"]["roles"]

        assert role["name"] == "alpenpay"
        assert role["paths"] == ["alpenpay/*"]
        assert role["terminating"] is True
        assert role["threshold"] == 1

    def test_the_key_identifier_is_the_one_of_the_specification(self):
        """So that other tools for TUF repositories call the same key the same."""
        key = _tuf_keys.public_key(PrivateKey.from_seed(bytes(32)))

        # computed with securesystemslib 1.6.0
        assert key.keyid == "4cc3f338069d638e761ed397f5c53df4129a276face46a446c202617331ca1b3"


class TestPublish:
    def test_shops_read_what_was_published(self, repository, directory, tmp_path):
        repository.put_target(RELEASES, b"facts")
        repository.put_target("compatibility/rules.jws", b"rules")
        repository.put_target("licence/revocations.jws", b"revoked")
        repository.publish(now=NOW)
        targets = (RELEASES, "compatibility/rules.jws", "licence/revocations.jws")
        result, facts = reads(directory, tmp_path / "state", repository.root_bytes, targets)

        assert result.findings == ()
        assert facts == [b"facts", b"rules", b"revoked"]

    def test_nothing_is_visible_before(self, repository, directory, tmp_path):
        repository.put_target(RELEASES, b"facts")
        _, facts = reads(directory, tmp_path / "state", repository.root_bytes, (RELEASES,))

        assert facts == [None]

    def test_goes_on_where_another_process_ended(self, repository, directory, keys, tmp_path):
        repository.put_target(RELEASES, b"facts")
        repository.publish(now=NOW)
        again = Repository.open(directory, keys_dir=keys)
        again.add_product("bernpay")
        again.put_target("bernpay/releases.json", b"more")
        again.publish(now=NOW)
        targets = (RELEASES, "bernpay/releases.json")
        result, facts = reads(directory, tmp_path / "state", again.root_bytes, targets)

        assert again.products == ("alpenpay", "bernpay")
        assert result
        assert facts == [b"facts", b"more"]

    def test_an_unchanged_product_keeps_its_version_and_key(self, repository, directory, keys):
        repository.add_product("alpenpay")
        repository.put_target("licence/revocations.jws", b"revoked")
        (keys / "tuf-product-alpenpay.pem").unlink()
        repository.publish(now=NOW)

        assert not (directory / "metadata/2.alpenpay.json").exists()

    def test_files_are_taken_from_disk(self, repository, directory, tmp_path):
        (tmp_path / "a.zip").write_bytes(b"archive")
        repository.put_target_file(ARCHIVE, tmp_path / "a.zip")

        (published,) = directory.rglob("*.2.4.0.zip")
        assert published.read_bytes() == b"archive"
        with pytest.raises(PublishError) as caught:
            repository.put_target_file(ARCHIVE, tmp_path / "b.zip")
        assert caught.value.code == "PUBLISH_TARGET_INVALID"

    def test_an_archive_is_never_replaced(self, repository):
        repository.put_target(ARCHIVE, b"archive")
        repository.publish(now=NOW)
        repository.put_target(ARCHIVE, b"archive")
        with pytest.raises(PublishError) as caught:
            repository.put_target(ARCHIVE, b"other")

        assert caught.value.code == "PUBLISH_ARCHIVE_CHANGED"
        assert caught.value.step == "archive"

    @pytest.mark.parametrize(
        "path", ["nosuch/x.json", "x.json", "alpenpay/a/b.json", "alpenpay/../x", "/alpenpay/x", ""]
    )
    def test_paths_that_belong_nowhere(self, repository, path):
        with pytest.raises(PublishError) as caught:
            repository.put_target(path, b"")

        assert caught.value.code == "PUBLISH_TARGET_INVALID"

    @pytest.mark.parametrize("name", ["root", "licence", "Alpenpay", "a/b", "", "-a", "a" * 41])
    def test_names_that_cannot_be_products(self, repository, name):
        with pytest.raises(PublishError) as caught:
            repository.add_product(name)

        assert caught.value.code == "PUBLISH_PRODUCT_INVALID"

    def test_a_missing_key_is_named_before_anything_is_written(self, repository, directory, keys):
        repository.put_target(RELEASES, b"facts")
        (keys / "tuf-product-alpenpay.pem").unlink()
        before = _files(directory / "metadata")
        with pytest.raises(PublishError) as caught:
            repository.publish(now=NOW)

        assert caught.value.code == "PUBLISH_KEY_MISSING"
        assert "tuf-product-alpenpay.pem" in caught.value.message
        assert _files(directory / "metadata") == before

    def test_another_key_is_not_used(self, repository, keys):
        (keys / "tuf-online.pem").unlink()
        PrivateKey.generate().save(keys / "tuf-online.pem")
        with pytest.raises(PublishError) as caught:
            repository.resign(now=NOW)

        assert caught.value.code == "PUBLISH_KEY_MISSING"

    def test_a_damaged_repository_is_named(self, repository, directory, keys):
        (directory / "metadata/1.targets.json").unlink()
        with pytest.raises(PublishError) as caught:
            Repository.open(directory, keys_dir=keys)

        assert caught.value.code == "PUBLISH_REPOSITORY_INVALID"


class TestRehearsal:
    """Before anything becomes visible a client reads it."""

    def test_what_shops_would_refuse_stays_invisible(self, repository, directory, keys, tmp_path):
        repository.put_target(RELEASES, b"facts")
        repository.publish(now=NOW)
        before = (directory / "metadata" / "timestamp.json").read_bytes()
        del repository._snapshot.signed.meta["alpenpay.json"]
        with pytest.raises(PublishError, match="alpenpay") as caught:
            repository.resign(now=NOW + timedelta(days=3_300))

        assert caught.value.code == "PUBLISH_WOULD_BE_REFUSED"
        assert (directory / "metadata" / "timestamp.json").read_bytes() == before
        again = Repository.open(directory, keys_dir=keys)
        again.resign(now=NOW)
        result, facts = reads(directory, tmp_path / "s", repository.root_bytes, (RELEASES,))
        assert result
        assert facts == [b"facts"]

    def test_a_target_that_was_damaged_meanwhile(self, repository, directory):
        repository.put_target(RELEASES, b"facts")
        next(directory.rglob("*.releases.json")).write_bytes(b"junk")

        with pytest.raises(PublishError) as caught:
            repository.publish(now=NOW)
        assert caught.value.code == "PUBLISH_WOULD_BE_REFUSED"
        with pytest.raises(PublishError) as caught:
            repository.read_target(RELEASES)
        assert caught.value.code == "PUBLISH_REPOSITORY_INVALID"

    def test_a_root_that_shops_would_refuse(self, repository, directory):
        (directory / "metadata" / "1.root.json").write_bytes(b"{}")

        with pytest.raises(PublishError) as caught:
            repository.renew_root(now=NOW)
        assert caught.value.code == "PUBLISH_WOULD_BE_REFUSED"
        assert not (directory / "metadata" / "2.root.json").exists()

    def test_an_expired_channel_can_be_cured(self, repository, directory, tmp_path):
        late = NOW + timedelta(days=5_000)
        repository.put_target(RELEASES, b"facts")
        repository.renew_root(now=late)
        repository.publish(now=late)
        repository.renew_targets(now=late)
        result, facts = reads(
            directory, tmp_path / "s", repository.root_bytes, (RELEASES,), now=late
        )

        assert result
        assert facts == [b"facts"]


class TestCrash:
    def test_any_write_may_be_the_last(self, repository, directory, keys, tmp_path, monkeypatch):
        """Shops see the old state or the new one, and the vendor can publish again."""
        repository.put_target(RELEASES, b"old")
        repository.publish(now=NOW)
        write = module.write_file
        for survived in range(6):
            copy = tmp_path / f"copy{survived}"
            shutil.copytree(directory, copy)
            left = iter(range(survived))
            for written in (module, _repository_sign):
                monkeypatch.setattr(
                    written,
                    "write_file",
                    lambda path, data, left=left: _write_or_crash(write, path, data, left),
                )
            crashed = False
            try:
                broken = Repository.open(copy, keys_dir=keys)
                broken.put_target(RELEASES, b"new")
                broken.put_target("licence/revocations.jws", b"revoked")
                broken.publish(now=NOW)
            except MemoryError:
                crashed = True
            monkeypatch.setattr(module, "write_file", write)
            monkeypatch.setattr(_repository_sign, "write_file", write)
            state = tmp_path / f"state{survived}"
            result, facts = reads(copy, state, repository.root_bytes, (RELEASES,))
            again = Repository.open(copy, keys_dir=keys)
            again.put_target(RELEASES, b"next")
            again.publish(now=NOW)
            after, newer = reads(copy, state, repository.root_bytes, (RELEASES,))

            assert crashed
            assert result
            assert facts == [b"old"]
            assert after
            assert newer == [b"next"]


class TestResign:
    def test_renews_the_timestamp_with_the_online_key_alone(self, repository, directory, keys):
        for name in ("root", "targets", "product-alpenpay"):
            (keys / f"tuf-{name}.pem").unlink()
        later = NOW + timedelta(days=6)
        again = Repository.open(directory, keys_dir=keys)
        again.resign(now=later)

        expiries = dict(Repository.open(directory, keys_dir=keys).expiries())
        assert expiries["timestamp"] == later + timedelta(days=7)
        assert expiries["snapshot"] == NOW + timedelta(days=3650)

    def test_renews_the_snapshot_in_its_last_year(self, repository, directory, keys, tmp_path):
        later = NOW + timedelta(days=3300)
        repository.resign(now=later)

        assert dict(repository.expiries())["snapshot"] == later + timedelta(days=3650)
        assert (directory / "metadata/2.snapshot.json").exists()

    def test_publishes_nothing_that_was_only_put(self, repository, directory, tmp_path):
        repository.put_target(RELEASES, b"facts")
        repository.resign(now=NOW)
        result, facts = reads(directory, tmp_path / "state", repository.root_bytes, (RELEASES,))

        assert result
        assert facts == [None]


def _files(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def _crash(*_: object, **__: object) -> None:
    raise MemoryError


def _write_or_crash(write, path, data, left):
    if next(left, None) is None:
        raise MemoryError
    write(path, data)

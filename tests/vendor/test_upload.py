"""Uploads, at each step as a shop sees them."""

import json
import shutil
import sys
from datetime import timedelta

import attrs
import pytest

from sellxed_sdk.errors import ConfigurationError, MissingExtraError, PublishError
from sellxed_sdk.updates import RefreshOutcome
from sellxed_sdk.vendor import _destination as module
from sellxed_sdk.vendor import (
    audit_channel,
    create_channel,
    create_vendor,
    fetch_channel,
    renew_channel,
    resign_channel,
    rotate_channel_key,
    upload_channel,
)

TIMESTAMP = "metadata/timestamp.json"
GOOD = (RefreshOutcome.UPDATED, RefreshOutcome.UNCHANGED)
HOUR = timedelta(hours=1)


@pytest.fixture
def web(tmp_path):
    """What the web server serves."""
    return tmp_path / "web"


@pytest.fixture
def copy_vendor(vendor, tmp_path):
    """A second directory of the same vendor, as from a copy."""

    def copy_vendor(name="copy"):
        shutil.copytree(vendor.directory, tmp_path / name)
        return attrs.evolve(vendor, directory=tmp_path / name)

    return copy_vendor


class TestOrder:
    def test_what_is_led_to_goes_first_and_the_timestamp_last(self, vendor, publish, web):
        publish("1.0.0")
        done = upload_channel(vendor, str(web))
        kinds = [name.split("/")[0] for name in done.files]

        assert done.files[-1] == TIMESTAMP
        assert kinds == sorted(kinds, reverse=True)
        assert done.size == sum((web / name).stat().st_size for name in done.files)
        assert done.present == 0
        for name in done.files:
            original = vendor.repository_directory / name
            assert (web / name).read_bytes() == original.read_bytes()

    def test_only_what_is_new_is_sent(self, vendor, publish, web, now):
        publish("1.0.0")
        upload_channel(vendor, str(web))
        again = upload_channel(vendor, str(web))
        resign_channel(vendor, now=now + HOUR)
        signed = upload_channel(vendor, str(web))
        publish("1.1.0", at=now + HOUR)
        published = upload_channel(vendor, str(web))

        assert again.files == ()
        assert signed.files == (TIMESTAMP,)
        assert len(published.files) == 5
        assert any(name.endswith("1.1.0.zip") for name in published.files)

    @pytest.mark.parametrize(
        ("role", "lost"),
        [
            *((role, False) for role in ("root", "targets", "online", "alpenpay")),
            # A lost root cannot be followed.
            *((role, True) for role in ("targets", "online", "alpenpay")),
        ],
    )
    def test_shops_go_on_between_any_two_files(
        self, role, lost, vendor, publish, open_shop, web, now, monkeypatch, tmp_path
    ):
        publish("1.0.0")
        upload_channel(vendor, str(web))
        shop = open_shop()
        assert shop.ask(now, directory=web)[1] == ["1.0.0"]
        name = {"alpenpay": "product-alpenpay"}.get(role, role)
        if lost:
            (vendor.keys_directory / f"tuf-{name}.pem").unlink()
        rotate_channel_key(vendor, role, now=now)
        if not lost:
            publish("1.1.0")
        seen = []
        write = module._Directory.write

        def look_then_write(self, path, data):
            state = tmp_path / f"state-{len(seen)}"
            shutil.copytree(shop.state_dir, state)
            observer = open_shop(state.name, root=shop.root)
            seen.append((path, observer.ask(now, directory=web)))
            write(self, path, data)

        monkeypatch.setattr(module._Directory, "write", look_then_write)
        upload_channel(vendor, str(web))
        newest = ["1.0.0"] if lost else ["1.1.0", "1.0.0"]

        assert len(seen) >= 3
        for _, (result, versions) in seen:
            assert result.outcome in GOOD
            assert versions in (["1.0.0"], newest)
        assert shop.ask(now, directory=web)[1] == newest

    def test_progress_is_told(self, vendor, web):
        told = []
        done = upload_channel(vendor, str(web), progress=lambda *at: told.append(at))

        assert told == [(n, len(done.files)) for n in range(1, len(done.files) + 1)]


class TestHistory:
    def test_an_older_directory_is_refused(self, vendor, publish, copy_vendor, web):
        old = copy_vendor()
        publish("1.0.0")
        upload_channel(vendor, str(web))
        before = (web / TIMESTAMP).read_bytes()

        with pytest.raises(PublishError, match=r"timestamp 2 is older than 3") as caught:
            upload_channel(old, str(web))
        assert caught.value.code == "UPLOAD_REFUSED"
        assert (web / TIMESTAMP).read_bytes() == before

    def test_two_directories_that_went_their_own_ways(self, vendor, publish, copy_vendor, web, now):
        other = copy_vendor()
        publish("1.0.0")
        upload_channel(vendor, str(web))
        resign_channel(other, now=now + HOUR)
        with pytest.raises(PublishError, match="another timestamp 3"):
            upload_channel(other, str(web))
        rotate_channel_key(other, "alpenpay", now=now + HOUR)
        with pytest.raises(PublishError, match=r"another metadata/3\.snapshot\.json"):
            upload_channel(other, str(web))

    def test_another_root_is_refused(self, vendor, copy_vendor, web, now):
        other = copy_vendor()
        renew_channel(vendor, now=now)
        upload_channel(vendor, str(web))
        renew_channel(other, now=now + HOUR)
        resign_channel(other, now=now + HOUR)

        with pytest.raises(PublishError, match=r"another metadata/2\.root\.json"):
            upload_channel(other, str(web))

    def test_what_broke_off_elsewhere_and_nobody_was_led_to_is_replaced(
        self, vendor, publish, copy_vendor, web, now
    ):
        upload_channel(vendor, str(web))
        other = copy_vendor()
        rotate_channel_key(other, "alpenpay", now=now + HOUR)
        for path in (other.repository_directory / "metadata").glob("3.*"):
            shutil.copy(path, web / "metadata")
        publish("1.0.0")
        upload_channel(vendor, str(web))

        mine = (vendor.repository_directory / "metadata" / "3.snapshot.json").read_bytes()
        assert (web / "metadata" / "3.snapshot.json").read_bytes() == mine

    def test_a_timestamp_that_somebody_put_there_forbids_nothing(
        self, vendor, publish, open_shop, web, now
    ):
        upload_channel(vendor, str(web))
        data = json.loads((web / TIMESTAMP).read_bytes())
        data["signed"]["version"] = 1_000_000
        (web / TIMESTAMP).write_text(json.dumps(data))
        publish("1.0.0")
        upload_channel(vendor, str(web))

        assert open_shop().ask(now, directory=web)[1] == ["1.0.0"]

    def test_what_a_stolen_key_signed_is_replaced_once_it_was_followed(
        self, vendor, publish, copy_vendor, open_shop, web, now
    ):
        publish("1.0.0")
        upload_channel(vendor, str(web))
        shop = open_shop()
        thief = copy_vendor("thief")
        for hour in range(1, 9):
            resign_channel(thief, now=now + hour * HOUR)
        upload_channel(thief, str(web))
        assert shop.ask(now + 9 * HOUR, directory=web)[0].outcome in GOOD
        with pytest.raises(PublishError, match="is older than"):
            upload_channel(vendor, str(web), history="replace")
        rotate_channel_key(vendor, "online", now=now + 9 * HOUR, compromised=True)
        with pytest.raises(PublishError, match="is older than"):
            upload_channel(vendor, str(web))
        upload_channel(vendor, str(web), history="replace")
        result, versions = shop.ask(now + 10 * HOUR, directory=web)

        assert result.outcome in GOOD
        assert versions == ["1.0.0"]
        with pytest.raises(PublishError):
            upload_channel(thief, str(web))

    def test_a_channel_of_somebody_else_is_left_alone(self, vendor, tmp_path, web, now):
        other = create_vendor(
            tmp_path / "other",
            name="other.example",
            metadata_url="http://127.0.0.1:9/m/",
            targets_url="http://127.0.0.1:9/t/",
        )
        create_channel(other, products=("alpenpay",), support=None, now=now)
        upload_channel(other, str(web))
        before = _tree(web)

        with pytest.raises(PublishError, match=r"another metadata/1\.root\.json"):
            upload_channel(vendor, str(web))
        assert _tree(web) == before

    @pytest.mark.parametrize("pattern", ["*.zip", "3.snapshot.json", "3.alpenpay.json"])
    def test_what_was_damaged_there_is_repaired(self, pattern, vendor, publish, web):
        publish("1.0.0")
        upload_channel(vendor, str(web))
        before = _tree(web)
        (file,) = web.rglob(pattern)
        data = file.read_bytes()
        file.write_bytes(data[:-2] + b"xx")
        assert upload_channel(vendor, str(web)).files == ()
        done = upload_channel(vendor, str(web), compare="contents")
        assert done.files == (file.relative_to(web).as_posix(),)
        file.write_bytes(data[:-2])
        upload_channel(vendor, str(web))

        assert _tree(web) == before

    def test_a_torn_file_is_sent_again(self, vendor, publish, web):
        publish("1.0.0")
        upload_channel(vendor, str(web))
        (archive,) = web.rglob("*.alpenpay-1.0.0.zip")
        whole = archive.read_bytes()
        archive.write_bytes(whole[:100])
        (web / TIMESTAMP).write_bytes(b'{"sig')
        done = upload_channel(vendor, str(web))

        assert archive.read_bytes() == whole
        assert done.files[-1] == TIMESTAMP

    @pytest.mark.parametrize("damage", [b"", None])
    def test_damage_stays_here(self, vendor, publish, web, damage):
        upload_channel(vendor, str(web))
        before = (web / TIMESTAMP).read_bytes()
        publish("1.0.0")
        (archive,) = vendor.repository_directory.rglob("*.alpenpay-1.0.0.zip")
        archive.unlink() if damage is None else archive.write_bytes(damage)

        with pytest.raises(PublishError, match=r"1\.0\.0\.zip") as caught:
            upload_channel(vendor, str(web))
        assert caught.value.code == "UPLOAD_REFUSED"
        assert (web / TIMESTAMP).read_bytes() == before


class TestFetch:
    """Two machines: one that signs daily, one that publishes."""

    @pytest.fixture
    def daily(self, vendor, copy_vendor):
        """The machine that signs daily has the online key alone."""
        daily = copy_vendor("daily")
        for path in daily.keys_directory.iterdir():
            if path.name != "tuf-online.pem":
                path.unlink()
        return daily

    def test_two_machines_take_turns(self, vendor, daily, publish, open_shop, web, now):
        upload_channel(vendor, str(web))
        shop = open_shop()
        for day in range(3):
            at = now + timedelta(days=day)
            fetch_channel(daily, str(web))
            resign_channel(daily, now=at)
            upload_channel(daily, str(web))
            assert shop.ask(at, directory=web)[0].outcome in GOOD
            with pytest.raises(PublishError, match="is older than"):
                upload_channel(vendor, str(web))
            fetched = fetch_channel(vendor, str(web))
            assert fetched.files == (TIMESTAMP,)
            publish(f"1.{day}.0", at=at + HOUR)
            if day == 1:
                rotate_channel_key(vendor, "targets", now=at + HOUR)
            upload_channel(vendor, str(web))
            assert len(shop.ask(at + HOUR, directory=web)[1]) == day + 1
        fetch_channel(daily, str(web))

        assert audit_channel(vendor, now=at)
        assert fetch_channel(daily, str(web)).files == ()
        assert (daily.repository_directory / "metadata" / "2.root.json").exists()
        names = sorted(p.name for p in vendor.repository_directory.rglob("*.zip"))
        assert sorted(p.name for p in daily.repository_directory.rglob("*.zip")) == names

    def test_a_lost_repository_comes_back(self, vendor, publish, web, now):
        publish("1.0.0")
        renew_channel(vendor, now=now)
        upload_channel(vendor, str(web))
        before = _tree(web)
        shutil.rmtree(vendor.repository_directory)
        fetch_channel(vendor, str(web))
        publish("1.1.0")
        upload_channel(vendor, str(web))

        after = _tree(web)
        assert len(after) > len(before)
        assert audit_channel(vendor, now=now)

    def test_what_has_expired_is_fetched_to_be_signed_anew(self, vendor, daily, web, now):
        resign_channel(vendor, now=now)
        upload_channel(vendor, str(web))
        late = now + timedelta(days=900)
        fetch_channel(daily, str(web))

        assert dict(resign_channel(daily, now=late).expiries)["timestamp"] > late

    def test_what_was_signed_here_and_not_uploaded_yet_stays(self, vendor, publish, web, now):
        """As after a night in which the upload failed: the next one begins with a fetch, too."""
        upload_channel(vendor, str(web))
        publish("1.0.0")
        resign_channel(vendor, now=now + HOUR)
        before = _tree(vendor.repository_directory)

        assert fetch_channel(vendor, str(web)).files == ()
        assert _tree(vendor.repository_directory) == before
        upload_channel(vendor, str(web))
        assert fetch_channel(vendor, str(web)).files == ()

    def test_what_was_published_here_is_not_lost_to_a_newer_signature(
        self, vendor, daily, publish, web, now
    ):
        upload_channel(vendor, str(web))
        fetch_channel(daily, str(web))
        for hour in range(1, 5):
            resign_channel(daily, now=now + hour * HOUR)
        upload_channel(daily, str(web))
        publish("1.0.0")
        before = _tree(vendor.repository_directory)

        with pytest.raises(
            PublishError, match=r"3\.snapshot\.json is here and was never"
        ) as caught:
            fetch_channel(vendor, str(web))
        assert caught.value.code == "FETCH_REFUSED"
        assert _tree(vendor.repository_directory) == before

    @pytest.mark.parametrize(
        "role", ["../../../x.json", "a/b.json", "x\\y.json", "/etc/x.json", "A.json", "x", ""]
    )
    def test_a_name_that_leads_out_of_the_directory_is_not_followed(
        self, role, vendor, daily, web, tmp_path, now
    ):
        """Whoever can write there can name what he wants; nothing of it is verified yet."""
        upload_channel(vendor, str(web))
        resign_channel(vendor, now=now + HOUR)
        upload_channel(vendor, str(web))
        snapshot = web / "metadata" / "2.snapshot.json"
        data = json.loads(snapshot.read_bytes())
        data["signed"]["meta"][role] = {"version": 1}
        snapshot.write_text(json.dumps(data))
        timestamp = json.loads((web / TIMESTAMP).read_bytes())
        timestamp["signed"]["meta"]["snapshot.json"] = {"version": 2}
        (web / TIMESTAMP).write_text(json.dumps(timestamp))
        (daily.repository_directory / "metadata" / "2.snapshot.json").unlink()
        (daily.repository_directory / TIMESTAMP).unlink()

        def outside():
            found = {path for path in tmp_path.rglob("*") if "web" not in path.parts}
            return {path for path in found if path.name != "channel.lock"}

        before = outside()
        with pytest.raises(PublishError, match="names a role") as caught:
            fetch_channel(daily, str(web))
        assert caught.value.code == "FETCH_REFUSED"
        assert outside() == before

    def test_a_torn_file_here_is_fetched_again(self, vendor, daily, publish, web, now):
        upload_channel(vendor, str(web))
        publish("1.0.0")
        upload_channel(vendor, str(web))
        fetch_channel(daily, str(web))
        (archive,) = daily.repository_directory.rglob("*.zip")
        whole = archive.read_bytes()
        archive.write_bytes(whole[:50])
        fetch_channel(daily, str(web))

        assert archive.read_bytes() == whole

    def test_another_history_is_refused(self, vendor, copy_vendor, publish, web, now):
        upload_channel(vendor, str(web))
        other = copy_vendor()
        rotate_channel_key(other, "alpenpay", now=now + HOUR)
        resign_channel(other, now=now + HOUR)
        upload_channel(other, str(web))
        publish("1.0.0")

        with pytest.raises(PublishError, match=r"another metadata/3\.snapshot\.json") as caught:
            fetch_channel(vendor, str(web))
        assert caught.value.code == "FETCH_REFUSED"

    @pytest.mark.parametrize(
        "pattern",
        ["*.zip", "*.releases.json", "3.snapshot.json", "3.alpenpay.json", "timestamp.json"],
    )
    def test_what_is_damaged_there_stays_there(self, pattern, vendor, daily, publish, web, now):
        publish("1.0.0")
        upload_channel(vendor, str(web))
        before = _tree(daily.repository_directory)
        (file,) = web.rglob(pattern)
        data = file.read_bytes()
        for damaged in (data[:-2] + b"xx", data + b" ", b"", None):
            file.unlink() if damaged is None else file.write_bytes(damaged)
            if pattern == "timestamp.json" and damaged == data + b" ":
                continue  # white space around it is none of its content
            with pytest.raises(PublishError) as caught:
                fetch_channel(daily, str(web))
            assert caught.value.code in ("FETCH_REFUSED", "UPLOAD_FAILED")
            assert _tree(daily.repository_directory) == before

    def test_a_channel_of_somebody_else(self, vendor, tmp_path, web, now):
        other = create_vendor(
            tmp_path / "other",
            name="sellxed.example",
            metadata_url="http://127.0.0.1:9/m/",
            targets_url="http://127.0.0.1:9/t/",
        )
        create_channel(other, products=("alpenpay",), support=None, now=now)
        resign_channel(other, now=now)
        upload_channel(other, str(web))

        with pytest.raises(PublishError) as caught:
            fetch_channel(vendor, str(web))
        assert caught.value.code == "FETCH_REFUSED"

    def test_nothing_is_there(self, vendor, web):
        with pytest.raises(PublishError) as caught:
            fetch_channel(vendor, str(web))
        assert caught.value.code == "UPLOAD_FAILED"


def _tree(directory):
    return {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}


class TestDestinations:
    @pytest.fixture
    def memory(self):
        """A store in memory, by fsspec."""
        fsspec = pytest.importorskip("fsspec")
        filesystem = fsspec.filesystem("memory")
        filesystem.store.clear()
        yield filesystem
        filesystem.store.clear()

    def test_a_store_gets_the_same_as_a_directory(self, memory, vendor, publish, web, now):
        publish("1.0.0")
        assert upload_channel(vendor, "memory://bucket/updates").files == (
            upload_channel(vendor, str(web)).files
        )
        publish("1.1.0")
        assert upload_channel(vendor, "memory://bucket/updates").files == (
            upload_channel(vendor, str(web)).files
        )
        stored = memory.cat_file("/bucket/updates/metadata/timestamp.json")
        assert stored == (web / TIMESTAMP).read_bytes()
        assert upload_channel(vendor, "memory://bucket/updates/").files == ()

    def test_a_store_that_fails_is_told_and_resumed(self, memory, vendor, publish, monkeypatch):
        publish("1.0.0")
        put, left = memory.pipe_file, iter(range(4))

        def fail(path, value, **options):
            if next(left, None) is None:
                raise RuntimeError("SlowDown: reduce your rate")
            put(path, value, **options)

        monkeypatch.setattr(type(memory), "pipe_file", lambda self, *a, **o: fail(*a, **o))
        with pytest.raises(PublishError, match="SlowDown") as caught:
            upload_channel(vendor, "memory://bucket/updates")
        monkeypatch.undo()
        assert caught.value.code == "UPLOAD_FAILED"
        assert not memory.exists("/bucket/updates/metadata/timestamp.json")
        assert len(upload_channel(vendor, "memory://bucket/updates").files) > 4

    def test_directories_are_made_where_a_server_wants_them(self, memory, vendor, monkeypatch):
        put = memory.pipe_file

        def strict(self, path, value, **options):
            if not self.isdir(path.rpartition("/")[0]):
                raise FileNotFoundError(path)
            put(path, value, **options)

        monkeypatch.setattr(type(memory), "pipe_file", strict)
        with pytest.raises(PublishError, match="it is not there") as caught:
            upload_channel(vendor, "memory://misspelt/updates")
        assert caught.value.code == "UPLOAD_FAILED"
        assert not memory.exists("/misspelt")
        memory.mkdir("/bucket")
        assert len(upload_channel(vendor, "memory://bucket/updates").files) > 4

    @pytest.mark.parametrize("method", ["find", "cat_file"])
    def test_a_store_that_cannot_be_read(self, memory, vendor, method, monkeypatch):
        upload_channel(vendor, "memory://bucket/updates")

        def fail(*args, **options):
            raise PermissionError(13, "Access denied")

        monkeypatch.setattr(type(memory), method, fail)
        with pytest.raises(PublishError, match="Access denied") as caught:
            upload_channel(vendor, "memory://bucket/updates")
        assert caught.value.code == "UPLOAD_FAILED"

    def test_without_the_extra_a_directory_still_works(self, vendor, web, monkeypatch):
        monkeypatch.setitem(sys.modules, "fsspec.core", None)
        upload_channel(vendor, str(web))
        with pytest.raises(MissingExtraError, match="cannot be reached") as caught:
            upload_channel(vendor, "s3://bucket/updates")
        assert caught.value.code == "UPLOAD_NEEDS_EXTRA"
        assert "sellxed-sdk[upload]" in caught.value.hint

    def test_a_password_in_the_address_is_not_shown(self, vendor):
        pytest.importorskip("fsspec")
        with pytest.raises(ConfigurationError) as caught:
            upload_channel(vendor, "nosuch://me:secret@host/updates")
        assert "secret" not in f"{caught.value} {caught.value.context} {caught.value.hint}"
        assert "nosuch://host/updates" in caught.value.message

    def test_files_that_cannot_be_read_there(self, vendor, web):
        upload_channel(vendor, str(web))
        (web / TIMESTAMP).unlink()
        (web / "metadata" / "x").mkdir()
        root = web / "metadata" / "1.root.json"
        root.unlink()
        root.symlink_to(vendor.trust_path)

        with pytest.raises(PublishError, match="another metadata/1"):
            upload_channel(vendor, str(web))

    def test_a_directory_that_cannot_be_written(self, vendor, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(PublishError) as caught:
            upload_channel(vendor, str(tmp_path / "file" / "web"))
        assert caught.value.code == "PUBLISH_UNWRITABLE"

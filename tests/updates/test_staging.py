"""A release is unpacked as a whole and as signed, or not at all; hostile archives write nothing."""

import hashlib
import os
import pickle
import shutil
import stat
import struct
import subprocess
import sys
import textwrap
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellxed_sdk.errors import ChannelError, SellxedError, StoreError, StoreUnwritableError
from sellxed_sdk.integrity import MANIFEST_FILE, MANIFEST_TYP
from sellxed_sdk.signing import Purpose, format_instant, sign_jws
from sellxed_sdk.updates import read_staged, stage_release
from sellxed_sdk.updates._names import find_collision, find_windows_fault
from sellxed_sdk.vendor import ReleaseFacts, build_release

FILES = {"alpenpay.php": b"<?php pay();", "lib/a.php": b"<?php a();" * 500, "empty.txt": b""}


@pytest.fixture
def sign(signers, now):
    def sign(files, *, product="alpenpay", version="1.1.0", **claims):
        entries = [
            {"path": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
        ]
        return sign_jws(
            {
                "prd": product,
                "ver": version,
                "published": format_instant(now),
                "files": entries,
                **claims,
            },
            typ=MANIFEST_TYP,
            signer=signers[Purpose.RELEASE],
        ).encode()

    return sign


@pytest.fixture
def pack(sign, tmp_path):
    """Make an archive: entries as given, and a manifest of what is said to be inside."""

    def pack(entries=FILES, *, listed=None, token=None, top="alpenpay", extra=(), **facts):
        path = tmp_path / "release.zip"
        files = dict(entries if listed is None else listed)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in dict(entries).items():
                archive.writestr(f"{top}/{name}", data)
            if token != b"":
                archive.writestr(f"{top}/{MANIFEST_FILE}", token or sign(files, **facts))
            for entry, data in extra:
                archive.writestr(entry, data)
        return path

    return pack


@pytest.fixture
def staging(tmp_path):
    return tmp_path / "staging"


@pytest.fixture
def stage(staging, keyring):
    def stage(archive, **options):
        return stage_release(archive, staging, keyring=keyring, **options)

    return stage


@pytest.fixture
def refused(stage, staging, tmp_path):
    """Stage what has to be refused; nothing may be left, nor written beside."""

    def refused(archive, **options):
        before = sorted(path for path in tmp_path.rglob("*") if path != staging)
        with pytest.raises(ChannelError) as caught:
            stage(archive, **options)

        assert caught.value.code == "STAGE_ARCHIVE_REFUSED"
        assert not list(staging.iterdir())
        assert before == sorted(path for path in tmp_path.rglob("*") if path != staging)
        return caught.value.message

    return refused


def contents(directory):
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and path.name != MANIFEST_FILE
    }


def entry(name, *, mode=0, method=zipfile.ZIP_DEFLATED):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.compress_type = method
    return info


class TestStage:
    def test_a_release_of_the_vendors_tools(self, stage, staging, tmp_path, signers, now):
        source = tmp_path / "src"
        (source / "lib").mkdir(parents=True)
        (source / "lib" / "ä.php").write_bytes(b"<?php")
        archive = build_release(
            source,
            facts=ReleaseFacts(product="alpenpay", version="1.1.0", published_at=now),
            trust="{}",
            signer=signers[Purpose.RELEASE],
            output=tmp_path,
        )
        staged = stage(archive)

        assert staged.path == staging / "alpenpay-1.1.0"
        assert (staged.product, staged.version) == ("alpenpay", "1.1.0")
        assert contents(staged.path) == {"lib/ä.php": b"<?php", "sellxed-trust.json": b"{}"}
        assert [path.name for path in staging.iterdir()] == ["alpenpay-1.1.0"]

    def test_every_file_and_the_manifest(self, stage, pack):
        staged = stage(pack(), product="alpenpay", version="1.1.0")

        assert contents(staged.path) == FILES
        assert (staged.path / MANIFEST_FILE).is_file()
        assert hash(staged)

    def test_it_is_no_news_the_second_time(self, stage, pack):
        first = stage(pack())
        before = (first.path / "alpenpay.php").stat()

        assert stage(pack()) == first
        assert (first.path / "alpenpay.php").stat() == before

    def test_several_at_once_agree(self, stage, pack, staging):
        archive = pack()
        with ThreadPoolExecutor(8) as pool:
            staged = set(pool.map(lambda _: stage(archive), range(24)))

        assert len(staged) == 1
        assert [path.name for path in staging.iterdir()] == ["alpenpay-1.1.0"]

    @pytest.mark.parametrize("change", ["changed", "missing", "added", "file", "link"])
    def test_what_is_there_and_differs_is_not_touched(self, stage, pack, staging, change):
        staged = stage(pack())
        file = staged.path / "alpenpay.php"
        if change == "changed":
            file.write_bytes(b"mine")
        elif change == "missing":
            file.unlink()
        elif change == "added":
            (staged.path / "mine.php").write_bytes(b"mine")
        else:
            staged.path.rename(staging / "moved")
            if change == "file":
                staged.path.write_bytes(b"mine")
            else:
                staged.path.symlink_to(staging / "moved")
        before = contents(staging)
        with pytest.raises(StoreError) as caught:
            stage(pack())

        assert caught.value.code == "STAGE_OCCUPIED"
        assert contents(staging) == before

    @pytest.mark.parametrize("expected", [{"product": "bernpay"}, {"version": "1.2.0"}])
    def test_an_old_release_under_a_new_name(self, refused, pack, expected):
        assert "is alpenpay 1.1.0 by its manifest" in refused(pack(), **expected)

    def test_a_directory_that_cannot_be_written(self, pack, stage, staging):
        staging.write_bytes(b"no directory")
        with pytest.raises(StoreUnwritableError) as caught:
            stage(pack())

        assert caught.value.code == "DOWNLOAD_UNWRITABLE"

    def test_a_full_disk(self, pack, staging, keyring):
        """Files of that process may not grow: nothing is left."""
        pytest.importorskip("resource")
        archive = pack({"large.bin": os.urandom(20_000)})
        script = f"""
            import pickle, resource, signal
            from pathlib import Path
            from sellxed_sdk.errors import StoreUnwritableError
            from sellxed_sdk.updates import stage_release
            keyring = pickle.loads({pickle.dumps(keyring)!r})
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, resource.RLIM_INFINITY))
            try:
                stage_release(Path({str(archive)!r}), Path({str(staging)!r}), keyring=keyring)
            except StoreUnwritableError as error:
                print(error.code)
        """
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(script)],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )

        assert done.stdout.strip() == "DOWNLOAD_UNWRITABLE"
        assert not list(staging.iterdir())

    def test_a_killed_process_leaves_no_release(self, pack, staging, keyring, stage):
        """Killed after the first file; what it left goes a day later."""
        archive = pack()
        script = f"""
            import os, pickle
            from pathlib import Path
            from sellxed_sdk.updates import _archive, stage_release
            keyring = pickle.loads({pickle.dumps(keyring)!r})
            write = _archive._write
            def killed(*arguments):
                write(*arguments)
                os._exit(9)
            _archive._write = killed
            stage_release(Path({str(archive)!r}), Path({str(staging)!r}), keyring=keyring)
        """
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(script)], check=False, timeout=60
        )
        left = list(staging.iterdir())

        assert done.returncode == 9
        assert [path.name.startswith(".sellxed-new-") for path in left] == [True]
        assert read_staged(staging, keyring=keyring) == ()
        stage(archive)
        assert left[0].exists(), "it may still be at work"
        os.utime(left[0], (0, 0))
        stage(archive)
        assert not left[0].exists()


class TestKeep:
    @pytest.fixture
    def versions(self, stage, pack, staging):
        def versions(*numbers, **options):
            for count, version in enumerate(numbers):
                staged = stage(pack(version=version), **options)
                # A clock of its own: file systems may have coarse ones.
                os.utime(staged.path / MANIFEST_FILE, (count, count))
            return sorted(path.name.partition("-")[2] for path in staging.iterdir())

        return versions

    def test_the_previous_one_is_kept_to_go_back_to(self, versions, staging, keyring):
        assert versions("1.0.0", "1.1.0", "1.2.0") == ["1.1.0", "1.2.0"]
        read = read_staged(staging, keyring=keyring)
        assert [staged.version for staged in read] == ["1.2.0", "1.1.0"]

    @pytest.mark.parametrize(
        ("keep", "left"), [(0, ["4"]), (2, ["2", "3", "4"]), (9, ["1", "2", "3", "4"]), (-1, ["4"])]
    )
    def test_as_many_as_wanted(self, versions, keep, left):
        assert versions("1", "2", "3", "4", keep=keep) == left

    def test_going_back_is_a_release_like_any(self, versions, stage, pack, staging, keyring):
        versions("1.0.0", "1.1.0")
        stage(pack(version="1.0.0"))

        assert len(read_staged(staging, keyring=keyring)) == 2

    def test_what_was_changed_is_never_removed(self, versions, staging):
        versions("1.0.0")
        (staging / "alpenpay-1.0.0" / "mine.php").write_bytes(b"mine")

        assert versions("1.1.0", "1.2.0", "1.3.0") == ["1.0.0", "1.2.0", "1.3.0"]

    def test_what_a_link_leads_to_is_never_removed(self, versions, staging):
        """As of a shop that runs from there, though it should not."""
        versions("1.0.0", "1.1.0")
        (staging / "current").symlink_to("alpenpay-1.0.0")
        (staging / "broken").symlink_to("nowhere")
        names = versions("1.1.0", "1.2.0", "1.3.0", keep=0)

        assert names == ["", "", "1.0.0", "1.3.0"]

    def test_other_products_and_other_things_stay(self, versions, stage, pack, staging):
        stage(pack(product="bernpay", top="bernpay", version="7"))
        (staging / "notes.txt").write_text("mine")
        (staging / "alpenpay-mine").mkdir()
        versions("1.0.0", "1.1.0", keep=0)

        assert sorted(path.name for path in staging.iterdir()) == [
            *("alpenpay-1.1.0", "alpenpay-mine", "bernpay-7", "notes.txt")
        ]

    def test_reading_tells_products_apart_and_survives_anything(
        self, versions, staging, keyring, stage, pack
    ):
        assert read_staged(staging, keyring=keyring) == ()
        stage(pack(product="bernpay", top="bernpay", version="7"))
        versions("1.0.0")
        (staging / "renamed").mkdir()
        shutil.copytree(staging / "alpenpay-1.0.0", staging / "alpenpay-9.9.9")
        (staging / "alpenpay-x").mkdir()
        (staging / "alpenpay-x" / MANIFEST_FILE).write_bytes(b"\xff junk")

        named = [s.path.name for s in read_staged(staging, keyring=keyring, product="bernpay")]
        assert named == ["bernpay-7"]
        assert len(read_staged(staging, keyring=keyring)) == 2


class TestHostileNames:
    @pytest.mark.parametrize(
        "name",
        [
            "../evil.php",
            "alpenpay/../../evil.php",
            "alpenpay/../evil.php",
            "/tmp/evil.php",  # noqa: S108 - a name in an archive
            "C:/evil.php",
            "alpenpay\\..\\..\\evil.php",
            "alpenpay/./evil.php",
            "alpenpay//evil.php",
            "alpenpay/a\nb.php",
            "evil.php",
            "other/evil.php",
            "alpenpay/" + "x" * 500,
            "alpenpay/alpenpay.php/x.php",
        ],
    )
    def test_are_refused(self, refused, pack, name):
        assert "manifest" not in refused(pack(extra=[(entry(name), b"evil")])), "before that"

    @pytest.mark.parametrize("name", ["../evil.php", "/evil.php", "lib/../../evil.php", "a\\b"])
    def test_are_refused_also_where_they_are_signed(self, refused, pack, name):
        refused(pack({**FILES, name: b"evil"}))

    def test_with_a_zero_byte(self, refused, pack):
        archive = pack({**FILES, "evil.php_.txt": b"evil"})
        archive.write_bytes(archive.read_bytes().replace(b"evil.php_.txt", b"evil.php\0.txt"))
        refused(archive)

    @pytest.mark.parametrize(
        "names",
        [
            ("A.php", "a.php"),
            ("lib/a.php", "LIB/b.php"),
            ("stra\u00dfe.php", "STRASSE.php"),
            ("\u00e4.php", "a\u0308.php"),
            ("a.php", "A.php/x"),
        ],
    )
    def test_that_differ_only_in_case(self, refused, pack, names):
        message = refused(pack({**FILES, **dict.fromkeys(names, b"x")}))
        assert "letter case" in message

    def test_that_are_there_twice(self, refused, pack):
        with pytest.warns(UserWarning, match="Duplicate"):
            archive = pack(extra=[(entry("alpenpay/alpenpay.php"), b"evil")])
        refused(archive)

    @pytest.mark.parametrize(
        ("product", "version"), [("alpenpay", "../1"), ("alpenpay", "1/2"), ("..", "1"), ("a", "")]
    )
    def test_of_the_directory(self, refused, pack, product, version):
        refused(pack(product=product, version=version, top=product))

    @pytest.mark.parametrize(
        ("name", "fault"),
        [
            ("lib/aux.php", True),
            ("NUL", True),
            ("com1.txt", True),
            ("a./b", True),
            ("a /b", True),
            ("lib/auxiliary.php", False),
            ("com10.txt", False),
            (".htaccess", False),
        ],
    )
    def test_of_devices_on_windows(self, name, fault):
        assert bool(find_windows_fault(name)) is fault

    @pytest.mark.property
    @given(st.lists(st.text("aAäÄ/", min_size=1, max_size=5), max_size=6, unique=True))
    def test_what_collides_is_found(self, names):
        names = [name for name in names if all(name.split("/"))]
        folded = {name.casefold() for name in names}
        if len(folded) < len(names):
            assert find_collision(names)


class TestHostileKinds:
    @pytest.mark.parametrize(
        "kind",
        [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK, stat.S_IFDIR],
    )
    def test_links_and_devices(self, refused, pack, kind):
        link = (entry("alpenpay/link", mode=kind | 0o777), b"/etc/passwd")
        message = refused(pack(listed={**FILES, "link": b"/etc/passwd"}, extra=[link]))

        assert "plain file" in message

    def test_directories_are_fine(self, stage, pack):
        extra = [(entry("alpenpay/", mode=stat.S_IFDIR | 0o755), b""), (entry("alpenpay/e/"), b"")]
        staged = stage(pack(extra=extra))

        assert contents(staged.path) == FILES
        assert not (staged.path / "e").exists()

    def test_rights_of_the_archive_are_not_taken(self, stage, pack):
        extra = [(entry("alpenpay/run", mode=stat.S_IFREG | 0o6777), b"x")]
        staged = stage(pack(listed={**FILES, "run": b"x"}, extra=extra))

        assert not (staged.path / "run").stat().st_mode & 0o6111

    @pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_unusual_packing(self, refused, pack, method):
        extra = [(entry("alpenpay/b", method=method), b"x" * 100)]
        refused(pack(listed={**FILES, "b": b"x" * 100}, extra=extra))

    def test_encrypted(self, refused, pack):
        archive = pack()
        data = bytearray(archive.read_bytes())
        for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            found = -1
            while (found := data.find(signature, found + 1)) >= 0:
                data[found + at] |= 1
        archive.write_bytes(data)
        refused(archive)


class TestHostileContent:
    @pytest.mark.parametrize(
        "listed",
        [
            {**FILES, "alpenpay.php": b"<?php PAY();"},
            {**FILES, "alpenpay.php": b"shorter"},
            {**FILES, "more.php": b""},
            {name: FILES[name] for name in ("alpenpay.php", "empty.txt")},
        ],
        ids=["other bytes", "other size", "missing", "not listed"],
    )
    def test_that_differs_from_the_manifest(self, refused, pack, listed):
        assert "differs from its manifest" in refused(pack(listed=listed))

    def test_a_compiled_file_is_listed_or_refused(self, refused, pack):
        """What the check of a shop passes over is not brought by an archive."""
        refused(pack(extra=[(entry("alpenpay/__pycache__/a.cpython-311.pyc"), b"evil")]))
        refused(pack(local=["config/*"], extra=[(entry("alpenpay/config/a.php"), b"evil")]))

    def test_a_local_file_is_compared_too(self, refused, pack):
        refused(pack(listed={**FILES, "lib/a.php": b"x" * 5000}, local=["lib/*"]))

    def test_no_manifest(self, refused, pack):
        assert MANIFEST_FILE in refused(pack(token=b""))

    @pytest.mark.parametrize("token", [b"junk", b"\xff", b"a.b.c"])
    def test_a_damaged_manifest(self, refused, pack, token):
        refused(pack(token=token))

    def test_a_manifest_of_another_key_or_purpose(self, refused, pack, signers, now):
        claims = {"prd": "alpenpay", "ver": "1", "published": format_instant(now), "files": []}
        token = sign_jws(claims, typ=MANIFEST_TYP, signer=signers[Purpose.LICENCE])
        refused(pack(token=token.encode()))

    def test_another_directory_than_the_products(self, refused, pack):
        assert "not packed in the directory alpenpay" in refused(pack(top="bernpay"))

    def test_an_archive_that_is_none(self, refused, tmp_path):
        path = tmp_path / "release.zip"
        for content in (b"", b"PK", b"<html>", b"PK\x05\x06", os.urandom(3000)):
            path.write_bytes(content)
            refused(path)
        path.unlink()
        refused(path)


class TestBombs:
    def test_sizes_that_are_not_signed_are_never_unpacked(self, refused, pack):
        bomb = (entry("alpenpay/lib/a.bin"), bytes(20_000_000))
        assert "differs" in refused(pack(listed={**FILES, "lib/a.bin": b"x"}, extra=[bomb]))

    def test_more_than_the_directory_says(self, refused, pack):
        """The directory has the signed size, and the content goes on."""
        archive = pack({"a.bin": bytes(500_000)}, listed={"a.bin": bytes(5000)})
        data = archive.read_bytes()
        at = data.index(b"PK\x01\x02")
        small = data[: at + 24] + struct.pack("<L", 5000) + data[at + 28 :]
        archive.write_bytes(small)
        refused(archive)

    def test_signed_sizes_have_a_limit_too(self, refused, pack, monkeypatch):
        from sellxed_sdk.updates import _archive

        monkeypatch.setattr(_archive, "MAX_UNPACKED_BYTES", 100)
        assert "more than 100 bytes" in refused(pack())

    def test_a_large_archive(self, refused, pack, monkeypatch):
        from sellxed_sdk.updates import _archive

        monkeypatch.setattr(_archive, "MAX_ARCHIVE_BYTES", 100)
        assert "more than 100 bytes" in refused(pack())

    def test_a_large_manifest(self, refused, pack, monkeypatch):
        from sellxed_sdk.updates import _archive

        monkeypatch.setattr(_archive, "MAX_MANIFEST_BYTES", 100)
        refused(pack())

    @pytest.mark.parametrize("comment", [b"", b"a comment"])
    def test_too_many_entries_are_not_even_listed(
        self, refused, pack, tmp_path, monkeypatch, comment
    ):
        from sellxed_sdk.updates import _archive

        path = pack()
        with zipfile.ZipFile(path, "a") as archive:
            archive.comment = comment
        for name, limit in (("MAX_ENTRIES", 3), ("MAX_DIRECTORY_BYTES", 100)):
            with monkeypatch.context() as patch:
                patch.setattr(_archive, name, limit)
                patch.setattr(zipfile, "ZipFile", None)
                assert "too many files" in refused(path)

    def test_the_form_for_very_large_archives(self, refused, pack):
        """It would say the number of files in another place."""
        archive = pack()
        data = archive.read_bytes()
        locator = b"PK\x06\x07" + bytes(16)
        archive.write_bytes(data[:-22] + locator + data[-22:])
        assert "very large" in refused(archive)

    def test_a_comment_alone_is_fine(self, stage, pack):
        path = pack()
        with zipfile.ZipFile(path, "a") as archive:
            archive.comment = b"made with care"
        assert contents(stage(path).path) == FILES


@pytest.mark.property
@settings(max_examples=150)
@given(
    changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 255)), min_size=1, max_size=3),
    cut=st.integers(0, 40),
)
def test_any_damage_is_refused_or_harmless(pack, keyring, tmp_path_factory, changes, cut):
    directory = tmp_path_factory.mktemp("damage")
    data = bytearray(pack().read_bytes())
    for at, mask in changes:
        data[at % len(data)] ^= mask
    archive = directory / "a.zip"
    archive.write_bytes(bytes(data[: len(data) - cut]))
    try:
        staged = stage_release(archive, directory / "staging", keyring=keyring)
    except SellxedError as error:
        staged, code = None, error.code
    if staged is not None:
        assert contents(staged.path) == FILES
        return
    assert code == "STAGE_ARCHIVE_REFUSED"
    assert not list((directory / "staging").iterdir())


def test_importing_the_client_loads_no_zip_reader():
    script = "import sys, sellxed_sdk.updates; print('zipfile' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.strip() == "False"

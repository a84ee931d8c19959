import zipfile

import attrs
import pytest

from sellxed_sdk.errors import PublishError
from sellxed_sdk.integrity import MANIFEST_FILE
from sellxed_sdk.signing import TRUST_FILE, Purpose
from sellxed_sdk.vendor import ReleaseFacts, build_release, read_archive


@pytest.fixture
def facts(now):
    return ReleaseFacts(
        product="alpenpay", version="1.0.0", published_at=now, requires=(("php", ">=8.1"),)
    )


@pytest.fixture
def build(vendor, source, facts, tmp_path):
    def build(output="dist", **changes):
        return build_release(
            source,
            facts=attrs.evolve(facts, **changes),
            trust=vendor.trust().text,
            signer=vendor.signer(Purpose.RELEASE),
            output=tmp_path / output,
        )

    return build


class TestBuild:
    def test_an_archive_carries_manifest_and_trust(self, build, vendor):
        path = build()
        manifest = read_archive(path, keyring=vendor.keyring())

        assert path.name == "alpenpay-1.0.0.zip"
        assert [file.path for file in manifest.files] == ["lib/a.php", "main.php", TRUST_FILE]
        with zipfile.ZipFile(path) as archive:
            assert f"alpenpay/{MANIFEST_FILE}" in archive.namelist()

    def test_the_same_files_give_the_same_archive(self, build):
        assert build("one").read_bytes() == build("two").read_bytes()

    def test_caches_are_left_out(self, build, source, vendor):
        (source / "__pycache__").mkdir()
        (source / "__pycache__" / "a.pyc").write_bytes(b"x")

        manifest = read_archive(build(), keyring=vendor.keyring())
        assert not [file for file in manifest.files if "pycache" in file.path]

    def test_a_link_is_refused(self, build, source, tmp_path):
        (source / "link.php").symlink_to(tmp_path)

        with pytest.raises(PublishError, match="link"):
            build()

    def test_nothing_to_pack_is_refused(self, build, source):
        for path in sorted(source.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()

        with pytest.raises(PublishError, match="no files"):
            build()

    def test_a_version_that_cannot_be_ordered_is_refused(self, build):
        with pytest.raises(PublishError, match="PEP 440"):
            build(version="one")


class TestReadArchive:
    def test_every_flipped_byte_is_noticed(self, build, vendor, tmp_path):
        data = build().read_bytes()
        broken = tmp_path / "broken.zip"
        unnoticed = []
        for at in range(0, len(data), max(1, len(data) // 200)):
            broken.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
            try:
                manifest = read_archive(broken, keyring=vendor.keyring())
            except PublishError:
                continue
            # Some bytes of a ZIP (times, attributes) say nothing about the files.
            unnoticed.append(at)
            assert manifest.version == "1.0.0"

        assert len(unnoticed) < 80

    def test_a_changed_file_is_named(self, build, vendor, tmp_path):
        path = build()
        changed = tmp_path / "changed.zip"
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
            for name in old.namelist():
                data = old.read(name)
                new.writestr(name, data + b" " if name.endswith("main.php") else data)

        with pytest.raises(PublishError, match=r"main\.php"):
            read_archive(changed, keyring=vendor.keyring())

    @pytest.mark.parametrize("name", ["../evil.php", "/etc/x", "alpenpay/../../x", "a\\b", "top"])
    def test_paths_that_leave_it_are_refused(self, build, vendor, tmp_path, name):
        path = build()
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(name, b"x")

        with pytest.raises(PublishError):
            read_archive(path, keyring=vendor.keyring())

    @pytest.mark.parametrize("content", [b"", b"junk", b"PK\x03\x04"])
    def test_no_archive_is_a_clear_error(self, vendor, tmp_path, content):
        path = tmp_path / "x.zip"
        path.write_bytes(content)

        with pytest.raises(PublishError) as caught:
            read_archive(path, keyring=vendor.keyring())
        assert caught.value.code == "ARCHIVE_REFUSED"

    def test_an_archive_of_another_vendor_is_refused(self, build, tmp_path, now):
        from sellxed_sdk.vendor import create_channel, create_vendor

        other = create_vendor(
            tmp_path / "other",
            name="other.example",
            metadata_url="http://127.0.0.1:9/m/",
            targets_url="http://127.0.0.1:9/t/",
        )
        create_channel(other, products=("alpenpay",), support=None, now=now)

        with pytest.raises(PublishError, match="signature"):
            read_archive(build(), keyring=other.keyring())

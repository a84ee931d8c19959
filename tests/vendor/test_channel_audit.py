"""What an audit of the channel finds, and what it lets pass."""

from datetime import timedelta

import pytest

from sellxed_sdk.errors import ConfigurationError, PublishError
from sellxed_sdk.signing import PrivateKey
from sellxed_sdk.vendor import (
    audit_channel,
    create_channel,
    create_vendor,
    renew_channel,
    resign_channel,
)

DAY = timedelta(days=1)


@pytest.fixture
def audit(vendor, now):
    """Codes and subjects of what is found."""

    def audit(at=now):
        found = audit_channel(vendor, now=at).findings
        return {finding.code: finding.subject for finding in found}

    return audit


def the_file(vendor, pattern):
    (path,) = vendor.repository_directory.glob(pattern)
    return path


class TestAudit:
    def test_nothing_is_wrong_with_what_is_published(self, vendor, publish, now):
        for version in ("1.0.0", "1.1.0"):
            publish(version, notes={"en": {"added": (f"{version}.",)}})
        report = audit_channel(vendor, now=now)

        assert report
        assert report.findings == ()
        assert [role for role, _ in report.expiries][:2] == ["timestamp", "root"]
        # 2 archives, 2 lists, 2 documents; 2 roles and the snapshot
        assert report.files == 9

    def test_needs_neither_keys_nor_a_passphrase_and_writes_nothing(self, tmp_path, now):
        vendor = create_vendor(
            tmp_path / "locked",
            name="sellxed.example",
            metadata_url="http://127.0.0.1:9/m/",
            targets_url="http://127.0.0.1:9/t/",
            passphrase="correct horse battery",
        )
        create_channel(vendor, products=("alpenpay",), support=None, now=now)
        before = sorted(vendor.directory.rglob("*"))
        for path in vendor.keys_directory.glob("tuf-*"):
            path.unlink()
        report = audit_channel(vendor, now=now)

        assert report
        assert {finding.code for finding in report.findings} == {"CHANNEL_KEY_ELSEWHERE"}
        assert {finding.subject for finding in report.findings} == {
            "root",
            "targets",
            "online",
            "alpenpay",
        }
        assert len(sorted(vendor.directory.rglob("*"))) == len(before) - 4

    @pytest.mark.parametrize(
        "pattern",
        [
            "targets/alpenpay/*.alpenpay-1.0.0.zip",
            "targets/alpenpay/*.notes.en.json",
            "targets/licence/*.revocations.jws",
        ],
    )
    def test_a_changed_file(self, vendor, publish, audit, pattern):
        publish("1.0.0", notes={"en": {"added": ("A.",)}})
        path = the_file(vendor, pattern)
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        name = path.relative_to(vendor.repository_directory).as_posix()
        assert audit() == {"CHANNEL_FILE_WRONG": name}
        path.write_bytes(data + b" ")
        assert audit() == {"CHANNEL_FILE_WRONG": name}
        path.unlink()
        assert audit() == {"CHANNEL_FILE_WRONG": name}
        path.mkdir()
        assert audit() == {"CHANNEL_FILE_WRONG": name}

    @pytest.mark.parametrize("pattern", ["*.targets.json", "*.snapshot.json", "*.alpenpay.json"])
    def test_metadata_that_reads_well_and_is_another(self, vendor, audit, pattern):
        newest = max((vendor.repository_directory / "metadata").glob(pattern))
        newest.write_bytes(newest.read_bytes() + b"\n")

        assert audit() == {
            "CHANNEL_FILE_WRONG": f"metadata/{newest.name}",
            "CHANNEL_NOT_ACCEPTED": "",
        }

    def test_metadata_that_cannot_be_read_is_an_error_that_names_it(self, vendor, audit):
        path = max((vendor.repository_directory / "metadata").glob("*.alpenpay.json"))
        path.write_bytes(b"{}")
        with pytest.raises(PublishError) as caught:
            audit()
        assert caught.value.code == "PUBLISH_REPOSITORY_INVALID"

    def test_a_hole_in_the_chain_of_roots(self, vendor, audit, now):
        for days in range(3):
            renew_channel(vendor, now=now + days * DAY)
        (vendor.repository_directory / "metadata" / "2.root.json").unlink()

        assert audit() == {
            "CHANNEL_FILE_WRONG": "metadata/2.root.json",
            "CHANNEL_NOT_ACCEPTED": "",
        } or audit() == {"CHANNEL_FILE_WRONG": "metadata/2.root.json"}

    def test_a_signature_that_is_none(self, vendor, audit):
        path = vendor.repository_directory / "metadata" / "timestamp.json"
        text = path.read_text()
        at = text.index('"sig"') + 10
        path.write_text(text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :])

        assert audit() == {"CHANNEL_NOT_ACCEPTED": ""}

    def test_what_nobody_refers_to(self, vendor, publish, audit):
        publish("1.0.0")
        publish("1.1.0")  # superseded facts are no finding
        (vendor.repository_directory / "targets" / "alpenpay" / ".new-1").write_bytes(b"")
        (vendor.repository_directory / "index.html").write_bytes(b"")

        assert audit() == {"CHANNEL_FILE_UNKNOWN": "index.html"}

    def test_what_ends(self, vendor, audit, now):
        assert audit(now + 4 * DAY) == {"CHANNEL_ROLE_ENDS": "timestamp"}
        assert audit(now + 8 * DAY) == {
            "CHANNEL_ROLE_ENDS": "timestamp",
            "CHANNEL_NOT_ACCEPTED": "",
        }
        resign_channel(vendor, now=now + 310 * DAY)
        assert audit(now + 310 * DAY) == {"CHANNEL_ROLE_ENDS": "root"}

    def test_an_older_trust_bundle(self, vendor, audit, now):
        bundle = vendor.trust_path.read_bytes()
        renew_channel(vendor, now=now)
        vendor.trust_path.write_bytes(bundle)

        assert audit() == {"CHANNEL_TRUST_BEHIND": "sellxed-trust.json"}
        renew_channel(vendor, now=now)
        assert audit() == {}

    def test_the_trust_bundle_of_somebody_else(self, vendor, audit, tmp_path, now):
        other = create_vendor(
            tmp_path / "other",
            name="sellxed.example",
            metadata_url="http://127.0.0.1:9/m/",
            targets_url="http://127.0.0.1:9/t/",
        )
        create_channel(other, products=("alpenpay",), support=None, now=now)
        vendor.trust_path.write_bytes(other.trust_path.read_bytes())
        found = audit()

        assert "CHANNEL_TRUST_BEHIND" in found
        assert "CHANNEL_NOT_ACCEPTED" in found
        vendor.trust_path.unlink()
        with pytest.raises(ConfigurationError):
            audit()

    def test_key_files_that_others_can_read(self, vendor, audit):
        (vendor.keys_directory / "tuf-root.pem").chmod(0o644)
        PrivateKey.generate().save(vendor.keys_directory / "tuf-online.pem.next")

        assert audit() == {
            "VENDOR_KEY_EXPOSED": "tuf-root.pem",
            "CHANNEL_ROTATION_UNFINISHED": "online",
        }

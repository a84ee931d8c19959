import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import SellxedError, StatusError
from sellxed_sdk.integrity import (
    FileDigest,
    IntegrityState,
    Manifest,
    check_integrity,
    find_path_fault,
    read_tree,
    verify_manifest,
)
from sellxed_sdk.signing import Purpose, sign_jws

FILES = {"main.php": b"<?php main();", "lib/a.php": b"<?php a();", "empty.txt": b""}


@pytest.fixture
def module(tmp_path):
    for name, data in FILES.items():
        path = tmp_path / "module" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "module"


@pytest.fixture
def manifest(now):
    return Manifest(
        product="alpenpay",
        version="1.0.0",
        published_at=now,
        files=tuple(
            FileDigest(path=name, size=len(data), sha256=hashlib.sha256(data).hexdigest())
            for name, data in FILES.items()
        ),
        local=("config/*.json",),
    )


def check(manifest, module):
    return check_integrity(manifest, tree=read_tree(module))


class TestCheckIntegrity:
    def test_what_was_shipped_is_unmodified(self, manifest, module):
        report = check(manifest, module)

        assert report
        assert report.findings == ()
        report.raise_for_status()

    def test_one_changed_byte_is_a_customisation(self, manifest, module):
        (module / "main.php").write_bytes(b"<?php Main();")
        report = check(manifest, module)

        assert report.state is IntegrityState.CUSTOMISED
        assert (report.changed, report.added, report.missing) == (("main.php",), (), ())

    def test_an_added_file_is_a_customisation(self, manifest, module):
        (module / "lib" / "extra.php").write_bytes(b"x")

        assert check(manifest, module).added == ("lib/extra.php",)

    def test_a_missing_file_is_a_damage(self, manifest, module):
        (module / "lib" / "a.php").unlink()
        report = check(manifest, module)

        assert report.state is IntegrityState.DAMAGED
        assert report.missing == ("lib/a.php",)
        with pytest.raises(StatusError):
            report.raise_for_status()

    def test_a_file_that_lost_its_content_is_a_damage(self, manifest, module):
        (module / "main.php").write_bytes(b"")

        assert check(manifest, module).missing == ("main.php",)

    def test_local_files_are_no_customisation(self, manifest, module):
        for name in ("config/shop.json", "__pycache__/a.pyc", "lib/__pycache__/b.pyc"):
            (module / name).parent.mkdir(parents=True, exist_ok=True)
            (module / name).write_bytes(b"x")

        assert check(manifest, module)

    def test_a_link_out_of_the_module_is_not_followed(self, manifest, module, tmp_path):
        secret = tmp_path / "secret.txt"
        secret.write_bytes(FILES["main.php"])
        (module / "main.php").unlink()
        (module / "main.php").symlink_to(secret)
        (module / "outside").symlink_to(tmp_path)
        tree = read_tree(module)
        report = check_integrity(manifest, tree=tree)

        assert {entry.path for entry in tree.unreadable} == {"main.php", "outside"}
        assert report.state is IntegrityState.UNKNOWN
        assert [finding.code for finding in report.findings] == ["INTEGRITY_UNREADABLE"]

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
    def test_a_named_pipe_does_not_hold_it_up(self, manifest, module):
        os.mkfifo(module / "pipe")

        assert [entry.path for entry in read_tree(module).unreadable] == ["pipe"]

    def test_a_missing_directory_is_no_exception(self, manifest, tmp_path):
        assert check(manifest, tmp_path / "gone").state is IntegrityState.DAMAGED


class TestManifest:
    @pytest.fixture
    def token(self, signers):
        claims = {
            "prd": "alpenpay",
            "ver": "1.0.0",
            "published": "2026-06-01T12:00:00Z",
            "requires": {"php": ">=8.1"},
            "files": [{"path": "a.php", "size": 1, "sha256": "0" * 64}],
        }
        return sign_jws(claims, typ="sx-manifest+jwt", signer=signers[Purpose.RELEASE])

    def test_is_read_back(self, token, keyring):
        manifest = verify_manifest(token, keyring=keyring)

        assert manifest.published_on.isoformat() == "2026-06-01"
        assert manifest.files[0].path == "a.php"
        assert not manifest.free_security

    def test_every_changed_character_is_noticed(self, token, keyring):
        for at, old in enumerate(token):
            changed = token[:at] + ("A" if old != "A" else "B") + token[at + 1 :]
            with pytest.raises(SellxedError):
                verify_manifest(changed, keyring=keyring)

    def test_must_be_signed_with_a_release_key(self, signers, keyring):
        token = sign_jws({}, typ="sx-manifest+jwt", signer=signers[Purpose.LICENCE])

        with pytest.raises(SellxedError, match="not trusted as a release key"):
            verify_manifest(token, keyring=keyring)

    @pytest.mark.parametrize(
        "path", ["", "/etc/passwd", "../x", "a/../b", "a//b", "./a", "a\\b", "C:x", "a\nb", "a/"]
    )
    def test_paths_that_leave_the_module_are_refused(self, path, signers, keyring):
        claims = {
            "prd": "a",
            "ver": "1",
            "published": "2026-06-01T12:00:00Z",
            "files": [{"path": path, "size": 1, "sha256": "0" * 64}],
        }
        token = sign_jws(claims, typ="sx-manifest+jwt", signer=signers[Purpose.RELEASE])

        assert find_path_fault(path)
        with pytest.raises(SellxedError):
            verify_manifest(token, keyring=keyring)

    @pytest.mark.property
    @given(st.text())
    def test_any_text_gives_our_error(self, keyring, text):
        with pytest.raises(SellxedError):
            verify_manifest(text, keyring=keyring)

import shutil
from types import SimpleNamespace

import pytest

from sellxed_sdk.testing import serve_directory


@pytest.fixture
def scene(sellxed, tmp_path):
    """A vendor whose channel is served, a shop's module, and a licence."""
    directory = tmp_path / "vendor"
    with serve_directory(directory / "repository") as server:
        sellxed(
            "vendor",
            "init",
            directory,
            "--name",
            "sellxed.example",
            "--product",
            "alpenpay",
            "--url",
            server.url.rstrip("/"),
        )
        source = tmp_path / "src"
        source.mkdir()
        for version, published in (("1.0.0", "2026-01-01"), ("1.1.0", "2026-06-01")):
            (source / "a.php").write_text(version)
            sellxed(
                "vendor",
                "release",
                directory,
                source,
                "--product",
                "alpenpay",
                "--release-version",
                version,
                "--published",
                published,
                "--output",
                tmp_path / "dist",
            )
            archive = tmp_path / "dist" / f"alpenpay-{version}.zip"
            assert sellxed("vendor", "publish", directory, archive).code == 0
        shutil.unpack_archive(tmp_path / "dist" / "alpenpay-1.0.0.zip", tmp_path / "shop")
        key = sellxed(
            "vendor",
            "issue",
            directory,
            "--product",
            "alpenpay",
            "--host",
            "shop.ch",
            "--now",
            "2026-01-10T00:00:00Z",
        ).out.strip()
        module = ("--module", tmp_path / "shop" / "alpenpay", "--state-dir", tmp_path / "state")
        yield server, module, key, tmp_path


def test_refresh_status_download(sellxed, scene):
    _, module, key, path = scene
    refreshed = sellxed("updates", "refresh", *module, json_output=True)
    again = sellxed("updates", "refresh", *module, json_output=True)
    status = sellxed("updates", "status", *module, "--key", key, json_output=True)
    downloaded = sellxed(
        "updates", "download", *module, "--key", key, "--output", path / "got", json_output=True
    )

    assert (refreshed.code, refreshed.data["outcome"]) == (0, "updated")
    assert again.data["outcome"] == "fresh"
    assert status.code == 0
    assert status.data["offered"]["version"] == "1.1.0"
    assert downloaded.code == 0
    original = path / "dist" / "alpenpay-1.1.0.zip"
    assert (path / "got" / "alpenpay-1.1.0.zip").read_bytes() == original.read_bytes()


def test_an_older_covered_release_can_be_had_for_ever(sellxed, scene):
    _, module, key, path = scene
    sellxed("updates", "refresh", *module)
    words = ("--key", key, "--output", path / "got")
    older = sellxed("updates", "download", "1.0.0", *module, *words, json_output=True)
    unknown = sellxed("updates", "download", "9.9", *module, *words)

    assert older.code == 0
    assert older.data["version"] == "1.0.0"
    assert unknown.code == 3
    assert "[DOWNLOAD_UNKNOWN_VERSION]" in unknown.err


def test_a_revoked_licence_gets_nothing(sellxed, scene):
    _, module, key, path = scene
    sellxed("vendor", "revoke", path / "vendor", "--key", key)
    sellxed("updates", "refresh", *module)
    trust = path / "vendor" / "sellxed-trust.json"
    words = ("--trust", trust, "--product", "alpenpay", "--installed", "1.0.0")
    for source in (module, (*words, *module[2:])):
        status = sellxed("updates", "status", *source, "--key", key, json_output=True)

        assert status.data["licence_status"] == "revoked"
        assert not status.data["may_update"]


def test_what_is_not_covered_is_not_downloaded(sellxed, scene):
    _, module, _, path = scene
    sellxed("updates", "refresh", *module)
    answer = sellxed(
        "updates",
        "download",
        *module,
        "--key",
        "junk",
        "--output",
        path / "got",
        json_output=True,
    )

    assert answer.code == 1
    assert answer.data["path"] is None
    assert not (path / "got").exists()


def test_an_unreachable_channel_is_exit_code_three_and_then_one(sellxed, scene):
    server, module, _, _ = scene
    sellxed("updates", "refresh", *module)
    from sellxed_sdk.testing._server import ScriptedResponse

    server.responses["*"] = ScriptedResponse(status=503)
    answer = sellxed("updates", "refresh", *module, "--force", json_output=True)

    assert answer.code == 1  # what was verified before is still there
    assert answer.data["outcome"] == "unreachable"
    other = ("--state-dir", scene[3] / "empty")
    assert sellxed("updates", "refresh", *module[:2], *other).code == 3


def test_every_flipped_byte_of_an_archive_is_noticed(sellxed, scene):
    _, module, key, path = scene
    sellxed("updates", "refresh", *module)
    archive = next((path / "vendor" / "repository" / "targets").rglob("*alpenpay-1.1.0.zip"))
    data = archive.read_bytes()
    for at in range(0, len(data), max(1, len(data) // 25)):
        archive.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        answer = sellxed("updates", "download", *module, "--key", key, "--output", path / "got")
        assert answer.code == 3, at
        assert not (path / "got" / "alpenpay-1.1.0.zip").exists()
    archive.write_bytes(data)
    done = sellxed("updates", "download", *module, "--key", key, "--output", path / "got")
    assert done.code == 0


SECRET = "s3cr3t-of-the-customer"


@pytest.fixture
def account(scene, monkeypatch):
    """Downloads ask for the customer account."""
    monkeypatch.delenv("SELLXED_DOWNLOAD_CREDENTIAL", raising=False)
    server, module, key, path = scene
    archive = next((path / "vendor" / "repository" / "targets").rglob("*alpenpay-1.1.0.zip"))
    name = f"/targets/alpenpay/{archive.name}"

    def sent():
        return [dict(r.headers).get("Authorization") for r in server.requests if r.path == name]

    return SimpleNamespace(
        words=("updates", "download", *module, "--key", key, "--output", path / "got"),
        name=name,
        sent=sent,
        server=server,
        path=path,
        module=module,
    )


class TestCredential:
    def test_from_a_file(self, sellxed, account):
        sellxed("updates", "refresh", *account.module)
        file = account.path / "credential"
        file.write_text(f"bearer {SECRET}\n")
        answer = sellxed(*account.words, "--credential-file", file)

        assert answer.code == 0
        assert account.sent() == [f"Bearer {SECRET}"]
        assert SECRET not in answer.out + answer.err

    def test_from_the_environment_unless_a_file_is_named(self, sellxed, account, monkeypatch):
        sellxed("updates", "refresh", *account.module)
        monkeypatch.setenv("SELLXED_DOWNLOAD_CREDENTIAL", "bearer environment")
        file = account.path / "credential"
        file.write_text("bearer file")
        assert sellxed(*account.words).code == 0
        assert sellxed(*account.words, "--credential-file", file).code == 0

        assert account.sent() == ["Bearer environment", "Bearer file"]

    @pytest.mark.parametrize(
        "content", [SECRET.encode(), b"basic \xff\xfe:" + SECRET.encode(), b""]
    )
    def test_what_is_none_is_refused_before_anything_is_asked(self, sellxed, account, content):
        sellxed("updates", "refresh", *account.module)
        account.server.requests.clear()
        file = account.path / "credential"
        file.write_bytes(content)
        answer = sellxed(*account.words, "--credential-file", file)

        assert answer.code == 3
        assert "[DOWNLOAD_CREDENTIAL_INVALID]" in answer.err
        assert SECRET not in answer.out + answer.err
        assert account.server.requests == []

    def test_a_file_that_is_not_there(self, sellxed, account):
        answer = sellxed(*account.words, "--credential-file", account.path / "none")

        assert answer.code == 3
        assert "[FILE_UNREADABLE]" in answer.err

    @pytest.mark.parametrize(
        ("status", "code"),
        [
            (401, "DOWNLOAD_UNAUTHORISED"),
            (402, "DOWNLOAD_PAYMENT_REQUIRED"),
            (404, "DOWNLOAD_NOT_FOUND"),
        ],
    )
    def test_a_refusal_has_its_reason(self, sellxed, account, status, code, monkeypatch):
        from sellxed_sdk.testing._server import ScriptedResponse

        monkeypatch.setenv("SELLXED_DOWNLOAD_CREDENTIAL", f"basic anna:{SECRET}")
        sellxed("updates", "refresh", *account.module)
        account.server.responses[account.name] = ScriptedResponse(status=status)
        answer = sellxed(*account.words)

        assert answer.code == 3
        assert f"[{code}]" in answer.err
        assert SECRET not in answer.out + answer.err


def test_a_bar_on_a_terminal(sellxed, account, monkeypatch):
    pytest.importorskip("rich")
    import sys

    sellxed("updates", "refresh", *account.module)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    answer = sellxed(*account.words)

    assert answer.code == 0
    assert "download 1.1.0" in answer.err


class TestStage:
    def test_a_release_lies_ready_and_the_shop_is_untouched(self, sellxed, account, scene):
        _, module, key, path = scene
        sellxed("updates", "refresh", *module)
        shop = {file: file.read_bytes() for file in (path / "shop").rglob("*") if file.is_file()}
        words = ("updates", "download", *module, "--key", key, "--stage", path / "ready")
        answer = sellxed(*words, json_output=True)
        again = sellxed(*words)

        assert answer.code == again.code == 0
        assert answer.data["staged"] == str(path / "ready" / "alpenpay-1.1.0")
        assert answer.data["path"] == str(path / "ready" / "alpenpay-1.1.0.zip")
        assert (path / "ready" / "alpenpay-1.1.0" / "a.php").read_text() == "1.1.0"
        assert "nothing was installed" in again.out
        assert shop == {f: f.read_bytes() for f in (path / "shop").rglob("*") if f.is_file()}

    def test_beside_an_output_and_an_older_one_to_go_back_to(self, sellxed, account):
        sellxed("updates", "refresh", *account.module)
        ready = account.path / "ready"
        words = account.words[2:]
        for version in ("1.0.0", "1.1.0"):
            answer = sellxed("updates", "download", version, *words, "--stage", ready)
            assert answer.code == 0, answer.err

        assert sorted(path.name for path in ready.iterdir()) == ["alpenpay-1.0.0", "alpenpay-1.1.0"]
        assert (account.path / "got" / "alpenpay-1.1.0.zip").exists()

    def test_what_was_changed_there_is_told(self, sellxed, account):
        sellxed("updates", "refresh", *account.module)
        mine = account.path / "ready" / "alpenpay-1.1.0"
        mine.mkdir(parents=True)
        answer = sellxed(*account.words, "--stage", account.path / "ready")

        assert answer.code == 3
        assert "[STAGE_OCCUPIED]" in answer.err
        assert not list(mine.iterdir())

    def test_neither_output_nor_stage(self, sellxed, account):
        answer = sellxed(*account.words[:-2])

        assert answer.code == 2
        assert "--stage" in answer.err

    def test_without_it_there_is_none(self, sellxed, account):
        sellxed("updates", "refresh", *account.module)

        assert sellxed(*account.words, json_output=True).data["staged"] is None


@pytest.mark.parametrize("option", ["--output", "--stage"])
def test_a_file_in_place_of_the_directory_is_told(sellxed, account, option):
    sellxed("updates", "refresh", *account.module)
    (account.path / "file").write_text("no directory")
    answer = sellxed(*account.words[:-2], option, account.path / "file")

    assert answer.code == 3
    assert "INTERNAL_ERROR" not in answer.err

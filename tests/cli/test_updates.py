import shutil

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

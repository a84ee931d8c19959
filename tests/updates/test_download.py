"""Archives: streamed, resumed, verified, refused with a reason."""

import pytest

from sellxed_sdk.errors import (
    ChannelError,
    ConfigurationError,
    HTTPStatusError,
    LengthOrHashMismatchError,
    SellxedError,
    StoreLockedError,
    StoreUnwritableError,
    TransportError,
)

ARCHIVE = "alpenpay/2.4.0.zip"
CONTENT = bytes(range(256)) * 2_000


def ranges(scene, archive):
    return [
        dict(request.headers).get("Range")
        for request in scene.server.requests
        if request.path == archive
    ]


class TestDownload:
    def test_brings_the_file_and_nothing_else(self, scene, destination):
        calls = []
        result = scene.client().download_target(
            ARCHIVE, destination, progress=lambda done, total: calls.append((done, total))
        )

        assert result == destination
        assert destination.read_bytes() == CONTENT
        assert calls[-1] == (len(CONTENT), len(CONTENT))
        assert calls == sorted(calls)
        assert not list(destination.parent.glob(".release*"))

    def test_replaces_what_was_there(self, scene, destination):
        destination.write_bytes(b"older")
        scene.client().download_target(ARCHIVE, destination)

        assert destination.read_bytes() == CONTENT

    def test_a_file_that_no_role_lists(self, scene, destination):
        with pytest.raises(ChannelError) as caught:
            scene.client().download_target("alpenpay/9.9.9.zip", destination)

        assert caught.value.code == "CHANNEL_TARGET_MISSING"

    def test_a_malformed_path(self, scene, destination):
        with pytest.raises(ConfigurationError):
            scene.client().download_target("../2.4.0.zip", destination)

    def test_a_directory_that_is_not_there(self, scene, tmp_path):
        with pytest.raises(StoreUnwritableError) as caught:
            scene.client().download_target(ARCHIVE, tmp_path / "nowhere" / "x.zip")

        assert caught.value.code == "DOWNLOAD_UNWRITABLE"

    def test_two_downloads_at_once(self, scene, destination):
        client = scene.client()
        with client._store.lock(name="download.lock", seconds=0), pytest.raises(StoreLockedError):
            client.download_target(ARCHIVE, destination)

    def test_an_unreachable_server_is_typed(self, scene, destination):
        scene.server.close()
        with pytest.raises(TransportError) as caught:
            scene.client().download_target(ARCHIVE, destination)

        assert caught.value.code == "CHANNEL_UNREACHABLE"

    def test_the_callers_session_is_used_and_kept_open(self, scene, destination):
        import requests

        with requests.Session() as session:
            session.headers["Authorization"] = "Bearer secret"
            scene.client(session=session).download_target(ARCHIVE, destination)

            assert dict(scene.server.requests[-1].headers)["Authorization"] == "Bearer secret"
            assert dict(scene.server.requests[-1].headers)["User-Agent"].startswith("sellxed-sdk/")
            assert session.get(scene.server.url).status_code == 404


class TestResume:
    def test_goes_on_where_it_broke_off(self, scene, archive, destination):
        scene.answer(archive, cut_after=100_000)
        with pytest.raises(TransportError) as caught:
            scene.client().download_target(ARCHIVE, destination)
        assert caught.value.code == "DOWNLOAD_INTERRUPTED"
        received = caught.value.context["received"]
        assert 90_000 < received <= 100_000
        assert not destination.exists()
        scene.server.responses.clear()
        scene.client().download_target(ARCHIVE, destination)

        assert destination.read_bytes() == CONTENT
        assert ranges(scene, archive) == [None, f"bytes={received}-"]

    def test_a_server_without_ranges_sends_all_again(self, scene, archive, destination):
        scene.answer(archive, cut_after=100_000)
        with pytest.raises(TransportError):
            scene.client().download_target(ARCHIVE, destination)
        scene.answer(archive, status=200, body=CONTENT)
        scene.client().download_target(ARCHIVE, destination)

        assert destination.read_bytes() == CONTENT

    @pytest.mark.parametrize("length", [10, len(CONTENT), len(CONTENT) + 5])
    def test_a_damaged_partial_file_is_no_reason_to_fail(self, scene, destination, length):
        scene.answer("*", cut_after=1)
        with pytest.raises(SellxedError):
            scene.client().download_target(ARCHIVE, destination)
        scene.server.responses.clear()
        client = scene.client()
        client.download_target(ARCHIVE, destination)
        digest = next(scene.server.directory.rglob("*.2.4.0.zip")).name[:16]
        destination.with_name(f".release.zip.{digest}.part").write_bytes(b"x" * length)
        destination.unlink()
        client.download_target(ARCHIVE, destination)

        assert destination.read_bytes() == CONTENT

    def test_another_range_than_asked_for(self, scene, archive, destination):
        scene.answer(archive, cut_after=100_000)
        with pytest.raises(TransportError):
            scene.client().download_target(ARCHIVE, destination)
        headers = (("Content-Range", f"bytes 5-9/{len(CONTENT)}"),)
        scene.answer(archive, status=206, body=b"12345", headers=headers)
        with pytest.raises(TransportError):
            scene.client().download_target(ARCHIVE, destination)
        scene.server.responses.clear()
        scene.client().download_target(ARCHIVE, destination)

        assert destination.read_bytes() == CONTENT

    def test_a_range_that_the_server_finds_unsatisfiable(self, scene, archive, destination):
        scene.answer(archive, cut_after=100_000)
        with pytest.raises(TransportError) as caught:
            scene.client().download_target(ARCHIVE, destination)
        received = caught.value.context["received"]
        scene.answer(archive, status=416)
        with pytest.raises(HTTPStatusError):
            scene.client().download_target(ARCHIVE, destination)

        assert ranges(scene, archive) == [None, f"bytes={received}-", None]

    def test_a_callback_may_end_it(self, scene, archive, destination):
        """What is there is kept for the next time."""

        def stop(done, total):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            scene.client().download_target(ARCHIVE, destination, progress=stop)
        scene.client().download_target(ARCHIVE, destination)

        assert destination.read_bytes() == CONTENT
        assert ranges(scene, archive)[1].startswith("bytes=")


class TestRefusals:
    @pytest.mark.parametrize(
        ("status", "code"),
        [
            (401, "DOWNLOAD_UNAUTHORISED"),
            (402, "DOWNLOAD_PAYMENT_REQUIRED"),
            (403, "DOWNLOAD_UNAUTHORISED"),
            (404, "DOWNLOAD_NOT_FOUND"),
            (503, "CHANNEL_HTTP_STATUS"),
        ],
    )
    def test_statuses_have_reasons(self, scene, archive, destination, status, code):
        scene.answer(archive, status=status)
        with pytest.raises(HTTPStatusError) as caught:
            scene.client().download_target(ARCHIVE, destination)

        assert caught.value.code == code
        assert caught.value.status == status

    def test_a_login_page(self, scene, archive, destination):
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        scene.answer(archive, status=200, body=b"<html>Sign in", headers=headers)
        with pytest.raises(TransportError) as caught:
            scene.client().download_target(ARCHIVE, destination)

        assert caught.value.code == "CHANNEL_NOT_METADATA"
        assert "Sign in" in caught.value.message

    def test_more_bytes_than_signed(self, scene, archive, destination):
        scene.answer(archive, status=200, body=CONTENT + b"!")
        with pytest.raises(LengthOrHashMismatchError) as caught:
            scene.client().download_target(ARCHIVE, destination)

        assert caught.value.code == "DOWNLOAD_DAMAGED"
        assert not list(destination.parent.glob(".release*"))

    def test_other_bytes_than_signed_keep_what_was_there(self, scene, archive, destination):
        destination.write_bytes(b"older")
        scene.answer(archive, status=200, body=b"x" * len(CONTENT))
        with pytest.raises(LengthOrHashMismatchError):
            scene.client().download_target(ARCHIVE, destination)

        assert destination.read_bytes() == b"older"

"""Credentials open a download, go nowhere else, and are shown nowhere."""

import base64
import logging
import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import (
    ConfigurationError,
    HTTPStatusError,
    LengthOrHashMismatchError,
    SellxedError,
    TransportError,
)
from sellxed_sdk.testing._server import ScriptedResponse, serve_directory
from sellxed_sdk.updates import Credential, Timeouts, parse_credential

ARCHIVE = "alpenpay/2.4.0.zip"
CONTENT = bytes(range(256)) * 2_000
SECRET = "s3cr3t-of-the-customer"
BASIC = Credential.basic("anna", SECRET)
BEARER = Credential.bearer(SECRET)


@pytest.fixture
def other(tmp_path):
    """Another host."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file.zip").write_bytes(CONTENT)
    with serve_directory(tmp_path / "other") as server:
        yield server


def authorisations(server):
    return [dict(request.headers).get("Authorization") for request in server.requests]


def everything_about(error):
    return "".join(traceback.format_exception(error)) + repr(error) + str(error.context)


class TestWhereItGoes:
    @pytest.mark.parametrize(
        ("credential", "sent"),
        [
            (BEARER, f"Bearer {SECRET}"),
            (BASIC, "Basic " + base64.b64encode(f"anna:{SECRET}".encode()).decode()),
            (Credential.basic("ä", "ö:ü"), "Basic w6Q6w7Y6w7w="),
        ],
    )
    def test_to_the_archive_and_to_nothing_else(self, scene, destination, credential, sent):
        scene.client().refresh()
        scene.client().download_target(ARCHIVE, destination, credential=credential)

        assert destination.read_bytes() == CONTENT
        *before, last = authorisations(scene.server)
        assert last == sent
        assert set(before) == {None}

    def test_it_goes_before_what_netrc_says(self, scene, destination, tmp_path, monkeypatch):
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login old password old\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("NETRC", str(netrc))
        scene.client().download_target(ARCHIVE, destination, credential=BEARER)

        assert authorisations(scene.server)[-1] == f"Bearer {SECRET}"

    @pytest.mark.parametrize("credential", [BASIC, BEARER])
    def test_not_to_another_host_after_a_redirect(
        self, scene, archive, destination, other, credential
    ):
        headers = (("Location", f"{other.url}/file.zip"),)
        scene.answer(archive, status=302, headers=headers)
        scene.client().download_target(ARCHIVE, destination, credential=credential)

        assert destination.read_bytes() == CONTENT
        assert authorisations(other) == [None]
        assert authorisations(scene.server)[-1] is not None

    def test_to_the_same_host_after_a_redirect(self, scene, archive, destination):
        scene.answer(archive, status=302, headers=(("Location", f"{archive}.moved"),))
        scene.answer(f"{archive}.moved", status=200, body=CONTENT)
        scene.client().download_target(ARCHIVE, destination, credential=BEARER)

        assert authorisations(scene.server)[-2:] == [f"Bearer {SECRET}"] * 2

    @pytest.mark.parametrize(
        "credential",
        [BASIC, BEARER, Credential.signed_url(f"http://vendor.example/{SECRET}?sig={SECRET}")],
    )
    def test_not_without_https(self, scene, destination, credential):
        client = scene.client(targets_url="http://vendor.example/targets")
        with pytest.raises(ConfigurationError) as caught:
            client.download_target(ARCHIVE, destination, credential=credential)

        assert caught.value.code == "DOWNLOAD_CREDENTIAL_UNPROTECTED"
        assert "vendor.example" in caught.value.message
        assert SECRET not in everything_about(caught.value)
        assert scene.served() == []

    @pytest.mark.parametrize(
        "url", ["https://vendor.example", "http://localhost:1/", "http://127.8.9.1", "http://[::1]"]
    )
    def test_with_https_or_within_the_machine(self, url):
        BEARER.check_for(url)

    def test_it_survives_a_resumed_download(self, scene, archive, destination):
        scene.answer(archive, cut_after=100_000)
        with pytest.raises(TransportError):
            scene.client().download_target(ARCHIVE, destination, credential=BEARER)
        scene.server.responses.clear()
        scene.client().download_target(ARCHIVE, destination, credential=BEARER)

        assert destination.read_bytes() == CONTENT
        assert authorisations(scene.server).count(f"Bearer {SECRET}") == 2


class TestSignedAddress:
    def test_is_the_one_that_is_asked(self, scene, archive, destination, other):
        credential = Credential.signed_url(f"{other.url}/file.zip?sig={SECRET}")
        scene.client().download_target(ARCHIVE, destination, credential=credential)

        assert destination.read_bytes() == CONTENT
        assert archive not in scene.served()
        assert authorisations(other) == [None]

    def test_gives_what_was_signed_or_nothing(self, scene, destination, other, tmp_path):
        (tmp_path / "other" / "file.zip").write_bytes(b"x" * len(CONTENT))
        credential = Credential.signed_url(f"{other.url}/file.zip?sig={SECRET}")
        with pytest.raises(LengthOrHashMismatchError):
            scene.client().download_target(ARCHIVE, destination, credential=credential)

        assert not destination.exists()

    @pytest.mark.parametrize("status", [401, 402, 403, 404, 500, 304])
    def test_a_refusal_shows_the_host_alone(self, scene, destination, other, status, caplog):
        caplog.set_level(logging.DEBUG)
        other.responses["*"] = ScriptedResponse(status=status)
        credential = Credential.signed_url(f"{other.url}/{SECRET}/file.zip?sig={SECRET}")
        with pytest.raises(HTTPStatusError) as caught:
            scene.client().download_target(ARCHIVE, destination, credential=credential)

        assert caught.value.url == f"{other.url}/..."
        assert SECRET not in everything_about(caught.value)
        assert SECRET not in caplog.text
        assert "timestamp.json" in caplog.text, "other requests are logged as ever"

    def test_a_login_page_shows_the_host_alone(self, scene, destination, other):
        page = (("Content-Type", "text/html"),)
        other.responses["*"] = ScriptedResponse(status=200, body=b"<html>", headers=page)
        credential = Credential.signed_url(f"{other.url}/{SECRET}?sig={SECRET}")
        with pytest.raises(TransportError) as caught:
            scene.client().download_target(ARCHIVE, destination, credential=credential)

        assert caught.value.code == "CHANNEL_NOT_METADATA"
        assert SECRET not in everything_about(caught.value)

    @pytest.mark.parametrize("fault", ["closed", "cut", "slow"])
    def test_a_network_fault_shows_the_host_alone(self, scene, destination, other, fault):
        timeouts = Timeouts(connect=10.0, read=1.0 if fault == "slow" else 10.0, lock=0.1)
        other.responses["*"] = (
            ScriptedResponse(body=CONTENT, cut_after=1000)
            if fault == "cut"
            else ScriptedResponse(delay_seconds=5)
        )
        credential = Credential.signed_url(f"{other.url}/{SECRET}?sig={SECRET}")
        if fault == "closed":
            other.close()
        with pytest.raises(TransportError) as caught:
            scene.client(timeouts=timeouts).download_target(
                ARCHIVE, destination, credential=credential
            )

        assert SECRET not in everything_about(caught.value)
        assert other.url in caught.value.url


class TestNotShown:
    @pytest.mark.parametrize(
        "credential",
        [BASIC, BEARER, Credential.signed_url(f"https://vendor.example/x?sig={SECRET}")],
    )
    def test_in_its_text_forms(self, credential):
        shown = f"{credential} {credential!r} {[credential]}"

        assert SECRET not in shown
        assert "anna" not in shown
        assert credential.kind in shown
        assert pickle.loads(pickle.dumps(credential)) == credential  # noqa: S301 - our own
        assert hash(credential)

    @pytest.mark.parametrize("status", [401, 402, 403, 404, 500])
    def test_in_errors_and_logs(self, scene, archive, destination, status, caplog):
        caplog.set_level(logging.DEBUG)
        scene.answer(archive, status=status)
        with pytest.raises(HTTPStatusError) as caught:
            scene.client().download_target(ARCHIVE, destination, credential=BASIC)

        text = everything_about(caught.value) + caplog.text
        assert SECRET not in text
        assert BASIC.secret.split()[1] not in text

    def test_in_the_state_directory(self, scene, destination):
        scene.client().refresh()
        scene.client().download_target(ARCHIVE, destination, credential=BEARER)
        files = [path for path in scene.state_dir.rglob("*") if path.is_file()]

        assert files
        assert all(SECRET.encode() not in path.read_bytes() for path in files)


class TestParsing:
    @pytest.mark.parametrize(
        ("text", "credential"),
        [
            (f"basic anna:{SECRET}\n", BASIC),
            (f"\ufeffBasic  anna:{SECRET}\r\n", BASIC),
            ("basic a:b:c d", Credential.basic("a", "b:c d")),
            (f"bearer {SECRET}", BEARER),
            (f" BEARER {SECRET} ", BEARER),
            ("https://a.example/x?y=z", Credential.signed_url("https://a.example/x?y=z")),
        ],
    )
    def test_each_form(self, text, credential):
        assert parse_credential(text) == credential

    @pytest.mark.parametrize(
        "text",
        [
            "",
            SECRET,
            f"basic {SECRET}",
            f"basic :{SECRET}",
            f"bearer {SECRET}\n{SECRET}",
            f"bearer {SECRET} {SECRET}",
            f"bearer {SECRET}\u00e4",
            "bearer",
            "bearer " + "x" * 9000,
            f"basic anna:{SECRET}\nHost: evil",
            f"https:///{SECRET}",
            f"https://[{SECRET}",
            f"https://a.example/{SECRET} x",
            f"ftp://a.example/{SECRET}",
        ],
    )
    def test_others_are_refused_without_being_repeated(self, text):
        with pytest.raises(ConfigurationError) as caught:
            parse_credential(text)

        assert caught.value.code == "DOWNLOAD_CREDENTIAL_INVALID"
        assert SECRET not in everything_about(caught.value)

    @pytest.mark.property
    @given(st.sampled_from(["", "basic ", "bearer ", "https://", "http://a"]), st.text(max_size=60))
    def test_anything_is_a_credential_of_one_line_or_an_error(self, start, text):
        try:
            credential = parse_credential(start + text)
            credential.check_for("https://vendor.example")
        except SellxedError:
            return
        assert credential.secret.isprintable()
        assert credential.secret.isascii()

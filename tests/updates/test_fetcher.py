"""The transport's own rules."""

import io

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import TransportError
from sellxed_sdk.updates._addresses import join_url, redact_url, role_in_url
from sellxed_sdk.updates._fetcher import _arriving, _check_redirect, _retry_after


def _redirect(url, target):
    response = requests.Response()
    response.raw = io.BytesIO()
    response.status_code = 302
    response.url = url
    response.headers["Location"] = target
    return response


class TestRedirects:
    def test_from_https_to_http_is_refused(self):
        with pytest.raises(TransportError) as caught:
            _check_redirect(_redirect("https://a/x", "HTTP://b/x?token=secret"))

        assert caught.value.code == "CHANNEL_REDIRECT_REFUSED"
        assert "secret" not in caught.value.message

    @pytest.mark.parametrize(
        ("url", "target"),
        [("https://a/x", "https://b/x"), ("https://a/x", "/y"), ("http://a/x", "http://b/x")],
    )
    def test_others_are_followed(self, url, target):
        _check_redirect(_redirect(url, target))


class TestAddresses:
    @pytest.mark.parametrize(
        ("url", "shown"),
        [
            ("https://user:secret@host:8443/a?sig=1#f", "https://host:8443/a?..."),
            ("http://host/a", "http://host/a"),
            ("http://[broken", "?"),
        ],
    )
    def test_are_shown_without_secrets(self, url, shown):
        assert redact_url(url) == shown

    def test_name_their_role(self):
        assert role_in_url("http://x/metadata/12.alpenpay.json") == "alpenpay"
        assert role_in_url("http://x/timestamp.json") == "timestamp"

    def test_are_joined_with_one_slash(self):
        assert join_url("http://x/", "a/b") == join_url("http://x", "a/b") == "http://x/a/b"

    @pytest.mark.property
    @given(st.text(max_size=80))
    def test_anything_can_be_shown(self, text):
        assert isinstance(redact_url(text), str)


@pytest.mark.property
@given(st.text(max_size=40) | st.integers().map(str))
def test_any_retry_after_is_a_number_of_seconds(value):
    assert 0 <= _retry_after(value) <= 10**12


def test_older_urllib3_is_read_too():
    """Before 2.2 there is no read1()."""

    class Raw:
        def stream(self, amount, *, decode_content):
            yield b"abc"

    response = requests.Response()
    response.raw = Raw()

    assert list(_arriving(response)) == [b"abc"]

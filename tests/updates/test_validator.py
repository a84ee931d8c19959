"""The timestamp is asked for only where it has changed, and a lying cache gains nothing."""

import hashlib
import re
import shutil

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.updates import RefreshOutcome
from sellxed_sdk.updates._validator import Validator, Watched

RELEASES = "alpenpay/releases.json"
TIMESTAMP = "/metadata/timestamp.json"
DATE = "Mon, 23 Nov 2026 08:00:00 GMT"
BODY = b'{"signatures": []}'


def requests_of(scene, path=TIMESTAMP):
    """Status and condition of each request since the last call."""
    found = [
        (request.status, dict(request.headers).get("If-None-Match"))
        for request in scene.server.requests
        if request.path == path
    ]
    scene.server.requests.clear()
    return found


@pytest.fixture
def known(scene):
    """A client that has refreshed, and the tag that its server gave."""
    scene.client().refresh()
    scene.served()
    return scene.client()._store.read()[0].validator


class TestUnchanged:
    def test_costs_two_requests_and_no_byte_of_body(self, scene, known):
        result = scene.client().refresh(force=True)
        bodies = sum(request.body_bytes for request in scene.server.requests)

        assert result.outcome is RefreshOutcome.UNCHANGED
        assert [request.status for request in scene.server.requests] == [404, 304]
        assert bodies == 0
        assert requests_of(scene) == [(304, known.etag)]

    def test_only_the_timestamp_is_asked_for_so(self, scene, known):
        scene.release(b"new")
        scene.client().refresh(force=True)
        asked = [r.path for r in scene.server.requests if "If-None-Match" in dict(r.headers)]

        assert asked == [TIMESTAMP]

    def test_what_is_kept_stays_as_served(self, scene, known):
        for _ in range(2):
            scene.client().refresh(force=True)
            names = {path.name for path in (scene.state_dir / "metadata").iterdir()}

            assert names == {
                *("root.json", "root_history", "timestamp.json", "snapshot.json"),
                *("targets.json", "alpenpay.json"),
            }
            local = (scene.state_dir / "metadata/timestamp.json").read_bytes()
            assert local == scene.server.read(TIMESTAMP)

    def test_a_download_asks_so_too(self, scene, known, tmp_path):
        scene.client().download_target("alpenpay/2.4.0.zip", tmp_path / "a.zip")

        assert requests_of(scene) == [(304, known.etag)]

    def test_a_new_timestamp_is_taken_and_remembered(self, scene, known):
        scene.release(b"new")
        result = scene.client().refresh(force=True)
        after = scene.client()._store.read()[0].validator

        assert result.outcome is RefreshOutcome.UPDATED
        assert requests_of(scene) == [(200, known.etag)]
        assert after.etag != known.etag
        scene.client().refresh(force=True)
        assert requests_of(scene) == [(304, after.etag)]

    def test_a_date_does_where_there_is_no_tag(self, scene):
        body = scene.server.read(TIMESTAMP)
        scene.answer(TIMESTAMP, status=200, body=body, headers=(("Last-Modified", DATE),))
        scene.client().refresh()
        scene.served()
        scene.answer(TIMESTAMP, status=304)
        result = scene.client().refresh(force=True)
        asked = [dict(r.headers).get("If-Modified-Since") for r in scene.server.requests]

        assert result.outcome is RefreshOutcome.UNCHANGED
        assert asked == [None, DATE]

    @pytest.mark.parametrize("tag", ["unquoted", '"a\tb"', f'"{"x" * 300}"', '"ä"', ""])
    def test_an_odd_tag_is_not_kept(self, scene, tag):
        body = scene.server.read(TIMESTAMP)
        scene.answer(TIMESTAMP, status=200, body=body, headers=(("ETag", tag),))

        assert scene.client().refresh()
        assert scene.client()._store.read()[0].validator is None


class TestLostAndDamaged:
    @pytest.mark.parametrize("content", [None, b"", b"{", BODY])
    def test_without_its_bytes_a_validator_is_not_sent(self, scene, known, content):
        path = scene.state_dir / "metadata/timestamp.json"
        good = path.read_bytes()
        path.unlink() if content is None else path.write_bytes(content)

        assert scene.client().refresh(force=True)
        assert {condition for _, condition in requests_of(scene)} == {None}
        assert path.read_bytes() == good

    def test_without_the_state_it_is_not_sent(self, scene, known):
        (scene.state_dir / "channel.json").write_bytes(b"junk")

        assert scene.client().refresh()
        assert requests_of(scene) == [(200, None)]

    def test_it_is_not_sent_to_another_address(self, scene, known):
        shutil.copytree(scene.server.directory / "metadata", scene.server.directory / "moved")
        scene.client(metadata_url=f"{scene.server.url}/moved").refresh(force=True)

        assert requests_of(scene, "/moved/timestamp.json") == [(200, None)]

    def test_of_a_failed_check_nothing_new_is_remembered(self, scene, known):
        scene.answer(TIMESTAMP, status=200, body=b"<html>", headers=(("ETag", '"portal"'),))
        scene.client().refresh(force=True)

        assert scene.client()._store.read()[0].validator == known


class TestLyingServer:
    @pytest.mark.parametrize("path", [TIMESTAMP, "/metadata/2.snapshot.json", "*"])
    def test_unchanged_without_our_asking_is_a_status(self, scene, path):
        scene.answer(path, status=304)
        result = scene.client().refresh()

        assert result.outcome is RefreshOutcome.UNREACHABLE
        assert [finding.code for finding in result.findings] == ["CHANNEL_HTTP_STATUS"]
        assert result.findings[0].param("status") == 304
        scene.server.responses.clear()
        assert scene.client().refresh(force=True)

    def test_unchanged_without_our_asking_is_asked_again_past_caches(self, scene):
        scene.answer(TIMESTAMP, status=304)
        scene.client().refresh()
        headers = [dict(r.headers) for r in scene.server.requests if r.path == TIMESTAMP]

        assert [entry.get("Cache-Control") for entry in headers] == [None, "no-cache"]

    def test_unchanged_for_a_fact_hides_nothing(self, scene, known):
        scene.release(b"new")
        fact = next(scene.server.directory.rglob(f"{hashlib.sha256(b'new').hexdigest()}.*"))
        path = f"/{fact.relative_to(scene.server.directory).as_posix()}"
        scene.answer(path, status=304)
        result = scene.client().refresh(force=True)

        assert result.outcome is RefreshOutcome.UNREACHABLE
        assert scene.client().read_target(RELEASES) == b'{"releases": ["2.4.0"]}'

    def test_unchanged_for_ever_is_a_freeze_that_expires(self, scene, known):
        scene.answer(TIMESTAMP, status=304)
        assert scene.client().refresh(force=True).outcome is RefreshOutcome.UNCHANGED
        scene.later(days=7)
        result = scene.client().refresh()

        assert not result
        assert result.stale
        assert "CHANNEL_STALE" in [finding.code for finding in result.findings]

    def test_what_has_expired_is_asked_for_once_more_without_conditions(self, scene, known):
        """A cache that forgot to look is passed by."""
        scene.later(days=8)
        scene.repository.resign(now=scene.now)
        server = scene.server.directory / "metadata/timestamp.json"
        # The host keeps the tag of the old file: it says "unchanged" to who has that.
        renewed = server.read_bytes()
        server.write_bytes((scene.state_dir / "metadata/timestamp.json").read_bytes())
        seen = []

        def unconditional(url, headers):
            seen.append(dict(headers or {}))
            if "If-None-Match" not in seen[-1] and url.endswith("timestamp.json"):
                server.write_bytes(renewed)

        result = _watching(scene.client(), unconditional).refresh()

        assert result.outcome is RefreshOutcome.UNCHANGED
        assert [bool(entry) for entry in seen[:4]] == [False, True, False, False]

    def test_cached_bytes_are_verified_again(self, scene, known):
        """Who writes a forged timestamp and its digest to our disk still has no key."""
        path = scene.state_dir / "metadata/timestamp.json"
        forged = re.sub(rb'"sig": *"[0-9a-f]{4}', b'"sig":"0000', path.read_bytes())
        assert forged != path.read_bytes()
        path.write_bytes(forged)
        store = scene.client()._store
        state = store.read()[0]
        validator = attrs.evolve(known, sha256=hashlib.sha256(forged).hexdigest())
        store.save(attrs.evolve(state, validator=validator))
        result = scene.client().refresh(force=True)

        assert result, "asked again without the condition"
        assert requests_of(scene) == [(304, known.etag), (200, None)]
        assert path.read_bytes() == scene.server.read(TIMESTAMP)


def _watching(client, before):
    """Let the test see each request just before it is made."""
    import requests

    class Session(requests.Session):
        def get(self, url, **settings):
            before(url, {k: v for k, v in settings["headers"].items() if k != "User-Agent"})
            return super().get(url, **settings)

    client._session = Session()
    return client


class TestWatched:
    def test_remembers_only_for_the_bytes_that_were_verified(self):
        watched = Watched("http://x/t", known=None, body=None)
        watched.learn(hashlib.sha256(BODY).hexdigest(), etag='"a"', last_modified=DATE)
        validator = watched.validator_of(BODY)

        assert (validator.etag, validator.last_modified) == ('"a"', DATE)
        assert watched.validator_of(BODY + b" ") is None
        assert watched.headers() == {}
        again = Watched("http://x/t", known=validator, body=BODY)
        assert again.headers() == {"If-None-Match": '"a"'}
        assert again.forget()
        assert not again.forget()
        assert again.headers() == {}

    def test_a_validator_without_either_asks_for_all(self):
        digest = hashlib.sha256(BODY).hexdigest()
        address = hashlib.sha256(b"http://x/t").hexdigest()
        validator = Validator(address=address, sha256=digest)

        assert Watched("http://x/t", known=validator, body=BODY).headers() == {}

    @pytest.mark.property
    @given(etag=st.text(max_size=30), date=st.text(max_size=30))
    def test_whatever_a_server_sends_comes_back_as_one_printable_line(self, etag, date):
        watched = Watched("http://x/t", known=None, body=None)
        watched.learn(hashlib.sha256(BODY).hexdigest(), etag=etag, last_modified=date)
        validator = watched.validator_of(BODY)
        values = Watched("http://x/t", known=validator, body=BODY).headers().values()

        assert all(value.isprintable() and value.isascii() for value in values)

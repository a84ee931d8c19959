"""The attacks of the TUF specification (section 1.5.2) and some more, over real HTTP.

Each test says what a shop sees. In all of them what was verified before stays readable,
and what was refused is not kept. Who attacks owns the server, and at times a key.

======================================  =====================================================
Attack                                  Where
======================================  =====================================================
rollback of the timestamp               test_faults.TestTampering.test_rollback_is_reported...
rollback of snapshot, of a role         TestThiefOfTheOnlineKey
fast forward                            TestThiefOfTheOnlineKey
one role in place of another            TestThiefOfTheOnlineKey
a role that disappears                  test_faults.TestTampering.test_a_role_that_disappears...
freeze                                  TestExpiredRoles, test_faults.TestExpiry
freeze by "304 Not Modified"            test_validator.TestLyingServer
mix-and-match                           TestMixedStates
new timestamp with old snapshot         TestMixedStates
endless data                            TestEndlessData, test_faults.TestTransport (timestamp)
slow retrieval                          TestSlowRetrieval, test_faults.TestTransport (a drip)
oversized metadata                      TestHostileDocuments
deeply nested, duplicate members        TestHostileDocuments
unknown version of the specification    TestHostileDocuments
decompression bomb                      TestEndlessData
flipped bytes in any file               test_faults.TestTampering
wrong, missing, repeated signature      TestSignatures
threshold not met                       TestSignatures (roles), TestRootChain (root)
expired roles                           TestExpiredRoles; timestamp, root: test_faults.TestExpiry
arbitrary target outside a prefix       TestProductOutsideItsPrefix
key rotation chain                      TestRootChain
gap, foreign or unsigned root           TestRootChain
root cache lost                         TestRootChain, test_state.TestHealing
another vendor's channel                test_faults.TestTampering
HTML with status 200                    test_faults.TestTransport.test_a_login_page...
redirect from https to http             TestRedirectToHTTP (real TLS), test_fetcher (the rule)
======================================  =====================================================
"""

import contextlib
import gzip
import hashlib
import json
import shutil
import ssl
import time
from datetime import datetime, timedelta, timezone
from ipaddress import ip_address

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from securesystemslib.formats import encode_canonical
from securesystemslib.signer import Signature, SSlibKey
from tuf.api.metadata import Metadata, Root

from sellxed_sdk.signing import PrivateKey
from sellxed_sdk.updates import RefreshOutcome, Timeouts
from sellxed_sdk.vendor._repository import Repository

RELEASES = "alpenpay/releases.json"
RULES = "compatibility/rules.jws"
OLD = b'{"releases": ["2.4.0"]}'
NEW = b'{"releases": ["2.5.0"]}'
TAMPERED = RefreshOutcome.TAMPERED
STALE = RefreshOutcome.STALE
UNREACHABLE = RefreshOutcome.UNREACHABLE
UNCHANGED = RefreshOutcome.UNCHANGED
UPDATED = RefreshOutcome.UPDATED


def codes(answer):
    return [finding.code for finding in answer.findings]


class Forger:
    """Publishes next versions as an attacker would, signed with the keys that it is given."""

    def __init__(self, scene):
        self.directory = scene.server.directory / "metadata"
        self.keys_dir = scene.directory / "keys"
        self.key_names = {"alpenpay": "product-alpenpay", "bernpay": "product-bernpay"}

    def key(self, name):
        return PrivateKey.load(self.keys_dir / f"tuf-{name}.pem")

    def newest(self, role):
        if role == "timestamp":
            return self.directory / "timestamp.json"
        files = self.directory.glob(f"*.{role}.json")
        return max(files, key=lambda path: int(path.name.split(".")[0]))

    def signed(self, role):
        return json.loads(self.newest(role).read_bytes())["signed"]

    def offer(self, role, change=lambda signed: None, *, keys=None, raw=lambda data: data):
        """Publish the next version of a role, and a snapshot and timestamp that name it.

        The role is signed with ``keys``, by default with its own; ``raw`` changes its file.
        """
        snapshot, timestamp = self.signed("snapshot"), self.signed("timestamp")
        parts = {"snapshot": snapshot, "timestamp": timestamp}
        above = ("timestamp",) if role in parts else ("snapshot", "timestamp")
        for name in dict.fromkeys((role, *above)):
            signed = parts[name] if name in parts else self.signed(name)
            signed["version"] += 1
            own = [self.key(self.key_names.get(name, "targets" if name == "targets" else "online"))]
            if name == role:
                change(signed)
                data = raw(sign(signed, own if keys is None else keys))
            else:
                data = sign(signed, own)
            version = signed["version"]
            meta = {
                "version": version,
                "length": len(data),
                "hashes": {"sha256": hashlib.sha256(data).hexdigest()},
            }
            if name == "timestamp":
                (self.directory / "timestamp.json").write_bytes(data)
                continue
            (self.directory / f"{version}.{name}.json").write_bytes(data)
            if name == "snapshot":
                timestamp["meta"]["snapshot.json"] = meta
            else:
                snapshot["meta"][f"{name}.json"] = meta

    def rotate(self, change, *, keys):
        """Publish the next root, signed with these keys."""
        metadata = Metadata[Root].from_bytes(self.newest("root").read_bytes())
        metadata.signed.version += 1
        change(metadata.signed)
        metadata.signatures.clear()
        for key in keys:
            signature = Signature(keyid(key), key.sign(metadata.signed_bytes).hex())
            metadata.signatures[signature.keyid] = signature
        version = metadata.signed.version
        metadata.to_file(str(self.directory / f"{version}.root.json"))


def keyid(key):
    form = {
        "keytype": "ed25519",
        "keyval": {"public": key.public_bytes.hex()},
        "scheme": "ed25519",
    }
    return hashlib.sha256(encode_canonical(form).encode()).hexdigest()


def public(key):
    return SSlibKey(keyid(key), "ed25519", "ed25519", {"public": key.public_bytes.hex()})


def sign(signed, keys):
    payload = encode_canonical(signed).encode()
    signatures = [{"keyid": keyid(key), "sig": key.sign(payload).hex()} for key in keys]
    return json.dumps({"signatures": signatures, "signed": signed}).encode()


@pytest.fixture
def forger(scene):
    return Forger(scene)


@pytest.fixture
def shop(scene):
    """A client that has verified the first state."""
    client = scene.client()
    assert client.refresh()
    return client


def assert_refused(scene, client, outcome, code, *, role):
    """The refresh names what is wrong; facts and the role's verified file are as before."""
    kept = scene.state_dir / "metadata" / f"{role}.json"
    before = kept.read_bytes()
    result = client.refresh(force=True)

    assert (result.outcome, codes(result)) == (outcome, [code]), result
    assert_facts_stay(client)
    assert kept.read_bytes() == before
    assert client.status().outcome is outcome
    return result


def assert_facts_stay(client):
    assert client.read_target(RELEASES) == OLD
    assert client.read_target(RULES) == b"rules"


class TestThiefOfTheOnlineKey:
    """Who signs snapshot and timestamp can neither bring own facts nor take shops back."""

    def test_rolls_back_the_snapshot(self, scene, forger):
        scene.release(NEW)
        scene.release(OLD)
        shop = scene.client()
        shop.refresh()
        old = forger.directory / "2.snapshot.json"

        def point_back(signed):
            meta = {"version": 2, "length": len(old.read_bytes())}
            signed["meta"]["snapshot.json"] = meta

        forger.offer("timestamp", point_back)

        assert_refused(scene, shop, TAMPERED, "CHANNEL_ROLLBACK", role="timestamp")

    def test_rolls_back_a_role(self, scene, forger):
        scene.release(NEW)
        scene.release(OLD)
        shop = scene.client()
        shop.refresh()

        def point_back(signed):
            signed["meta"]["alpenpay.json"] = {"version": 2}

        forger.offer("snapshot", point_back)

        assert_refused(scene, shop, TAMPERED, "CHANNEL_ROLLBACK", role="snapshot")

    @pytest.mark.parametrize("role", ["targets", "alpenpay"])
    def test_signs_a_role_that_is_not_the_keys(self, scene, shop, forger, role):
        forger.offer(role, _with_own_fact, keys=[forger.key("online")])

        assert_refused(scene, shop, TAMPERED, "CHANNEL_BAD_SIGNATURE", role=role)

    def test_passes_a_snapshot_off_as_timestamp(self, scene, shop, forger):
        """Both are signed with the same key; the type is inside what is signed."""
        shutil.copy(forger.newest("snapshot"), forger.newest("timestamp"))

        assert_refused(scene, shop, TAMPERED, "CHANNEL_INCONSISTENT", role="timestamp")

    def test_winds_versions_forward_until_the_key_is_replaced(self, scene, shop, forger):
        """Fast forward: the vendor's genuine state looks old, until the root says otherwise."""
        genuine = forger.newest("timestamp").read_bytes()
        forger.offer("timestamp", lambda signed: signed.update(version=2**53))
        assert shop.refresh(force=True).outcome is UNCHANGED
        forger.newest("timestamp").write_bytes(genuine)
        assert_refused(scene, shop, TAMPERED, "CHANNEL_ROLLBACK", role="timestamp")

        online = PrivateKey.generate()
        _replace_online_key(forger, online)

        assert shop.refresh(force=True).outcome is UNCHANGED
        assert_facts_stay(shop)


class TestMixedStates:
    """Genuine files of two states that do not belong together."""

    @pytest.mark.parametrize("role", ["snapshot", "targets", "alpenpay"])
    def test_an_older_file_under_the_newer_name(self, scene, shop, forger, role):
        older = forger.newest(role).read_bytes()
        _publish_all_anew(scene)
        newer = forger.newest(role).read_bytes()
        forger.newest(role).write_bytes(older)
        assert_refused(scene, shop, TAMPERED, "CHANNEL_HASH_MISMATCH", role=role)
        forger.newest(role).write_bytes(newer)

        assert shop.refresh(force=True).outcome is UPDATED
        assert shop.read_target(RELEASES) == NEW

    def test_an_older_fact_under_the_newer_name(self, scene, shop):
        scene.release(OLD + b" ")
        name = hashlib.sha256(OLD + b" ").hexdigest()
        (scene.server.directory / f"targets/alpenpay/{name}.releases.json").write_bytes(OLD)
        result = shop.refresh(force=True)

        assert (result.outcome, codes(result)) == (TAMPERED, ["CHANNEL_HASH_MISMATCH"])
        assert result.findings[0].subject == RELEASES
        assert_facts_stay(shop)

    def test_a_cdn_that_has_the_new_timestamp_and_not_yet_the_snapshot(self, scene, shop, forger):
        """No attack, and no alarm: the shop waits for the file and goes on from there."""
        _publish_all_anew(scene)
        snapshot = forger.newest("snapshot")
        snapshot.rename(snapshot.with_suffix(".late"))
        for _ in range(2):
            result = shop.refresh(force=True)
            assert (result.outcome, codes(result)) == (UNREACHABLE, ["CHANNEL_HTTP_STATUS"])
            assert_facts_stay(shop)
        snapshot.with_suffix(".late").rename(snapshot)

        assert shop.refresh(force=True).outcome is UPDATED
        assert shop.read_target(RELEASES) == NEW

    def test_parts_of_two_vendors(self, scene, shop, tmp_path):
        other = tmp_path / "other"
        Repository.create(other, keys_dir=tmp_path / "k2", products=("alpenpay",), now=scene.now)
        shutil.copy(other / "metadata/timestamp.json", scene.server.directory / "metadata")

        assert_refused(scene, shop, TAMPERED, "CHANNEL_BAD_SIGNATURE", role="timestamp")


class TestEndlessData:
    """A server that never stops is cut off soon after what was signed or is allowed."""

    @pytest.mark.parametrize(
        ("role", "code"),
        [
            ("root", "CHANNEL_TOO_LARGE"),
            ("timestamp", "CHANNEL_TOO_LARGE"),
            ("snapshot", "CHANNEL_HASH_MISMATCH"),
            ("targets", "CHANNEL_HASH_MISMATCH"),
            ("alpenpay", "CHANNEL_HASH_MISMATCH"),
        ],
    )
    def test_metadata(self, scene, shop, forger, hostile, role, code):
        _publish_all_anew(scene)
        name = "2.root.json" if role == "root" else forger.newest(role).name
        flood = Flood(b'{"signatures": [')
        client = scene.client(**hostile({f"/metadata/{name}": flood}))

        result = assert_refused(scene, client, _outcome_of(code), code, role=role)
        assert name in result.findings[0].message
        assert flood.sent < 12_000_000, "the buffers of both ends, but not without end"

    def test_a_fact(self, scene, shop, hostile):
        scene.release(NEW)
        path = next((scene.server.directory / "targets").rglob(f"{_sha256(NEW)}.*"))
        flood = Flood(NEW)
        address = f"/{path.relative_to(scene.server.directory).as_posix()}"
        client = scene.client(**hostile({address: flood}))
        result = client.refresh(force=True)

        assert (result.outcome, codes(result)) == (TAMPERED, ["CHANNEL_HASH_MISMATCH"])
        assert_facts_stay(client)
        assert flood.sent < 12_000_000

    @pytest.mark.parametrize("head", [b"500 Fault", b"302 Found\r\nLocation: absent.json"])
    def test_the_body_of_an_error_or_a_redirect_is_not_read(self, scene, shop, hostile, head):
        flood = Flood(b"", head=head)
        client = scene.client(**hostile({"/metadata/timestamp.json": flood}))
        result = client.refresh(force=True)

        assert codes(result) == ["CHANNEL_HTTP_STATUS"]
        assert_facts_stay(client)
        assert flood.sent < 12_000_000

    def test_a_bomb_that_grows_when_it_is_unpacked(self, scene, shop):
        """16 MB of blanks in 16 kB."""
        body = gzip.compress(b'{"signatures": [' + b" " * 16_000_000)
        headers = (("Content-Encoding", "gzip"),)
        scene.answer("/metadata/timestamp.json", status=200, body=body, headers=headers)

        assert_refused(scene, shop, UNREACHABLE, "CHANNEL_TOO_LARGE", role="timestamp")


class TestSlowRetrieval:
    """Whatever comes slowly, the deadline over the whole refresh ends it."""

    SHORT = Timeouts(connect=10.0, read=10.0, total=0.4, lock=0.1)

    def test_a_fact_that_drips(self, scene, shop):
        scene.release(NEW)
        path = next((scene.server.directory / "targets").rglob(f"{_sha256(NEW)}.*"))
        address = f"/{path.relative_to(scene.server.directory).as_posix()}"
        scene.answer(address, drip_seconds=0.05)
        client = scene.client(timeouts=self.SHORT)
        result = client.refresh(force=True)

        assert (result.outcome, codes(result)) == (UNREACHABLE, ["CHANNEL_TIMEOUT"])
        assert_facts_stay(client)
        scene.server.responses.clear()
        assert shop.refresh(force=True).outcome is UPDATED

    def test_headers_that_drip(self, scene, shop, hostile):
        """Each line comes in time, and is read inside of the library.

        So it is told when the last has come. One process is held up; the others go on (BUSY).
        """

        def play(connection):
            with contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                for number in range(24):
                    connection.sendall(f"X-Wait-{number}: 1\r\n".encode())
                    time.sleep(0.05)
                connection.sendall(b"Content-Length: 0\r\n\r\n")

        addresses = hostile({"/metadata/timestamp.json": play})
        client = scene.client(timeouts=self.SHORT, **addresses)
        result = client.refresh(force=True)

        assert (result.outcome, codes(result)) == (UNREACHABLE, ["CHANNEL_TIMEOUT"])
        assert_facts_stay(client)


class TestSignatures:
    @pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets", "alpenpay"])
    @pytest.mark.parametrize("by", ["nobody", "a stranger", "another role", "a damaged signature"])
    def test_no_role_without_its_own_key(self, scene, shop, forger, role, by):
        keys = {
            "nobody": [],
            "a stranger": [PrivateKey.generate()],
            "another role": [forger.key("root" if role == "targets" else "targets")],
            "a damaged signature": None,
        }[by]

        def raw(data):
            if keys is not None:
                return data
            document = json.loads(data)
            signature = document["signatures"][0]
            signature["sig"] = signature["sig"][::-1]
            return json.dumps(document).encode()

        forger.offer(role, keys=keys, raw=raw)

        assert_refused(scene, shop, TAMPERED, "CHANNEL_BAD_SIGNATURE", role=role)

    def test_a_stranger_who_uses_the_name_of_the_key(self, scene, shop, forger):
        stranger, online = PrivateKey.generate(), forger.key("online")

        def raw(data):
            return data.replace(keyid(stranger).encode(), keyid(online).encode())

        forger.offer("timestamp", keys=[stranger], raw=raw)

        assert_refused(scene, shop, TAMPERED, "CHANNEL_BAD_SIGNATURE", role="timestamp")

    def test_one_signature_given_twice_does_not_count_as_two(self, scene, shop, forger):
        """A role that needs two keys, of which one was stolen."""
        first, second = forger.key("product-alpenpay"), PrivateKey.generate()

        def need_two(signed):
            signed["delegations"]["keys"][keyid(second)] = public(second).to_dict()
            role = next(r for r in signed["delegations"]["roles"] if r["name"] == "alpenpay")
            role.update(keyids=[keyid(first), keyid(second)], threshold=2)

        forger.offer("alpenpay", keys=[first, second])
        forger.offer("targets", need_two)
        assert shop.refresh(force=True).outcome is UNCHANGED
        assert_facts_stay(shop)

        forger.offer("alpenpay", _with_own_fact, keys=[first])
        assert_refused(scene, shop, TAMPERED, "CHANNEL_BAD_SIGNATURE", role="alpenpay")
        forger.offer("alpenpay", _with_own_fact, keys=[first, first])
        assert_refused(scene, shop, TAMPERED, "CHANNEL_DAMAGED", role="alpenpay")


class TestExpiredRoles:
    """A freeze: the facts stay, told to be old. Timestamp and root: test_faults."""

    @pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets", "alpenpay"])
    def test_each_is_named(self, scene, shop, forger, role):
        yesterday = (scene.now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        forger.offer(role, lambda signed: signed.update(expires=yesterday))
        result = assert_refused(scene, shop, STALE, "CHANNEL_STALE", role=role)

        assert result.stale
        assert result.findings[0].param("role") == role

    def test_frozen_at_the_old_state_while_the_vendor_goes_on(self, scene, shop, tmp_path):
        frozen = tmp_path / "frozen"
        shutil.copytree(scene.server.directory, frozen)
        scene.release(NEW)
        shutil.copytree(frozen, scene.server.directory, dirs_exist_ok=True)
        scene.later(days=6)
        assert shop.refresh(force=True).outcome is UNCHANGED, "for as long as it is signed for"
        scene.later(days=1)

        assert_refused(scene, shop, STALE, "CHANNEL_STALE", role="timestamp")


class TestHostileDocuments:
    """Files that are made for the parser; who makes them has no key, unless it is said."""

    @pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets", "alpenpay"])
    @pytest.mark.parametrize("version", ["2.0.0", "1", "latest"])
    def test_another_specification(self, scene, shop, forger, role, version):
        """Rightly signed, but by rules that this client does not know."""
        forger.offer(role, lambda signed: signed.update(spec_version=version))

        assert_refused(scene, shop, TAMPERED, "CHANNEL_DAMAGED", role=role)

    @pytest.mark.parametrize("depth", [90, 300, 1_000, 2_500, 7_000])
    def test_deep_nesting(self, scene, shop, forger, depth):
        nested = b'"x": ' + b"[" * depth + b"]" * depth + b", "
        path = forger.newest("timestamp")
        path.write_bytes(_inserted(path.read_bytes(), nested))
        kept = scene.state_dir / "metadata/timestamp.json"
        before = kept.read_bytes()
        result = shop.refresh(force=True)

        assert result.outcome is TAMPERED
        assert codes(result)[0] in (
            "CHANNEL_BAD_SIGNATURE",
            "CHANNEL_DAMAGED",
            "CHANNEL_INCONSISTENT",
        )
        assert kept.read_bytes() == before
        assert_facts_stay(shop)

    def test_a_root_of_nothing_but_brackets(self, scene, shop):
        scene.answer("/metadata/2.root.json", status=200, body=b'{"signed": ' + b"[" * 400_000)

        assert_refused(scene, shop, TAMPERED, "CHANNEL_DAMAGED", role="timestamp")

    @pytest.mark.parametrize("member", [b'"version": 99', b'"expires": "2099-01-01T00:00:00Z"'])
    def test_a_member_given_twice_never_counts_as_the_attacker_wants(
        self, scene, shop, forger, member
    ):
        path = forger.newest("timestamp")
        good = path.read_bytes()
        path.write_bytes(_inserted(good, member + b", "))
        result = shop.refresh(force=True)
        assert result.outcome is UNCHANGED, "the last one counts, which is the genuine one"
        assert result.expires_at == scene.now + timedelta(days=7)
        end = good.rindex(b"}", 0, good.rindex(b"}"))
        path.write_bytes(good[:end] + b", " + member + good[end:])

        assert_refused(scene, shop, TAMPERED, "CHANNEL_BAD_SIGNATURE", role="timestamp")

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param({"version": 10**3_000}, id="a number of 3000 digits"),
            pytest.param({"version": 0}, id="version nought"),
            pytest.param({"version": True}, id="a version that is none"),
            pytest.param({"version": "2"}, id="a version that is text"),
            pytest.param({"version": 1.5}, id="half a version"),
            pytest.param({"expires": "never"}, id="an instant that is none"),
            pytest.param({"_type": "\x1b[2J<script>"}, id="a type that is none"),
            pytest.param({"meta": {}}, id="no snapshot"),
            pytest.param({"x": "\ud800"}, id="half a character"),
        ],
    )
    def test_values_that_are_none(self, scene, shop, forger, change):
        document = json.loads(forger.newest("timestamp").read_bytes())
        document["signed"].update(change)
        forger.newest("timestamp").write_text(json.dumps(document))
        kept = (scene.state_dir / "metadata/timestamp.json").read_bytes()
        result = shop.refresh(force=True)

        assert result.outcome is TAMPERED
        assert "\x1b" not in result.findings[0].message
        assert (scene.state_dir / "metadata/timestamp.json").read_bytes() == kept
        assert_facts_stay(shop)

    @pytest.mark.parametrize(("role", "size"), [("timestamp", 20_000), ("root", 600_000)])
    def test_larger_than_any_such_file_even_if_signed(self, scene, shop, forger, role, size):
        if role == "root":
            root = forger.key("root")
            pad = {"x": "x" * size}
            forger.rotate(lambda signed: signed.unrecognized_fields.update(pad), keys=[root])
        else:
            forger.offer(role, lambda signed: signed.update(x="x" * size))

        assert_refused(scene, shop, UNREACHABLE, "CHANNEL_TOO_LARGE", role=role)


class TestProductOutsideItsPrefix:
    """The holder of a product's key, who owns the server and the online key as well."""

    @pytest.fixture
    def partner(self, scene):
        scene.repository.add_product("bernpay")
        scene.repository.put_target("bernpay/releases.json", b"bernpay")
        scene.repository.publish(now=scene.now)

    def test_lists_the_files_of_others(self, scene, partner, shop, forger):
        evil = b"evil"
        for path in (RELEASES, RULES, "nosuch/releases.json", "bernpay/deep/er.json"):
            directory, _, name = path.rpartition("/")
            file = scene.server.directory / "targets" / directory / f"{_sha256(evil)}.{name}"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(evil)
        entry = {"length": len(evil), "hashes": {"sha256": _sha256(evil)}}

        def list_all(signed):
            for path in (RELEASES, RULES, "nosuch/releases.json", "bernpay/deep/er.json"):
                signed["targets"][path] = entry

        forger.offer("bernpay", list_all)
        targets = (RELEASES, RULES, "nosuch/releases.json", "bernpay/deep/er.json")
        client = scene.client(targets=(*targets, "bernpay/releases.json"))
        result = client.refresh(force=True)

        assert_facts_stay(client)
        assert result.outcome is UPDATED
        assert codes(result) == ["CHANNEL_TARGET_MISSING"] * 2
        assert [client.read_target(path) for path in targets[2:]] == [None, None]
        assert client.read_target("bernpay/releases.json") == b"bernpay"

    def test_signs_the_role_of_another_product(self, scene, partner, shop, forger):
        forger.offer("alpenpay", _with_own_fact, keys=[forger.key("product-bernpay")])

        assert_refused(scene, shop, TAMPERED, "CHANNEL_BAD_SIGNATURE", role="alpenpay")

    def test_delegates_what_is_not_theirs(self, scene, partner, shop, forger):
        """A delegation below the own role reaches no further than the role itself."""
        key = PrivateKey.generate()

        def delegate(signed):
            role = {
                "name": "evil",
                "keyids": [keyid(key)],
                "threshold": 1,
                "terminating": True,
                "paths": ["*/*"],
            }
            signed["delegations"] = {"keys": {keyid(key): public(key).to_dict()}, "roles": [role]}

        forger.offer("bernpay", delegate)
        client = scene.client(targets=(RELEASES, RULES, "bernpay/releases.json"))
        result = client.refresh(force=True)

        assert result
        assert_facts_stay(client)
        assert not (scene.state_dir / "metadata/evil.json").exists()


class TestRootChain:
    """Rotations, built with python-tuf's own metadata API and keys that are made here."""

    @pytest.fixture
    def keys(self):
        return [PrivateKey.from_seed(bytes([number]) * 32) for number in range(1, 5)]

    @pytest.fixture
    def rotated(self, scene, forger, keys):
        """Versions 2 to 4: a new root key, then two of three, then another online key."""
        original, (a, b, c, online) = forger.key("root"), keys

        def replace_root_key(root):
            root.revoke_key(keyid(original), "root")
            root.add_key(public(a), "root")

        def need_two_of_three(root):
            root.add_key(public(b), "root")
            root.add_key(public(c), "root")
            root.roles["root"].threshold = 2
            root.expires = scene.now - timedelta(days=100)  # only the last one must be valid

        forger.rotate(replace_root_key, keys=[original, a])
        forger.rotate(need_two_of_three, keys=[a, c])
        _replace_online_key(forger, online, keys=[b, c])

    def test_is_followed_to_its_end(self, scene, shop, forger, rotated):
        result = shop.refresh(force=True)

        assert result.outcome is UNCHANGED
        assert_facts_stay(shop)
        kept = (scene.state_dir / "metadata/root.json").read_bytes()
        assert kept == forger.newest("root").read_bytes()
        assert json.loads(kept)["signed"]["version"] == 4
        scene.served()
        assert shop.refresh(force=True).outcome is UNCHANGED
        assert "/metadata/2.root.json" not in scene.served(), "followed once"

    def test_a_new_shop_follows_from_the_embedded_root(self, scene, rotated):
        client = scene.client()

        assert client.refresh().outcome is UPDATED
        assert_facts_stay(client)

    def test_a_newer_module_brings_a_newer_root(self, scene, shop, forger, rotated):
        """The chain that the module is ahead of is not needed any more."""
        for version in (2, 3):
            (forger.directory / f"{version}.root.json").unlink()
        client = scene.client(root=forger.newest("root").read_bytes())

        assert client.refresh(force=True).outcome is UNCHANGED
        assert_facts_stay(client)

    def test_root_cache_lost(self, scene, shop, forger, rotated):
        shop.refresh(force=True)
        (scene.state_dir / "metadata/root.json").unlink()
        shutil.rmtree(scene.state_dir / "metadata/root_history")

        assert shop.refresh(force=True).outcome is UNCHANGED
        kept = (scene.state_dir / "metadata/root.json").read_bytes()
        assert kept == forger.newest("root").read_bytes()

    def test_roots_that_were_followed_cannot_be_taken_back(self, scene, shop, forger, rotated):
        """The server hides them and offers what the revoked online key signed."""
        shop.refresh(force=True)
        for version in (2, 3, 4):
            (forger.directory / f"{version}.root.json").unlink()
        forger.offer("timestamp", lambda signed: signed.update(version=99))

        assert_refused(scene, shop, TAMPERED, "CHANNEL_BAD_SIGNATURE", role="timestamp")

    def test_a_gap_ends_it(self, scene, shop, forger, rotated):
        """Without version 3 nothing vouches for the new online key."""
        missing = forger.directory / "3.root.json"
        missing.rename(missing.with_suffix(".late"))
        assert_refused(scene, shop, TAMPERED, "CHANNEL_BAD_SIGNATURE", role="timestamp")
        missing.with_suffix(".late").rename(missing)

        assert shop.refresh(force=True).outcome is UNCHANGED

    def test_a_version_that_is_left_out(self, scene, shop, forger):
        """Rightly signed, and not the next one."""
        forger.rotate(lambda root: setattr(root, "version", 3), keys=[forger.key("root")])
        (forger.directory / "3.root.json").rename(forger.directory / "2.root.json")

        assert_refused(scene, shop, TAMPERED, "CHANNEL_ROLLBACK", role="timestamp")

    def test_the_same_version_again(self, scene, shop, forger):
        shutil.copy(forger.directory / "1.root.json", forger.directory / "2.root.json")

        assert_refused(scene, shop, TAMPERED, "CHANNEL_ROLLBACK", role="timestamp")

    @pytest.mark.parametrize("by", ["the new key alone", "the old key alone", "a stranger"])
    def test_needs_the_old_and_the_new_keys(self, scene, shop, forger, keys, by):
        original, new = forger.key("root"), keys[0]

        def replace(root):
            root.revoke_key(keyid(original), "root")
            root.add_key(public(new), "root")

        signers = {
            "the new key alone": new,
            "the old key alone": original,
            "a stranger": PrivateKey.generate(),
        }
        forger.rotate(replace, keys=[signers[by]])
        result = assert_refused(
            scene, shop, TAMPERED, "CHANNEL_BAD_SIGNATURE", role="root_history/1.root"
        )

        assert result.findings[0].param("role") == "root"
        assert not (scene.state_dir / "metadata/root_history/2.root.json").exists()

    def test_two_of_three_with_one_signature(self, scene, tmp_path, keys):
        """One stolen root key of the vendor's three changes nothing."""
        shutil.rmtree(scene.server.directory)
        shutil.rmtree(tmp_path / "keys")
        repository = Repository.create(
            scene.server.directory,
            keys_dir=tmp_path / "keys",
            products=("alpenpay",),
            root_threshold=2,
            now=scene.now,
        )
        repository.put_target(RELEASES, OLD)
        repository.put_target(RULES, b"rules")
        repository.publish(now=scene.now)
        forger = Forger(scene)
        shop = scene.client(root=repository.root_bytes)
        assert shop.refresh()

        def add_own(root):
            root.add_key(public(keys[0]), "root")

        for signers in ([forger.key("root-2")], [forger.key("root-2"), keys[0]]):
            forger.rotate(add_own, keys=signers)
            assert_refused(
                scene, shop, TAMPERED, "CHANNEL_BAD_SIGNATURE", role="root_history/1.root"
            )
            forger.newest("root").unlink()
        forger.rotate(add_own, keys=[forger.key("root-2"), forger.key("root-3")])

        assert shop.refresh(force=True).outcome is UNCHANGED, "with two it is the vendor's"


class TestRedirectToHTTP:
    """With a real certificate and a real handshake."""

    @pytest.fixture
    def tls(self, tmp_path):
        """A server's context, and the bundle by which a session knows its certificate."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "channel")])
        address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        now = datetime.now(timezone.utc)  # the library of TLS has a clock of its own
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(address, critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256())
        )
        bundle = tmp_path / "bundle.pem"
        bundle.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        private = tmp_path / "server.pem"
        private.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(bundle, private)
        return context, str(bundle)

    def test_is_refused(self, scene, tls, hostile):
        context, bundle = tls
        target = f"{scene.server.url}/metadata/timestamp.json?token=secret"
        answer = f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n"
        plays = {}
        addresses = hostile(plays, tls=context)
        with requests.Session() as session:
            session.verify = bundle
            session.trust_env = False
            client = scene.client(session=session, **addresses)
            assert client.refresh().outcome is UPDATED, "over TLS, with the session's bundle"
            scene.served()
            plays["/metadata/timestamp.json"] = lambda connection: connection.sendall(
                answer.encode()
            )
            result = assert_refused(
                scene, client, UNREACHABLE, "CHANNEL_REDIRECT_REFUSED", role="timestamp"
            )

        assert scene.served() == [], "nothing was asked for without TLS"
        assert "secret" not in str(result.to_dict())

    def test_a_certificate_that_nobody_knows(self, scene, tls, hostile):
        client = scene.client(**hostile({}, tls=tls[0]))
        result = client.refresh()

        assert (result.outcome, codes(result)) == (UNREACHABLE, ["CHANNEL_UNREACHABLE"])
        assert "certificate" in result.findings[0].message.lower()


class Flood:
    """Plays an answer without an end, and counts what it got rid of."""

    def __init__(self, start, *, head=b"200 OK"):
        self.start = start
        self.head = head
        self.sent = 0

    def __call__(self, connection):
        chunk = b" " * 65_536
        with contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 " + self.head + b"\r\nConnection: close\r\n\r\n")
            connection.sendall(self.start)
            while self.sent < 200_000_000:
                connection.sendall(chunk)
                self.sent += len(chunk)


def _sha256(data):
    return hashlib.sha256(data).hexdigest()


def _outcome_of(code):
    return UNREACHABLE if code == "CHANNEL_TOO_LARGE" else TAMPERED


def _inserted(data, text):
    """The file with something put in as the first that is signed."""
    head, signed, rest = data.partition(b'"signed":')
    brace, rest = rest[: rest.index(b"{") + 1], rest[rest.index(b"{") + 1 :]
    return head + signed + brace + text + rest


def _with_own_fact(signed):
    path = RULES if signed.get("delegations") else RELEASES
    signed["targets"][path] = {"length": 4, "hashes": {"sha256": _sha256(b"evil")}}


def _publish_all_anew(scene):
    """Every role in a next version."""
    scene.repository.put_target("compatibility/more.jws", b"more")
    scene.release(NEW)


def _replace_online_key(forger, online, *, keys=None):
    """Rotate the online key, and sign snapshot and timestamp with the new one."""

    def replace(root):
        root.expires = datetime(2027, 6, 1, tzinfo=timezone.utc)
        for role in ("snapshot", "timestamp"):
            root.roles[role].keyids.clear()
            root.add_key(public(online), role)

    forger.rotate(replace, keys=[forger.key("root")] if keys is None else keys)
    snapshot, timestamp = forger.signed("snapshot"), forger.signed("timestamp")
    snapshot["version"] += 1
    timestamp["version"] += 1
    data = sign(snapshot, [online])
    (forger.directory / f"{snapshot['version']}.snapshot.json").write_bytes(data)
    timestamp["meta"]["snapshot.json"] = {"version": snapshot["version"], "length": len(data)}
    (forger.directory / "timestamp.json").write_bytes(sign(timestamp, [online]))

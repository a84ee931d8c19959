"""Every example of a format goes through the parser that reads it for real."""

import json
import re
from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from sellxed_sdk import check_licence
from sellxed_sdk.cli import main
from sellxed_sdk.compatibility import (
    RULES_TYP,
    PluginState,
    ProbePurpose,
    next_probe,
    parse_baseline,
    parse_bisection,
    parse_inventory,
    parse_rules,
    render_bisection,
    verify_rules,
)
from sellxed_sdk.integrity import MANIFEST_TYP, verify_manifest
from sellxed_sdk.licence import (
    CERTIFICATE_TYP,
    LICENCE_TYP,
    REVOCATIONS_TYP,
    TEST_KEYRING,
    hash_key,
    parse_licence,
    verify_certificate,
    verify_revocations,
)
from sellxed_sdk.releases import parse_notes, parse_releases
from sellxed_sdk.shops import read_evidence, read_inventory
from sellxed_sdk.signing import (
    Fields,
    Purpose,
    TrustBundle,
    encode_base64url,
    parse_jws,
    parse_trust,
    sign_jws,
)
from sellxed_sdk.support import parse_desk
from sellxed_sdk.testing import TEST_TRUST, make_licence, write_wordpress_shop

DOCS = Path(__file__).parents[2] / "docs"
FENCE = re.compile(r"^```((?:json|text vector)[^\n`]*)\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)


def _examples():
    for page in sorted(DOCS.rglob("*.md")):
        for label, text in FENCE.findall(page.read_text(encoding="utf-8")):
            yield label.strip(), text


EXAMPLES = [(label, text) for label, text in _examples() if label.startswith("json")]
KNOWN = {
    "json baseline",
    "json bisection",
    "json evidence",
    "json inventory",
    "json licence",
    "json manifest",
    "json notes alpenpay",
    "json output",
    "json partner-certificate",
    "json releases alpenpay",
    "json revocations",
    "json rules",
    "json trust",
}


def find(label):
    found = [text for name, text in _examples() if name == label]
    assert found
    return found


def test_every_example_has_a_parser():
    assert {label for label, _ in EXAMPLES} == KNOWN


@pytest.mark.parametrize("text", find("json baseline"))
def test_baseline(text):
    (entry,) = parse_baseline(text).entries

    assert entry.expires_on == date(2027, 1, 31)
    assert entry.versions[0][1].text == ">=2.0,<2.5"


@pytest.mark.parametrize("text", find("json inventory"))
def test_an_inventory_is_read_back(text):
    assert parse_inventory(text).to_dict() == json.loads(text)


@pytest.mark.parametrize("text", find("json licence"))
def test_licence(text, signers, keyring, now):
    claims = json.loads(text)
    licence = parse_licence(Fields(claims))
    key = sign_jws(claims, typ=LICENCE_TYP, signer=signers[Purpose.LICENCE])
    report = check_licence(
        key,
        trust=TrustBundle(vendor="vendor.example", keyring=keyring),
        product="alpenpay",
        hosts=["shop.example.ch"],
        release_date="2026-01-15",
        now=now,
    )

    assert report.licence == licence
    assert report.status.value == "valid"


def test_partner_certificate(signers, keyring):
    claims = json.loads(find("json partner-certificate")[0])
    token = sign_jws(claims, typ=CERTIFICATE_TYP, signer=signers[Purpose.CERTIFICATE])
    certificate = verify_certificate(parse_jws(token), keyring=keyring)

    assert certificate.partner == "partner.example"
    assert certificate.not_before_at < certificate.not_after_at


def test_revocations(signers, keyring):
    claims = json.loads(find("json revocations")[0])
    token = sign_jws(claims, typ=REVOCATIONS_TYP, signer=signers[Purpose.REVOCATION])
    revocations = verify_revocations(token, keyring=keyring)
    key = find("text vector-licence")[0].strip()

    assert revocations.find(key) == date(2026, 10, 24)
    assert revocations.find("x", certificate="p-31ef2f55", sequence=41) == date(2026, 10, 24)
    assert revocations.find("x", certificate="p-31ef2f55", sequence=40) is None


def test_trust():
    bundle = parse_trust(find("json trust")[0])
    desk = parse_desk(bundle.section("support"))

    assert bundle.channel is not None
    assert bundle.keyring.find("lic-1", Purpose.LICENCE) is not None
    assert {finding.code for finding in desk.findings} <= {"DESK_TIMEZONE_UNKNOWN"}
    assert desk.tier("standard") is not None
    assert len(desk.hours) == 1


def test_manifest(signers, keyring):
    claims = json.loads(find("json manifest")[0])
    token = sign_jws(claims, typ=MANIFEST_TYP, signer=signers[Purpose.RELEASE])
    manifest = verify_manifest(token, keyring=keyring)

    assert manifest.version == "1.1.0"
    assert manifest.requires == (("wordpress", ">=6.0"), ("php", ">=8.1"))
    assert len(manifest.files) == 1


def test_releases():
    listed = parse_releases(find("json releases alpenpay")[0].encode(), product="alpenpay")

    assert [release.version for release in listed.releases] == ["2.0.0", "1.1.0", "1.0.1"]
    assert listed.releases[0].rollout is not None
    assert listed.releases[2].yanked is not None


def test_notes():
    (notes,) = parse_notes(find("json notes alpenpay")[0].encode(), product="alpenpay")

    assert [change.category for change in notes.changes] == ["added", "fixed"]


def test_rules(signers, keyring):
    text = find("json rules")[0]
    feed = parse_rules(text.encode())
    token = sign_jws(json.loads(text), typ=RULES_TYP, signer=signers[Purpose.RULES])

    assert feed.skipped == ()
    assert len(feed.rules) == 1
    assert verify_rules(token, keyring=keyring) == feed


def test_inventory(tmp_path):
    shown = json.loads(find("json inventory")[0])
    write_wordpress_shop(tmp_path, plugins=[("woocommerce", "WooCommerce", "10.3.4")])
    real = read_inventory(tmp_path).to_dict()
    real["plugins"] = [entry for entry in real["plugins"] if entry["kind"] == "plugin"]

    assert real == shown


def test_evidence(tmp_path):
    (tmp_path / "plugins.json").write_text(find("json evidence")[0], encoding="utf-8")

    assert read_evidence(tmp_path / "plugins.json").find("woocommerce").state is PluginState.ACTIVE


def test_bisection():
    text = find("json bisection")[0]
    bisection = parse_bisection(text)
    probe = next_probe(bisection)

    assert json.loads(render_bisection(bisection)) == json.loads(text)
    assert (probe.number, probe.purpose) == (3, ProbePurpose.SEARCH)
    assert probe.enabled == ("wordpress:turbo", "wordpress:woocommerce")


def test_an_error_as_json(tmp_path, capsys):
    shown = json.loads(find("json output")[0])
    missing = str(tmp_path / "none")
    words = ["licence", "verify", "K", "--trust", missing, "--product", "p", "--format", "json"]
    code = main(words)
    real = json.loads(capsys.readouterr().out)

    assert code == 3
    assert real["command"] == shown["command"]
    assert real["schema"] == shown["schema"]
    assert real.keys() == shown.keys()
    assert real["error"].keys() == shown["error"].keys()
    assert real["error"]["code"] == shown["error"]["code"]


def test_the_vector():
    key = find("text vector-licence")[0].strip()
    at = datetime(2026, 11, 23, 5, tzinfo=timezone.utc)
    (public,) = {key.public_key for key in TEST_KEYRING.keys}
    report = check_licence(
        key,
        trust=TEST_TRUST,
        product="alpenpay",
        hosts=["www.shop.example.ch"],
        release_date="2026-01-15",
        now=at,
        mode="test",
    )

    assert make_licence("valid", product="alpenpay", now=at) == key
    assert encode_base64url(public) == find("text vector-key")[0].strip()
    assert hash_key(key) == find("text vector-hash")[0].strip()
    assert parse_jws(key).payload.decode() == find("json licence")[1].strip()
    assert report.findings == ()
    assert (report.may_run, report.may_update, report.may_get_support) == (True, True, True)

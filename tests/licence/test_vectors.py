"""The language-neutral vectors of tests/vectors/licence_v1, through `check_licence`."""

import json
import subprocess
import sys
from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from sellxed_sdk.errors import InvalidDocumentError, VerificationError
from sellxed_sdk.licence import (
    Situation,
    check_licence,
    normalise_key,
    parse_certificates,
    select_newest,
    verify_revocations,
)
from sellxed_sdk.signing import Keyring, Purpose, TrustedKey, decode_base64url

VECTORS = Path(__file__).parents[1] / "vectors"
FILES = sorted((VECTORS / "licence_v1").glob("*.json"))


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def date_of(seconds):
    return None if seconds is None else datetime.fromtimestamp(seconds, timezone.utc)


def trusted(jwk):
    return TrustedKey(
        kid=jwk["kid"],
        purpose=Purpose(jwk["purpose"]),
        public_key=decode_base64url(jwk["x"]),
        not_before_at=date_of(jwk.get("nbf")),
        not_after_at=date_of(jwk.get("exp")),
    )


def load():
    for path in FILES:
        file = json.loads(path.read_text(encoding="utf-8"))
        keyring = Keyring(tuple(trusted(jwk) for jwk in file["keys"]))
        for vector in file["vectors"]:
            yield pytest.param(vector, keyring, id=vector["id"])


def newest(vector, keyring):
    """The list that counts, and whether the one that came was refused."""
    held = verify_revocations(vector["held"], keyring=keyring) if "held" in vector else None
    if "revocations" not in vector:
        return held, False
    try:
        return select_newest(
            held, verify_revocations(vector["revocations"], keyring=keyring)
        ), False
    except (InvalidDocumentError, VerificationError):
        return held, True


@pytest.mark.parametrize(("vector", "keyring"), list(load()))
def test_has_the_answer_of_the_format_page(vector, keyring):
    revocations, list_refused = newest(vector, keyring)
    day = vector["released_on"]
    report = check_licence(
        vector["key"],
        situation=Situation(
            product=vector["product"],
            released_on=None if day is None else date.fromisoformat(day),
            free_security=vector["free_security"],
            hosts=tuple(vector["hosts"]),
            seen_at=instant(vector["seen_at"]) if "seen_at" in vector else None,
        ),
        now=instant(vector["now"]),
        keyring=keyring,
        revocations=revocations,
        certificates=parse_certificates(vector["certificates"])
        if "certificates" in vector
        else None,
        test_mode=vector["mode"] == "test",
    )

    assert {
        "status": report.status.value,
        "genuine": report.licence is not None,
        "may_run": report.may_run,
        "may_update": report.may_update,
        "may_get_support": report.may_get_support,
        "codes": [finding.code for finding in report.findings],
        "list_refused": list_refused,
    } == {"list_refused": False, **vector["expect"]}
    if vector.get("normalised") is not None:
        assert normalise_key(vector["key"]) == vector["normalised"]


def test_there_are_many_and_each_has_a_name_of_its_own():
    names = [
        vector["id"]
        for path in FILES
        for vector in json.loads(path.read_text(encoding="utf-8"))["vectors"]
    ]

    assert len(names) >= 150
    assert len(set(names)) == len(names)


def test_the_files_are_what_the_generator_writes():
    program = VECTORS / "make_licence_v1"
    done = subprocess.run(
        [sys.executable, program, "--check"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

"""Make the language-neutral vectors of docs/formats/licence.md: tests/vectors/licence_v1.

    python tests/vectors/make_licence_v1            writes the files
    python tests/vectors/make_licence_v1 --check    compares them, writes nothing

Every expectation below was written from the format page and stands there as a literal; nothing
here asks the SDK's verifier. Bad documents are signed byte by byte. Seeds and dates are fixed,
so that the files come out the same, byte for byte.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import claims
import codec
import dated_keys
import direct
import hosts
import in_test_mode
import partner
import paste
import revocation
import rights
from signers import PURPOSES, TEST_KEY, VENDOR_KEYS, jwk

FOLDER = Path(__file__).resolve().parents[1] / "licence_v1"
TOPICS = {
    "direct": ("Form, type, signer and signature of the vendor's own licences.", direct.vectors),
    "claims": ("What a licence may say, at and beyond each limit.", claims.vectors),
    "codec": ("base64url and strict JSON.", codec.vectors),
    "partner": (
        "Licences under a partner's certificate: parts, chain, claims, scope.",
        partner.vectors,
    ),
    "keys": ("Keys that signed from a date and until a date.", dated_keys.vectors),
    "revocation": ("The revocation list, good and refused.", revocation.vectors),
    "hosts": ("Addresses of shops: normal form, licensed, test system, other.", hosts.vectors),
    "rights": ("Support window, trial, release and clock.", rights.vectors),
    "paste": ("What people paste.", paste.vectors),
    "test_mode": ("Test licences and certificates for them.", in_test_mode.vectors),
}


def build(about, vectors):
    """A file: the keys are the same in all of them."""
    keys = [
        {"kid": kid, "purpose": purpose, **jwk(VENDOR_KEYS[kid]), **dates}
        for kid, (purpose, dates) in PURPOSES.items()
    ]
    return {
        "format": "licence_v1",
        "about": about,
        "keys": keys,
        "test_key": {"kid": "sx-test", **jwk(TEST_KEY)},
        "vectors": vectors,
    }


def files():
    """The text of each file by its name."""
    made = {}
    for name, (about, make_vectors) in TOPICS.items():
        made[f"{name}.json"] = json.dumps(build(about, make_vectors()), indent=1) + "\n"
    return made


def main(arguments):
    made = files()
    if arguments == ["--check"]:
        there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
        differing = sorted(name for name in {*made, *there} if made.get(name) != there.get(name))
        sys.stdout.writelines(f"{name} is not what the generator writes\n" for name in differing)
        return 1 if differing else 0
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

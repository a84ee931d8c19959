"""Test licences and certificates for them."""

from __future__ import annotations

from documents import (
    CERTIFICATE,
    CERTIFIED,
    GONE,
    ISSUED_AT,
    ORDINARY,
    PARTNER_LICENCE,
    TEST_LICENCE_TYPE,
    certificate,
    licence,
    partner_licence,
)
from expectations import (
    BAD_CERTIFICATE,
    FORGED,
    IS_CERTIFICATE,
    OUT_OF_SCOPE,
    REVOKED,
    TEST_REFUSED,
    UNKNOWN_SIGNER,
    UNREADABLE,
    WRONG_HOST,
    blocked,
    valid,
    vector,
)
from revocation_lists import REVOKED_ON, listed, revocations
from signers import ATTACKER_KEY, TEST_KEY


def own_licence(key=TEST_KEY, **claims):
    """A test licence under the name of the published test key."""
    return licence("sx-test", TEST_LICENCE_TYPE, key, **claims)


# Tables: their rows keep together.
# fmt: off
TEST_MODE = {"mode": "test"}
TEST_LICENCE = own_licence()
PARTNER_TEST_LICENCE = partner_licence(typ=TEST_LICENCE_TYPE)
TEST_CERTIFICATE = certificate(test=True)
PUBLISHED = certificate("sx-test", key=TEST_KEY, test=True)
PUBLISHED_LIVE = certificate("sx-test", key=TEST_KEY)


def licences_of_the_vendor():
    return [
        vector("test-licence", "a test licence in test mode", TEST_LICENCE, valid(), **TEST_MODE),
        vector("test-licence-live", "a test licence in a shop", TEST_LICENCE, TEST_REFUSED),
        vector("test-licence-forged-live", "refused before its signature is looked at",
               own_licence(ATTACKER_KEY), TEST_REFUSED),
        vector("test-licence-forged", "a forged test licence", own_licence(ATTACKER_KEY), FORGED,
               **TEST_MODE),
        vector("test-licence-unreadable", "a test licence that cannot be read",
               own_licence(sup=GONE), UNREADABLE, **TEST_MODE),
        vector("test-licence-wrong-host", "a test licence for another shop",
               own_licence(hst=["a.fr"]), WRONG_HOST, **TEST_MODE),
        vector("test-licence-trial", "a test licence whose trial ended", own_licence(exp=ISSUED_AT),
               blocked("trial_ended", "TRIAL_ENDED"), **TEST_MODE),
        vector("test-licence-revoked", "a test licence on the vendor's list", TEST_LICENCE, REVOKED,
               revocations=revocations(**listed([(TEST_LICENCE, REVOKED_ON)])), **TEST_MODE),
        vector("test-kid-unknown", "a test licence under another name",
               licence("sx-test-2", TEST_LICENCE_TYPE, TEST_KEY), UNKNOWN_SIGNER, **TEST_MODE),
        vector("test-vendor-key", "a test licence that the vendor's key signed",
               licence(typ=TEST_LICENCE_TYPE), UNKNOWN_SIGNER, **TEST_MODE),
        vector("test-live-licence", "a live licence in test mode", ORDINARY, valid(), **TEST_MODE),
        vector("test-live-partner", "a partner's live licence in test mode", CERTIFIED, valid(),
               **TEST_MODE),
        vector("test-live-typ", "the published test key signs a live licence",
               licence("sx-test", key=TEST_KEY), UNKNOWN_SIGNER),
        vector("test-live-typ-test-mode", "... and in test mode", licence("sx-test", key=TEST_KEY),
               UNKNOWN_SIGNER, **TEST_MODE),
        vector("test-as-vendor", "the published test key signs under the vendor's name",
               licence(key=TEST_KEY), FORGED, **TEST_MODE),
    ]


def licences_of_partners():
    return [
        vector("test-alone", "a test certificate alone", PUBLISHED, IS_CERTIFICATE, **TEST_MODE),
        vector("test-partner", "a partner tries a certificate for test licences",
               f"{PARTNER_TEST_LICENCE}~{TEST_CERTIFICATE}", valid(), **TEST_MODE),
        vector("test-partner-channel", "... that came with the channel", PARTNER_TEST_LICENCE,
               valid(), certificates=TEST_CERTIFICATE, **TEST_MODE),
        vector("test-partner-live", "... in a shop", f"{PARTNER_TEST_LICENCE}~{TEST_CERTIFICATE}",
               TEST_REFUSED),
        vector("test-partner-live-certificate", "a test licence under a certificate for live ones",
               f"{PARTNER_TEST_LICENCE}~{CERTIFICATE}", OUT_OF_SCOPE, **TEST_MODE),
        vector("test-partner-scope-last",
               "a test licence under a certificate for live ones, also out of its count",
               f"{partner_licence(typ=TEST_LICENCE_TYPE, seq=101)}~{CERTIFICATE}", OUT_OF_SCOPE,
               **TEST_MODE),
        vector("test-partner-live-licence", "a live licence under a certificate for test licences",
               f"{PARTNER_LICENCE}~{TEST_CERTIFICATE}", OUT_OF_SCOPE, **TEST_MODE),
        vector("test-published", "a certificate under the published test key",
               f"{PARTNER_TEST_LICENCE}~{PUBLISHED}", valid(), **TEST_MODE),
        vector("test-published-channel", "... that came with the channel", PARTNER_TEST_LICENCE,
               valid(), certificates=PUBLISHED, **TEST_MODE),
        vector("test-published-live", "... in a shop", f"{PARTNER_TEST_LICENCE}~{PUBLISHED}",
               TEST_REFUSED),
        vector("test-published-live-licence", "a live licence under it, in a shop",
               f"{PARTNER_LICENCE}~{PUBLISHED}", BAD_CERTIFICATE),
        vector("test-published-live-licence-test-mode", "... in test mode",
               f"{PARTNER_LICENCE}~{PUBLISHED}", OUT_OF_SCOPE, **TEST_MODE),
        vector("test-published-no-test", "the published test key certifies live licences",
               f"{PARTNER_TEST_LICENCE}~{PUBLISHED_LIVE}", BAD_CERTIFICATE, **TEST_MODE),
        vector("test-published-false", "... expressly",
               f"{PARTNER_TEST_LICENCE}~{certificate('sx-test', key=TEST_KEY, test=False)}",
               BAD_CERTIFICATE, **TEST_MODE),
        vector("test-published-forged", "a forged certificate under its name",
               f"{PARTNER_TEST_LICENCE}~{certificate('sx-test', key=ATTACKER_KEY, test=True)}",
               BAD_CERTIFICATE, **TEST_MODE),
        vector("test-published-scope", "its scope is checked likewise",
               f"{partner_licence(typ=TEST_LICENCE_TYPE, seq=101)}~{PUBLISHED}", OUT_OF_SCOPE,
               **TEST_MODE),
        vector("test-published-wrong", "the test key's own licence under a certificate",
               f"{TEST_LICENCE}~{PUBLISHED}", UNKNOWN_SIGNER, **TEST_MODE),
    ]
# fmt: on


def vectors():
    return [*licences_of_the_vendor(), *licences_of_partners()]

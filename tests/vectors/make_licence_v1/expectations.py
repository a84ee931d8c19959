"""What the format page says of a key, and one vector."""

from __future__ import annotations

STATUS_OF = {
    "KEY_MISSING": "missing",
    "KEY_TRUNCATED": "damaged",
    "KEY_DAMAGED": "damaged",
    "KEY_TOO_LARGE": "invalid",
    "KEY_NOT_A_LICENCE": "invalid",
    "KEY_SEVERAL": "invalid",
    "KEY_IS_PARTNER_CERTIFICATE": "invalid",
    "KEY_FORGED": "forged",
    "KEY_UNKNOWN_SIGNER": "unknown_signer",
    "KEY_SIGNER_NOT_IN_USE": "unknown_signer",
    "LICENCE_UNREADABLE": "invalid",
    "PARTNER_CERTIFICATE_INVALID": "invalid",
    "PARTNER_OUT_OF_SCOPE": "out_of_scope",
    "TEST_KEY_REFUSED": "test_key_refused",
}


def expect(status, rights, *codes, genuine=True):
    """What the page says; `rights` names those that are given, of run, update and support."""
    given = rights.split()
    return {
        "status": status,
        "genuine": genuine,
        "may_run": "run" in given,
        "may_update": "update" in given,
        "may_get_support": "support" in given,
        "codes": list(codes),
    }


def valid(*codes):
    return expect("valid", "run update support", *codes)


def ended(*codes):
    """Support is over, and nothing else is wrong."""
    return expect("support_ended", "run", *codes)


def blocked(status, *codes):
    """Genuine, and it gives no right here."""
    return expect(status, "", *codes)


def refused(code):
    return expect(STATUS_OF[code], "", code, genuine=False)


DAMAGED, TRUNCATED = refused("KEY_DAMAGED"), refused("KEY_TRUNCATED")
NOT_A_LICENCE, FORGED = refused("KEY_NOT_A_LICENCE"), refused("KEY_FORGED")
UNKNOWN_SIGNER, UNREADABLE = refused("KEY_UNKNOWN_SIGNER"), refused("LICENCE_UNREADABLE")
BAD_CERTIFICATE = refused("PARTNER_CERTIFICATE_INVALID")
OUT_OF_SCOPE = refused("PARTNER_OUT_OF_SCOPE")
IS_CERTIFICATE = refused("KEY_IS_PARTNER_CERTIFICATE")
TEST_REFUSED = refused("TEST_KEY_REFUSED")
NOT_IN_USE = refused("KEY_SIGNER_NOT_IN_USE")
MISSING, TOO_LARGE = refused("KEY_MISSING"), refused("KEY_TOO_LARGE")
SEVERAL = refused("KEY_SEVERAL")
WRONG_HOST = blocked("wrong_host", "HOST_NOT_LICENSED")
REVOKED = blocked("revoked", "LICENCE_REVOKED")


def vector(name, about, key, expected, **situation):
    """One vector; what is not named is an ordinary shop on an ordinary day."""
    made = {
        "id": name,
        "about": about,
        "key": key,
        "product": "alpenpay",
        "released_on": "2026-01-15",
        "free_security": False,
        "hosts": ["shop.example.ch"],
        "now": "2026-11-23T12:00:00Z",
        "mode": "live",
    }
    return {**made, **situation, "expect": expected}

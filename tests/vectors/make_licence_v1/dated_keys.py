"""Keys that signed from a date and until a date."""

from __future__ import annotations

from documents import GONE, certificate, licence, partner_licence
from expectations import BAD_CERTIFICATE, FORGED, NOT_IN_USE, UNREADABLE, ended, valid, vector
from signers import ATTACKER_KEY, DATED_FROM, DATED_TO

LATE = {"now": "2028-01-01T00:00:00Z"}
OVER = ended("SUPPORT_ENDED")


def under_dated_certificate(nbf):
    """A partner's licence under a certificate whose window begins then."""
    text = certificate("cert-dated", nbf=nbf, exp=1_830_000_000)
    return f"{partner_licence(iat=1_799_000_000, sup='2027-10-24')}~{text}"


# Tables: their rows keep together.
# fmt: off


def vectors():
    return [
        vector("keys-licence-from", "issued in the first second of its key",
               licence("lic-dated", iat=DATED_FROM), valid()),
        vector("keys-licence-to", "issued in the last second of its key",
               licence("lic-dated", iat=DATED_TO), OVER, **LATE),
        vector("keys-licence-later", "a key that ceased: what it signed stays good",
               licence("lic-dated"), OVER, **LATE),
        vector("keys-licence-before", "issued before its key signed",
               licence("lic-dated", iat=DATED_FROM - 1), NOT_IN_USE),
        vector("keys-licence-after", "issued after its key ceased",
               licence("lic-dated", iat=DATED_TO + 1), NOT_IN_USE, **LATE),
        vector("keys-licence-forged", "a forged one is forged, whatever its date",
               licence("lic-dated", iat=DATED_TO + 1, key=ATTACKER_KEY), FORGED),
        vector("keys-licence-unreadable", "claims are read before dates are compared",
               licence("lic-dated", iat=DATED_TO + 1, prd=GONE), UNREADABLE),
        vector("keys-certificate-from", "a window that begins in the first second of the key",
               under_dated_certificate(DATED_FROM), OVER, **LATE),
        vector("keys-certificate-to", "a window that begins in the last second of the key",
               under_dated_certificate(DATED_TO), OVER, **LATE),
        vector("keys-certificate-before", "a window that begins before the key signed",
               under_dated_certificate(DATED_FROM - 1), BAD_CERTIFICATE, **LATE),
        vector("keys-certificate-after", "a window that begins after the key ceased",
               under_dated_certificate(DATED_TO + 1), BAD_CERTIFICATE, **LATE),
    ]
# fmt: on

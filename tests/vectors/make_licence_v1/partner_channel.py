"""Certificates that came with the channel."""

from __future__ import annotations

from documents import (
    CERTIFICATE,
    CERTIFIED,
    CHAINED_CERTIFICATE,
    ORDINARY,
    OTHER_CERTIFICATE,
    OTHER_PARTNER_LICENCE,
    PARTNER_LICENCE,
    certificate,
    partner_licence,
)
from expectations import (
    BAD_CERTIFICATE,
    FORGED,
    IS_CERTIFICATE,
    OUT_OF_SCOPE,
    REVOKED,
    UNKNOWN_SIGNER,
    valid,
    vector,
)
from revocation_lists import REVOKED_AFTER_40, revocations
from signers import ATTACKER_KEY

# Tables: their rows keep together.
# fmt: off
CHANNEL = f"# partners of the vendor\n\n{OTHER_CERTIFICATE}\n  {CERTIFICATE}  \r\n# end\n"
BROUGHT = [
    ("valid", "the certificate came with the channel", PARTNER_LICENCE, CERTIFICATE, valid()),
    ("list", "among others, with comments and empty lines", PARTNER_LICENCE, CHANNEL, valid()),
    ("second", "the other one", OTHER_PARTNER_LICENCE, CHANNEL, valid()),
    ("unused", "a licence of the vendor beside certificates", ORDINARY, CHANNEL, valid()),
    ("missing", "not among those that came", PARTNER_LICENCE, OTHER_CERTIFICATE, UNKNOWN_SIGNER),
    ("empty", "an empty list", PARTNER_LICENCE, "", UNKNOWN_SIGNER),
    ("comment", "a certificate that is a comment", PARTNER_LICENCE, f"# {CERTIFICATE}",
     UNKNOWN_SIGNER),
    ("forged", "a forged certificate", PARTNER_LICENCE, certificate(key=ATTACKER_KEY),
     BAD_CERTIFICATE),
    ("typ", "a certificate with the type of stock libraries", PARTNER_LICENCE,
     certificate(typ="JWT"), BAD_CERTIFICATE),
    ("chain", "a certificate that a partner gave", OTHER_PARTNER_LICENCE,
     f"{CERTIFICATE}\n{CHAINED_CERTIFICATE}", BAD_CERTIFICATE),
    ("chain-attached", "... attached, and the partner's own came",
     f"{OTHER_PARTNER_LICENCE}~{CHAINED_CERTIFICATE}", CERTIFICATE, BAD_CERTIFICATE),
    ("scope", "the scope is checked likewise", partner_licence(seq=101), CERTIFICATE, OUT_OF_SCOPE),
    ("licence-forged", "the licence is verified likewise", partner_licence(key=ATTACKER_KEY),
     CERTIFICATE, FORGED),
    ("attached", "an attached one counts before one that came", CERTIFIED,
     certificate(max=1, key=ATTACKER_KEY), valid()),
    ("damaged-line", "a line that is no certificate disturbs no other", PARTNER_LICENCE,
     f"eyJ\n{CERTIFICATE}\nfoo", valid()),
    ("cut-line", "a line that is cut disturbs no other", PARTNER_LICENCE,
     f"{CERTIFICATE[:-1]}\n{CERTIFICATE}", valid()),
    ("vendor-name", "the name of a vendor's key is not looked for", ORDINARY,
     certificate(jti="lic-2026"), valid()),
    ("as-key", "a certificate that came is no licence", CERTIFICATE, CERTIFICATE, IS_CERTIFICATE),
]
# fmt: on


def vectors():
    after_40 = revocations(certs=[REVOKED_AFTER_40])
    return [
        *[
            vector(f"partner-channel-{name}", about, key, expected, certificates=text)
            for name, about, key, text, expected in BROUGHT
        ],
        vector(
            "partner-channel-revoked",
            "revocation reaches it, too",
            partner_licence(seq=41),
            REVOKED,
            certificates=CERTIFICATE,
            revocations=after_40,
        ),
    ]

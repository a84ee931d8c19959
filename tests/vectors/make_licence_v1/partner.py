"""Licences under a partner's certificate: parts, chain, claims, scope."""

from __future__ import annotations

import partner_channel
import partner_documents
import partner_scope
from documents import (
    CERTIFICATE,
    CERTIFICATE_CLAIMS,
    CERTIFIED,
    CHAINED_CERTIFICATE,
    GONE,
    LICENCE_TYPE,
    ORDINARY,
    OTHER_CERTIFICATE,
    OTHER_PARTNER_LICENCE,
    PARTNER_LICENCE,
    PARTNER_LICENCE_CLAIMS,
    TEST_LICENCE_TYPE,
    certificate,
    certificate_with_header,
    certificate_with_payload,
    changed_certificate,
    changed_partner_licence,
    dump,
    flip,
    licence,
    make_header,
    partner_licence,
    signed,
)
from expectations import (
    BAD_CERTIFICATE,
    DAMAGED,
    FORGED,
    IS_CERTIFICATE,
    NOT_A_LICENCE,
    TEST_REFUSED,
    TRUNCATED,
    UNKNOWN_SIGNER,
    UNREADABLE,
    WRONG_HOST,
    blocked,
    valid,
    vector,
)
from signers import ATTACKER_KEY, PARTNER_KEY, TEST_KEY, VENDOR_KEYS

# Tables: their rows keep together.
# fmt: off
BY_RFC_9864 = (
    signed(make_header("p-31ef2f55", alg="Ed25519"), PARTNER_LICENCE_CLAIMS, PARTNER_KEY),
    certificate_with_header(alg="Ed25519"),
)
REFUSED_HEADER = certificate_with_header(crit=["exp"])
NAME_TWICE = certificate_with_payload(dump(CERTIFICATE_CLAIMS)[:-1] + b',"max":9}')
VALID = [
    ("valid", "licence and certificate", CERTIFIED, valid()),
    ("wrong-host", "what follows is as for the vendor's own",
     changed_partner_licence(hst=["a.example.fr"]), WRONG_HOST),
    ("any-script", "the partner's name in any script",
     f"{partner_licence(iss='ปาร์ตี้ & Söhne')}~{certificate(sub='ปาร์ตี้ & Söhne')}", valid()),
    ("alg-ed25519", "the algorithm's name of RFC 9864 in both", "~".join(BY_RFC_9864), valid()),
]
PARTS = [
    ("alone", "the certificate alone", CERTIFICATE, IS_CERTIFICATE),
    ("order", "the certificate before the licence", f"{CERTIFICATE}~{PARTNER_LICENCE}",
     IS_CERTIFICATE),
    ("twice", "the certificate twice", f"{PARTNER_LICENCE}~{CERTIFICATE}~{CERTIFICATE}", DAMAGED),
    ("chain-three", "two steps: a certificate that the partner gave",
     f"{OTHER_PARTNER_LICENCE}~{CHAINED_CERTIFICATE}~{CERTIFICATE}", DAMAGED),
    ("chain-two", "the partner's own certificate in place of the vendor's",
     f"{OTHER_PARTNER_LICENCE}~{CHAINED_CERTIFICATE}", BAD_CERTIFICATE),
    ("tilde-end", "nothing after the tilde", f"{PARTNER_LICENCE}~", TRUNCATED),
    ("tilde-begin", "nothing before the tilde", f"~{CERTIFICATE}", TRUNCATED),
    ("tilde-alone", "a tilde alone", "~", TRUNCATED),
    ("tilde-double", "two tildes", f"{PARTNER_LICENCE}~~{CERTIFICATE}", DAMAGED),
    ("cut", "the end of the certificate is missing", CERTIFIED[:-1], TRUNCATED),
    ("cut-half", "half of the certificate is missing", CERTIFIED[: -len(CERTIFICATE) // 2],
     TRUNCATED),
    ("longer", "a character too many", f"{CERTIFIED}A", DAMAGED),
    ("head-lost", "the first character of the certificate is missing",
     f"{PARTNER_LICENCE}~{CERTIFICATE[1:]}", DAMAGED),
    ("words", "words after the tilde", f"{PARTNER_LICENCE}~certificate", NOT_A_LICENCE),
    ("header", "a refused header in the certificate", f"{PARTNER_LICENCE}~{REFUSED_HEADER}",
     NOT_A_LICENCE),
    ("licence-cut", "the licence is told first: cut",
     f"{PARTNER_LICENCE[:-1]}~{CERTIFICATE[:-1]}x!", TRUNCATED),
    ("licence-first", "the licence's type is told before the certificate's form",
     f"{licence(typ='JWT')}~{CERTIFICATE[:-1]}", NOT_A_LICENCE),
    ("test-first", "a test licence is told before the certificate's form",
     f"{partner_licence(typ=TEST_LICENCE_TYPE)}~{CERTIFICATE[:-1]}", TEST_REFUSED),
]
CERTIFICATES = [
    ("forged", "a changed character in the certificate", flip(CERTIFIED, -120), BAD_CERTIFICATE),
    ("attacker", "a certificate by somebody else", changed_certificate(key=ATTACKER_KEY),
     BAD_CERTIFICATE),
    ("unknown-key", "a certificate under an unknown name",
     f"{PARTNER_LICENCE}~{certificate('cert-2031', key=VENDOR_KEYS['cert-2026'])}",
     BAD_CERTIFICATE),
    ("licence-key", "a certificate under the key for licences", changed_certificate(kid="lic-2026"),
     BAD_CERTIFICATE),
    ("release-key", "a certificate under the key for releases", changed_certificate(kid="rel-2026"),
     BAD_CERTIFICATE),
    ("self-signed", "a certificate that the partner signed itself",
     f"{PARTNER_LICENCE}~{certificate('p-31ef2f55', key=PARTNER_KEY)}", BAD_CERTIFICATE),
    ("test-key", "a certificate under the published test key",
     f"{PARTNER_LICENCE}~{certificate('sx-test', key=TEST_KEY, test=True)}", BAD_CERTIFICATE),
    ("typ-licence", "a certificate labelled as a licence", changed_certificate(typ=LICENCE_TYPE),
     BAD_CERTIFICATE),
    ("typ-jwt", "a certificate with the type of stock libraries", changed_certificate(typ="JWT"),
     BAD_CERTIFICATE),
    ("licence-twice", "a licence in place of the certificate",
     f"{PARTNER_LICENCE}~{PARTNER_LICENCE}", BAD_CERTIFICATE),
    ("vendor-licence", "a licence of the vendor in place of the certificate",
     f"{PARTNER_LICENCE}~{ORDINARY}", BAD_CERTIFICATE),
    ("name-twice", "a name twice in the certificate", f"{PARTNER_LICENCE}~{NAME_TWICE}",
     BAD_CERTIFICATE),
    ("depth-5", "a certificate of five levels", changed_certificate(x=[[[[1]]]]), BAD_CERTIFICATE),
    ("certificate-first", "the certificate is told before the licence's signer",
     f"{partner_licence('p-other')}~{certificate(max=0)}", BAD_CERTIFICATE),
]
SIGNERS = [
    ("wrong-certificate", "the certificate of another partner",
     f"{PARTNER_LICENCE}~{OTHER_CERTIFICATE}", UNKNOWN_SIGNER),
    ("vendor-under-partner", "a licence of the vendor with a certificate",
     f"{ORDINARY}~{CERTIFICATE}", UNKNOWN_SIGNER),
    ("kid-case", "names are compared exactly", f"{partner_licence('P-31EF2F55')}~{CERTIFICATE}",
     UNKNOWN_SIGNER),
    ("missing", "a partner's licence without its certificate", PARTNER_LICENCE, UNKNOWN_SIGNER),
]
CONTENTS = [
    ("licence-forged", "a changed character in the licence", flip(CERTIFIED, 150), FORGED),
    ("licence-attacker", "somebody else signs under the partner's name",
     f"{partner_licence(key=ATTACKER_KEY)}~{CERTIFICATE}", FORGED),
    ("licence-vendor-key", "the vendor's key signs under the partner's name",
     f"{partner_licence(key=VENDOR_KEYS['lic-2026'])}~{CERTIFICATE}", FORGED),
    ("licence-unreadable", "claims before scope", changed_partner_licence(prd=GONE, iss="other"),
     UNREADABLE),
    ("seq-0", "running numbers begin with 1", changed_partner_licence(seq=0), UNREADABLE),
    ("trial", "a trial under a certificate, over", changed_partner_licence(exp=1_795_410_000),
     blocked("trial_ended", "TRIAL_ENDED")),
]
# fmt: on


def vectors():
    attached = [*VALID, *PARTS, *CERTIFICATES, *SIGNERS, *CONTENTS]
    return [
        *[
            vector(f"partner-{name}", about, key, expected)
            for name, about, key, expected in attached
        ],
        *partner_channel.vectors(),
        *partner_documents.vectors(),
        *partner_scope.vectors(),
    ]

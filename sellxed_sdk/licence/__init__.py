"""Licences: from the pasted text to three rights with reasons.

What this decides: whether a key is genuine, for whom it was issued, and what it
allows here and now. It does not decide what the module makes of it. Pure: no
disk, no network, no clock.
"""

from sellxed_sdk.licence._certificates import PartnerCertificates, parse_certificates
from sellxed_sdk.licence._check import check_licence, refuse_licence
from sellxed_sdk.licence._claims import (
    CERTIFICATE_TYP,
    ENTITLEMENT_PATTERN,
    ID_PATTERN,
    LICENCE_TYP,
    MAX_HOSTS,
    PRODUCT_PATTERN,
    REVOCATIONS_TYP,
    TEST_LICENCE_TYP,
    Licence,
    PartnerCertificate,
    parse_certificate,
    parse_licence,
)
from sellxed_sdk.licence._delegation import find_scope_fault, verify_certificate, verify_scope
from sellxed_sdk.licence._hosts import (
    HostMatch,
    is_host_pattern,
    is_test_host,
    match_host,
    normalise_host,
)
from sellxed_sdk.licence._inspect import Inspection, inspect_key
from sellxed_sdk.licence._paste import MAX_KEY_CHARS, normalise_key
from sellxed_sdk.licence._report import LicenceReport, LicenceStatus
from sellxed_sdk.licence._revocation import (
    RevocationList,
    RevokedCertificate,
    RevokedKeys,
    hash_key,
    select_newest,
    verify_revocations,
)
from sellxed_sdk.licence._rights import Situation
from sellxed_sdk.licence._testing import TEST_KEYRING, TEST_KID

__all__ = [
    "CERTIFICATE_TYP",
    "ENTITLEMENT_PATTERN",
    "ID_PATTERN",
    "LICENCE_TYP",
    "MAX_HOSTS",
    "MAX_KEY_CHARS",
    "PRODUCT_PATTERN",
    "REVOCATIONS_TYP",
    "TEST_KEYRING",
    "TEST_KID",
    "TEST_LICENCE_TYP",
    "HostMatch",
    "Inspection",
    "Licence",
    "LicenceReport",
    "LicenceStatus",
    "PartnerCertificate",
    "PartnerCertificates",
    "RevocationList",
    "RevokedCertificate",
    "RevokedKeys",
    "Situation",
    "check_licence",
    "find_scope_fault",
    "hash_key",
    "inspect_key",
    "is_host_pattern",
    "is_test_host",
    "match_host",
    "normalise_host",
    "normalise_key",
    "parse_certificate",
    "parse_certificates",
    "parse_licence",
    "refuse_licence",
    "select_newest",
    "verify_certificate",
    "verify_revocations",
    "verify_scope",
]

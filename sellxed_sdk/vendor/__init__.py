"""The vendor's and partners' tools: issue, certify, revoke, build and publish.

What this decides: nothing about shops. It holds private keys, so nothing on the
shop's side imports it.
"""

from sellxed_sdk.vendor._channel import create_channel, resign_channel
from sellxed_sdk.vendor._documents import (
    CERTIFICATES_TARGET,
    REVOCATIONS_TARGET,
    RULES_TARGET,
    publish_certificates,
    publish_revocations,
    publish_rules,
)
from sellxed_sdk.vendor._issue import (
    Issued,
    LicenceRequest,
    PartnerRequest,
    certify_partner,
    issue_licence,
)
from sellxed_sdk.vendor._publish import PublishFacts, publish_release
from sellxed_sdk.vendor._release import ReleaseFacts, build_release, read_archive
from sellxed_sdk.vendor._revoke import build_revocations, revoke
from sellxed_sdk.vendor._rules import build_rules, lint_rules
from sellxed_sdk.vendor._workspace import Vendor, append_log, create_vendor, open_vendor

__all__ = [
    "CERTIFICATES_TARGET",
    "REVOCATIONS_TARGET",
    "RULES_TARGET",
    "Issued",
    "LicenceRequest",
    "PartnerRequest",
    "PublishFacts",
    "ReleaseFacts",
    "Vendor",
    "append_log",
    "build_release",
    "build_revocations",
    "build_rules",
    "certify_partner",
    "create_channel",
    "create_vendor",
    "issue_licence",
    "lint_rules",
    "open_vendor",
    "publish_certificates",
    "publish_release",
    "publish_revocations",
    "publish_rules",
    "read_archive",
    "resign_channel",
    "revoke",
]

"""The vendor's and partners' tools: issue, certify, revoke, build and publish.

What this decides: nothing about shops. It holds private keys, so nothing on the
shop's side imports it.
"""

from sellxed_sdk.vendor._batch import (
    BatchRefusedError,
    Progress,
    issue_as_vendor,
    issue_batch,
)
from sellxed_sdk.vendor._certify import certify_partner
from sellxed_sdk.vendor._change import find_release, restore_release, set_rollout, yank_release
from sellxed_sdk.vendor._channel import ChannelSigning, create_channel, resign_channel
from sellxed_sdk.vendor._channel_audit import ChannelAudit, audit_channel
from sellxed_sdk.vendor._channel_keys import (
    ChannelRenewal,
    ChannelRotation,
    find_ending,
    renew_channel,
    rotate_channel_key,
)
from sellxed_sdk.vendor._destination import Upload
from sellxed_sdk.vendor._documents import (
    CERTIFICATES_TARGET,
    REVOCATIONS_TARGET,
    RULES_TARGET,
    publish_certificates,
    publish_revocations,
    publish_rules,
)
from sellxed_sdk.vendor._issue import Issued, issue_licence
from sellxed_sdk.vendor._keys import KeyState, VendorKey, is_encrypted, load_private_key
from sellxed_sdk.vendor._log import IssueLog, LogEntry, append_log, read_log
from sellxed_sdk.vendor._partner import Partner, create_partner, open_partner
from sellxed_sdk.vendor._portions import AcceptedPortion, accept_portion, rotate_portion_key
from sellxed_sdk.vendor._publish import PublishFacts, publish_release
from sellxed_sdk.vendor._release import ReleaseFacts, build_release, read_archive
from sellxed_sdk.vendor._requests import LicenceRequest, PartnerRequest
from sellxed_sdk.vendor._revoke import build_revocations, revoke
from sellxed_sdk.vendor._rotate import Rotation, check_keys, rotate_key
from sellxed_sdk.vendor._rules import build_rules, lint_rules
from sellxed_sdk.vendor._rules_samples import RuleTrial, try_rules
from sellxed_sdk.vendor._table import Table, parse_table, render_table
from sellxed_sdk.vendor._upload import fetch_channel, upload_channel
from sellxed_sdk.vendor._workspace import Vendor, create_vendor, open_vendor

__all__ = [
    "CERTIFICATES_TARGET",
    "REVOCATIONS_TARGET",
    "RULES_TARGET",
    "AcceptedPortion",
    "BatchRefusedError",
    "ChannelAudit",
    "ChannelRenewal",
    "ChannelRotation",
    "ChannelSigning",
    "IssueLog",
    "Issued",
    "KeyState",
    "LicenceRequest",
    "LogEntry",
    "Partner",
    "PartnerRequest",
    "Progress",
    "PublishFacts",
    "ReleaseFacts",
    "Rotation",
    "RuleTrial",
    "Table",
    "Upload",
    "Vendor",
    "VendorKey",
    "accept_portion",
    "append_log",
    "audit_channel",
    "build_release",
    "build_revocations",
    "build_rules",
    "certify_partner",
    "check_keys",
    "create_channel",
    "create_partner",
    "create_vendor",
    "fetch_channel",
    "find_ending",
    "find_release",
    "is_encrypted",
    "issue_as_vendor",
    "issue_batch",
    "issue_licence",
    "lint_rules",
    "load_private_key",
    "open_partner",
    "open_vendor",
    "parse_table",
    "publish_certificates",
    "publish_release",
    "publish_revocations",
    "publish_rules",
    "read_archive",
    "read_log",
    "render_table",
    "renew_channel",
    "resign_channel",
    "restore_release",
    "revoke",
    "rotate_channel_key",
    "rotate_key",
    "rotate_portion_key",
    "set_rollout",
    "try_rules",
    "upload_channel",
    "yank_release",
]

"""Licence keys: what can be wrong with one, and what it allows."""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "CLOCK_BEHIND",
    "HOST_INVALID",
    "HOST_NOT_LICENSED",
    "HOST_TEST_SYSTEM",
    "HOST_UNKNOWN",
    "KEY_DAMAGED",
    "KEY_FORGED",
    "KEY_IS_PARTNER_CERTIFICATE",
    "KEY_MISSING",
    "KEY_NOT_A_LICENCE",
    "KEY_SEVERAL",
    "KEY_SIGNER_NOT_IN_USE",
    "KEY_TOO_LARGE",
    "KEY_TRUNCATED",
    "KEY_UNKNOWN_SIGNER",
    "LICENCE_FROM_FUTURE",
    "LICENCE_REVOKED",
    "LICENCE_UNREADABLE",
    "LIVE_KEY_IN_TEST_MODE",
    "PARTNER_CERTIFICATE_INVALID",
    "PARTNER_OUT_OF_SCOPE",
    "RELEASE_DATE_UNKNOWN",
    "RELEASE_FREE_SECURITY",
    "RELEASE_NOT_COVERED",
    "REVOCATIONS_STALE",
    "REVOCATIONS_UNUSABLE",
    "SUPPORT_ENDED",
    "SUPPORT_ENDS_SOON",
    "TEST_KEY_REFUSED",
    "TRIAL_ENDED",
    "WRONG_PRODUCT",
]

KEY_MISSING = define(
    "KEY_MISSING",
    Severity.WARNING,
    "No licence key is entered.",
    hint="Copy the key from your customer account and paste it into the module's settings.",
    cause="The key is empty, or holds nothing but white space and quotation marks.",
)
KEY_TOO_LARGE = define(
    "KEY_TOO_LARGE",
    Severity.WARNING,
    "The pasted text has {length} character; a licence key has at most {limit}.",
    plural="The pasted text has {length} characters; a licence key has at most {limit}.",
    plural_by="length",
    hint="Paste the licence key alone, without the rest of the e-mail.",
    cause="Sizes are capped before anything is decoded.",
)
KEY_TRUNCATED = define(
    "KEY_TRUNCATED",
    Severity.WARNING,
    "The licence key is cut off: its end is missing.",
    hint="Copy the whole key again; a settings field that holds fewer than 2000 characters "
    "may have cut it.",
    cause="The last part of the key is shorter than a signature, or parts are missing.",
)
KEY_DAMAGED = define(
    "KEY_DAMAGED",
    Severity.WARNING,
    "The licence key is damaged: {detail}.",
    hint="Copy the key again from your customer account.",
    cause="The text has the length of a key, yet characters were changed, lost or added.",
)
KEY_NOT_A_LICENCE = define(
    "KEY_NOT_A_LICENCE",
    Severity.WARNING,
    "The text is not a licence key of this vendor.",
    hint="Check that you copied the licence key, and not an order number or another vendor's key.",
    cause="The text has neither the form of a key nor of a damaged one, or it is another kind of "
    "signed document.",
)
KEY_SEVERAL = define(
    "KEY_SEVERAL",
    Severity.WARNING,
    "{count} licence key was pasted at once.",
    plural="{count} licence keys were pasted at once.",
    plural_by="count",
    hint="Paste one key: the one that was issued for this product and shop.",
    cause="The field holds more than one key. The same key pasted twice is taken as one.",
)
KEY_FORGED = define(
    "KEY_FORGED",
    Severity.WARNING,
    "The licence key was changed: its signature does not match.",
    hint="Copy the key again from your customer account; if it stays so, ask the vendor.",
    cause="At least one character differs from what was signed, by accident or on purpose.",
)
KEY_UNKNOWN_SIGNER = define(
    "KEY_UNKNOWN_SIGNER",
    Severity.WARNING,
    "The licence key is signed by '{kid}', whom this module does not know.",
    hint="Refresh the update channel, or update the module, if the key is new; otherwise check "
    "that it is from this vendor or an official partner.",
    cause="The name of the signing key is neither in the trust bundle of the module nor among the "
    "partners that the update channel names.",
)
KEY_SIGNER_NOT_IN_USE = define(
    "KEY_SIGNER_NOT_IN_USE",
    Severity.WARNING,
    "The licence key is signed by '{kid}' with a date at which that key was not in use.",
    hint="Ask the vendor for a new licence key; if the key is new, update the module.",
    cause="The trust bundle of the module says from when to when each key signed, and the issue "
    "date of the licence lies outside.",
)
KEY_IS_PARTNER_CERTIFICATE = define(
    "KEY_IS_PARTNER_CERTIFICATE",
    Severity.WARNING,
    "This is a partner's certificate and not a licence key.",
    hint="Paste the licence key that the partner issued with it.",
    cause="A partner certificate was pasted where a licence belongs.",
)
LICENCE_UNREADABLE = define(
    "LICENCE_UNREADABLE",
    Severity.WARNING,
    "The licence is genuine but cannot be read: {detail}.",
    hint="Update the module: the licence may use a newer format.",
    cause="The signature is good, and a claim is missing or has an impossible value.",
)
PARTNER_CERTIFICATE_INVALID = define(
    "PARTNER_CERTIFICATE_INVALID",
    Severity.WARNING,
    "The partner's certificate in the key cannot be trusted: {detail}.",
    hint="Ask the partner who issued the key for a new one.",
    cause="The certificate after the '~' is damaged, forged, or not signed by the vendor.",
)
PARTNER_OUT_OF_SCOPE = define(
    "PARTNER_OUT_OF_SCOPE",
    Severity.WARNING,
    "The partner was not entitled to issue this licence: {detail}.",
    hint="Ask the partner who issued the key for a new one.",
    cause="The licence goes beyond the products, number, period, support length, hosts or "
    "entitlements in the partner's certificate.",
)
LICENCE_REVOKED = define(
    "LICENCE_REVOKED",
    Severity.WARNING,
    "The licence was revoked by the vendor on {revoked_on}.",
    hint="Contact the vendor; the shop keeps running.",
    cause="The key, or the certificate that it was issued under, is on the revocation list.",
)
REVOCATIONS_STALE = define(
    "REVOCATIONS_STALE",
    Severity.INFO,
    "The revocation list is older than it should be: the next one was due on {next_on}.",
    hint="Refresh the update channel.",
    cause="The list names the day of its successor, and that day is over. It still counts.",
)
REVOCATIONS_UNUSABLE = define(
    "REVOCATIONS_UNUSABLE",
    Severity.WARNING,
    "The revocation list cannot be used: {detail}",
    hint="Refresh the update channel; the licence was checked without the list.",
    cause="The list is damaged, forged or not a revocation list.",
)
WRONG_PRODUCT = define(
    "WRONG_PRODUCT",
    Severity.WARNING,
    "The licence is for '{licensed}' and not for '{product}'.",
    hint="Enter the key that was issued for this product.",
    cause="A genuine key of the same vendor was entered in another product.",
)
HOST_NOT_LICENSED = define(
    "HOST_NOT_LICENSED",
    Severity.WARNING,
    "The licence is for {licensed} and not for {host}.",
    hint="Enter the key for this shop, or have the address of the licence changed in your "
    "customer account.",
    cause="The configured address of the shop is not among those of the licence, and is no test "
    "system of one of them.",
)
HOST_TEST_SYSTEM = define(
    "HOST_TEST_SYSTEM",
    Severity.INFO,
    "{host} is a test system, which needs no licence of its own.",
    hint="Nothing to do.",
    cause="Reserved names, private addresses and names derived from a licensed host, such as "
    "staging.shop.ch, are free.",
)
HOST_UNKNOWN = define(
    "HOST_UNKNOWN",
    Severity.INFO,
    "The address of the shop is not known here, so it was not compared with the licence.",
    hint="Pass the configured address of the shop where there is one.",
    cause="Command line and scheduled jobs have no address. That is no violation.",
)
HOST_INVALID = define(
    "HOST_INVALID",
    Severity.INFO,
    "'{host}' is not a host name or address, so it was not compared with the licence.",
    hint="Configure the shop's address as it stands in the browser.",
    cause="The configured address has no host, or characters that no host has.",
)
TRIAL_ENDED = define(
    "TRIAL_ENDED",
    Severity.WARNING,
    "The trial ended on {ended_on}.",
    hint="Buy a licence and enter its key.",
    cause="Trial licences have an end; all others run for ever.",
)
TEST_KEY_REFUSED = define(
    "TEST_KEY_REFUSED",
    Severity.WARNING,
    "This is a test key, which counts in test mode only.",
    hint="Enter the real key, or check the licence in test mode.",
    cause="Test keys are published with the SDK, so anyone can make one.",
)
LIVE_KEY_IN_TEST_MODE = define(
    "LIVE_KEY_IN_TEST_MODE",
    Severity.WARNING,
    "A real licence key is entered, and the licence is checked in test mode, where test keys "
    "count, too.",
    hint="Switch the module to live mode, or enter a test key if this is a test system.",
    cause="The module is set to test mode, which takes keys that anyone can make. Left on in a "
    "shop that customers use, it hides that the licence is missing.",
)
RELEASE_NOT_COVERED = define(
    "RELEASE_NOT_COVERED",
    Severity.WARNING,
    "The installed release was published on {released_on}, after support ended on "
    "{support_until_on}.",
    hint="Renew support, or go back to a release published until {support_until_on}.",
    cause="A licence covers, for ever, the releases published until the end of its support.",
)
RELEASE_DATE_UNKNOWN = define(
    "RELEASE_DATE_UNKNOWN",
    Severity.INFO,
    "The publishing date of the installed release is not known, so it was not compared with the "
    "support period.",
    hint="Install a release that carries its signed manifest.",
    cause="No signed release manifest was found, and no date was given.",
)
RELEASE_FREE_SECURITY = define(
    "RELEASE_FREE_SECURITY",
    Severity.INFO,
    "The installed release is a security release that is free for everyone.",
    hint="Nothing to do.",
    cause="The vendor marked the release as free_security in its signed manifest.",
)
SUPPORT_ENDED = define(
    "SUPPORT_ENDED",
    Severity.INFO,
    "Support ended on {support_until_on}. Releases published until then may be used for ever.",
    hint="Renew support to get newer releases and help.",
    cause="The support period of the licence is over. The module keeps working.",
)
SUPPORT_ENDS_SOON = define(
    "SUPPORT_ENDS_SOON",
    Severity.INFO,
    "Support ends on {support_until_on}: {days} day is left.",
    plural="Support ends on {support_until_on}: {days} days are left.",
    plural_by="days",
    hint="Renew support to keep getting new releases and help.",
    cause="The support period of the licence ends within 30 days.",
)
CLOCK_BEHIND = define(
    "CLOCK_BEHIND",
    Severity.INFO,
    "The clock of this machine shows {shown_at}, which is before {floor_at}, when a signed "
    "document was made.",
    hint="Set the clock. The licence was checked with the later time.",
    cause="Signed dates are a floor for the time: a clock that was set back changes nothing.",
)
LICENCE_FROM_FUTURE = define(
    "LICENCE_FROM_FUTURE",
    Severity.INFO,
    "The licence was issued at {issued_at}, which is in the future for this machine.",
    hint="Check the clock of this machine.",
    cause="The clock of the machine, or that of the issuer, is wrong.",
)

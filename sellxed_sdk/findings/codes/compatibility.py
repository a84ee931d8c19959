"""What is installed in a shop, and what does not go together."""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "BASELINE_EXPIRED",
    "BASELINE_UNUSED",
    "CONFLICT_FOUND",
    "CONFLICT_POSSIBLE",
    "DECLARED_CONFLICT",
    "DECLARED_MISSING",
    "DECLARED_PLATFORM",
    "DECLARED_REQUIREMENT",
    "INVENTORY_INCOMPLETE",
    "PLATFORM_UNKNOWN",
    "PLATFORM_UNREADABLE",
    "RULES_BUNDLED",
    "RULES_DOUBT",
    "RULES_FAULT",
    "RULES_MISSING",
    "RULES_NEED_TRUST",
    "RULES_STALE",
    "RULES_TRANSLATION_MISSING",
    "RULES_UNREADABLE",
    "RULES_UNSIGNED",
    "RULE_SKIPPED",
    "RULE_UNMATCHED",
    "RULE_WITHDRAWN",
]

CONFLICT_FOUND = define(
    "CONFLICT_FOUND",
    Severity.ERROR,
    "{members} do not work together ({rule}): {text}",
    hint="Update or deactivate, on the test system first: {plugins}.",
    cause="A rule of the vendor names these plugins in these versions as a conflict.",
)
CONFLICT_POSSIBLE = define(
    "CONFLICT_POSSIBLE",
    Severity.WARNING,
    "{members} may not work together ({rule}): {text}",
    hint="If you see this, update or deactivate: {plugins}.",
    cause="A rule would apply, but a version or state is unknown, or the rule is a suspicion.",
)
_DECLARED = "The plugin's own manifest says so; the shop system may not have looked."
DECLARED_CONFLICT = define(
    "DECLARED_CONFLICT",
    Severity.ERROR,
    "{plugin} says itself that it does not go together with {other} ({written}, {where}).",
    hint="Update or deactivate, on the test system first: {plugins}.",
    cause=_DECLARED,
)
DECLARED_MISSING = define(
    "DECLARED_MISSING",
    Severity.WARNING,
    "{plugin} requires {other}, which is not there ({where}).",
    hint="Install what is missing, or deactivate: {plugins}.",
    cause=_DECLARED,
)
DECLARED_PLATFORM = define(
    "DECLARED_PLATFORM",
    Severity.WARNING,
    "{plugin} is not made for {other}: its manifest asks for {written} ({where}).",
    hint="Look for a version of it that is; else deactivate, on the test system first: {plugins}.",
    cause=_DECLARED,
)
DECLARED_REQUIREMENT = define(
    "DECLARED_REQUIREMENT",
    Severity.WARNING,
    "{plugin} requires {written} of {other} ({where}).",
    hint="Update or deactivate, on the test system first: {plugins}.",
    cause=_DECLARED,
)
INVENTORY_INCOMPLETE = define(
    "INVENTORY_INCOMPLETE",
    Severity.INFO,
    "{count} part of the shop could not be read, {path}: {reason}.",
    plural="{count} parts of the shop could not be read, the first is {path}: {reason}.",
    plural_by="count",
    hint="Conflicts with these cannot be found; check their permissions and content.",
    cause="A file is too large, damaged, a link out of the shop, or not readable.",
)
PLATFORM_UNKNOWN = define(
    "PLATFORM_UNKNOWN",
    Severity.ERROR,
    "No shop system is recognised in {path}.",
    hint="Name the root directory of the shop. Systems that can be read: {systems}.",
    cause="None of the files by which a shop system is recognised is there.",
)
PLATFORM_UNREADABLE = define(
    "PLATFORM_UNREADABLE",
    Severity.ERROR,
    "{path} cannot be read as a shop: {detail}.",
    hint="Name a directory that exists and may be read.",
    cause="The path does not exist, is no directory, or the operating system refused.",
)
RULES_BUNDLED = define(
    "RULES_BUNDLED",
    Severity.INFO,
    "The rules that came with the SDK were taken, of {issued_on}; the vendor may have newer ones.",
    hint="Refresh the update channel once.",
    cause="No rules were given, and the channel was never refreshed here or carries none.",
)
RULES_MISSING = define(
    "RULES_MISSING",
    Severity.INFO,
    "There are no compatibility rules yet, so only what plugins change was compared.",
    hint="Refresh the update channel once.",
    cause="The channel was never refreshed on this machine, or carries no rules.",
)
RULES_STALE = define(
    "RULES_STALE",
    Severity.INFO,
    "The compatibility rules were valid until {expires_on}; newer conflicts are not known.",
    hint="Refresh the update channel.",
    cause="The rules name the end of their validity, and it is over. They still count.",
)
RULES_UNSIGNED = define(
    "RULES_UNSIGNED",
    Severity.INFO,
    "The rules carry no signature; they are taken because you named the file.",
    hint="Use the vendor's signed rules for a report that others rely on.",
    cause="A plain JSON file of rules was given, as for trying out rules.",
)
RULES_NEED_TRUST = define(
    "RULES_NEED_TRUST",
    Severity.ERROR,
    "Signed rules can be checked with the vendor's trust bundle only.",
    hint="Give --trust sellxed-trust.json as well.",
    cause="The signature cannot be checked without the vendor's public key.",
)
RULES_UNREADABLE = define(
    "RULES_UNREADABLE",
    Severity.ERROR,
    "The rules {path} cannot be read: {detail}.",
    hint="Check the name and its permissions.",
    cause="The operating system refused to read the file.",
)
RULE_SKIPPED = define(
    "RULE_SKIPPED",
    Severity.INFO,
    "The rule {rule} was left out: {detail}.",
    hint="Update the module: a newer version may understand the rule.",
    cause="The rule uses an operator or field that this version of the SDK does not know.",
)
RULES_FAULT = define(
    "RULES_FAULT",
    Severity.ERROR,
    "The rule {rule} cannot be published: {detail}.",
    hint="Correct the rule.",
    cause="The rule would be skipped or could never match.",
)
RULES_TRANSLATION_MISSING = define(
    "RULES_TRANSLATION_MISSING",
    Severity.WARNING,
    "The message {message} has no text in: {languages}.",
    hint="Add the texts; admins without one see the English text.",
    cause="Messages of rules are shown to shop admins in English, German, French and Italian.",
)
RULES_DOUBT = define(
    "RULES_DOUBT",
    Severity.WARNING,
    "The rule {rule} should be looked at: {detail}.",
    hint="Correct the rule, or leave it if it is meant like that.",
    cause="The rule can be published and is probably not what its author means.",
)
RULE_UNMATCHED = define(
    "RULE_UNMATCHED",
    Severity.INFO,
    "The rule {rule} applies to none of the sample shops.",
    hint="Add a sample shop that has these plugins, or check the rule.",
    cause="No sample has the plugins of the rule in the versions and states that it names.",
)
RULE_WITHDRAWN = define(
    "RULE_WITHDRAWN",
    Severity.INFO,
    "The rule {rule} is withdrawn: {reason}",
    hint="Nothing needs to be done; its number is not used again.",
    cause="The rule counted once, and the vendor took it back.",
)
BASELINE_EXPIRED = define(
    "BASELINE_EXPIRED",
    Severity.WARNING,
    "An accepted conflict counts again since its entry ended on {expires_on}: {about}.",
    hint="Resolve the conflict, or set a later day in the baseline.",
    cause="Every entry of a baseline names its last day, and that day is over.",
)
BASELINE_UNUSED = define(
    "BASELINE_UNUSED",
    Severity.INFO,
    "An entry of the baseline keeps nothing out any more: {about}.",
    hint="Delete the entry.",
    cause="The conflict is gone, or the plugins left the versions for which it was accepted.",
)

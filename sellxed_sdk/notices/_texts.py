"""Every text of the renderers, in English: also the keys of the translation catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import attrs

__all__ = ["UI", "Plural"]


@attrs.frozen
class Plural:
    """A text that counts something; translations have as many forms as their language."""

    one: str
    """English, for one."""
    many: str
    """English, for any other number."""
    by: str
    """The value whose number decides."""


UI: Mapping[str, str | Plural] = MappingProxyType(
    {
        "title": "{product}: licence, updates and support",
        "subtitle": "Licence, updates and support",
        "back": "Back",
        "glance": "At a glance",
        "generated": "As of {when}",
        # the three rights
        "right_run": "May this release run?",
        "right_update": "Is there an update?",
        "right_support": "May support be asked for?",
        "run_yes": "Yes, it may run",
        "run_no": "Not covered by a licence",
        "run_no_effect": "The shop keeps running; nothing is switched off.",
        "run_line": "{version} is licensed for this shop.",
        "run_line_short": "The installed release is licensed for this shop.",
        "update_yes": "Yes: {version}",
        "update_none": "None newer for this shop",
        "update_latest": "You have the newest release",
        "update_unknown": "Not known yet",
        "update_line": "Published on {day} and covered by your licence. Installed: {installed}.",
        "update_newer": "{version} is newer and not for this shop: see the reason below.",
        "support_yes": "Yes",
        "support_limited": "Yes, with limits",
        "support_no": "Not now",
        "support_until": "Support is open until {day}.",
        "support_ended": "Support ended on {day}.",
        "support_first": "First do what stands under “{section}”.",
        # to do
        "todo": "To do",
        "todo_none": "There is nothing to do.",
        "notice_title": "Notices for {product}",
        "more_notices": Plural("{count} more notice", "{count} more notices", by="count"),
        "all_notices": "Show all notices for {product}",
        "severity_info": "Note",
        "severity_warning": "Warning",
        "severity_error": "Problem",
        "severity_critical": "Urgent",
        "action_renew": "Renew support for {product}",
        "action_account": "Your account > Your download products",
        "action_documentation": "Read the manual of {product}",
        "action_booking": "Book additional support",
        "dismiss_for_good": "I know, do not show this again",
        "action_contact": "Write to the vendor",
        "dismiss_for_days": Plural(
            "Remind me again in {days} day", "Remind me again in {days} days", by="days"
        ),
        "reason": "Reason",
        "code": "Code",
        "last_checked": "Last checked: {when}",
        # what a notice means for the shop: one sentence each, of POLICIES
        "effect_update": "The installed release keeps working; the new one waits for you.",
        "effect_security": "Payments keep working, and the fault stays open until the update.",
        "effect_withdrawn": "The installed release keeps working; the vendor advises against it.",
        "effect_support_ends": "The module keeps working after that day; newer releases and help "
        "need a renewal.",
        "effect_support_ended": "The module and its payments keep working; newer releases wait "
        "for a renewal.",
        "effect_licence": "The shop keeps running and nothing is switched off; updates and "
        "support wait until this is settled.",
        "effect_test_mode": "The module keeps working; a key that anyone can make would do here, "
        "too.",
        "effect_checkout": "Customers may not be able to order or pay as long as all of these "
        "are active.",
        "effect_conflict": "Functions of these plugins may fail as long as all of them are active.",
        "effect_possible": "If it happens in your shop, functions of these plugins may fail; "
        "otherwise nothing changes.",
        "effect_damaged": "Functions of the module may fail until its files are whole again.",
        "effect_customised": "The module keeps working; support for it is limited.",
        "effect_tampered": "What is installed keeps working; nothing from there is let in.",
        "effect_unchecked": "The module keeps working; new releases and security fixes are not "
        "seen here.",
        # notices as text
        "subject": "{name}: {message}",
        "notices_line": Plural(
            "{count} notice for {name}", "{count} notices for {name}", by="count"
        ),
        # updates
        "updates": "Updates",
        "installed": "Installed",
        "offered": "Your update",
        "offered_line": "{version} of {day}",
        "requires": "Needs",
        "refused": "Newer, and not for this shop",
        "changes": "What changes",
        "changes_of": "Changes in {version}",
        "test_first": "Try the update on your test system first.",
        "last_check": "Last successful check",
        "last_attempt": "Last attempt",
        "never": "never",
        "stale": "What is known has expired; nothing is installed until it is renewed.",
        "security": "Security",
        "added": "Added",
        "changed": "Changed",
        "deprecated": "Deprecated",
        "removed": "Removed",
        "fixed": "Fixed",
        # conflicts
        "conflicts": "Other plugins",
        "no_conflicts": "No known conflict with other plugins.",
        "possible": "possible",
        "plan": "What to do, on the test system first",
        "plan_update": "Update {plugin} to {version}",
        "plan_update_any": "Update {plugin}",
        "plan_disable": "Deactivate {plugin}",
        "plan_configure": "Change the settings of {plugin}",
        "plan_reorder": "Put {plugin} before the others in the order of the plugins",
        "plan_replace": "Use another plugin in place of {plugin}",
        "plan_other": "See to {plugin}",
        "from_version": "{version} or newer",
        "plan_or": "Or instead",
        "more_about": "More about {rule}",
        "conflicts_title": "{platform} {version}, entries: {entries}, conflicts: {count}",
        "where": "Where",
        "how_sure": "How sure",
        "confidence_declared": "the makers say so themselves",
        "confidence_reproduced": "it was reproduced",
        "confidence_derived": "it follows from the files",
        "confidence_suspected": "it is a suspicion",
        "doubt_version": "the version of a plugin is not known",
        "doubt_state": "it is not known which of them run",
        "doubt_platform": "the version of the shop is not known",
        "doubt_exception": "an exception may apply",
        "step_clears": "clears {conflicts}",
        "step_needs": "because it cannot do without {plugins}",
        "plan_optimal": "There is no cheaper way.",
        "plan_bounded": "There may be a cheaper way: this one costs {cost}, any costs {bound}.",
        "plan_remaining": "It leaves: {conflicts}.",
        "for_information": "For information only, not shown: {count}",
        "not_checked": "Could not be checked",
        # files
        "files": "Files of the module",
        "files_unmodified": "All files are as the vendor shipped them.",
        "files_changed": "Changed files",
        "files_added": "Added files",
        "files_missing": "Missing files",
        # readiness
        "readiness": "Before you open a ticket",
        "ticket_ok": "You can open a ticket.",
        "ticket_limited": "You can open a ticket; support is limited.",
        "ticket_no": "Do what is marked below first. Then open a ticket if the problem stays.",
        "ticket_unknown": "Not everything was checked that a ticket needs.",
        "topic_licence": "Licence",
        "topic_support": "Support period",
        "topic_release": "Newest covered release",
        "topic_files": "Files of the module",
        "topic_plugins": "Other plugins",
        "topic_shop": "Shop system",
        "state_ok": "In order",
        "state_limited": "Limited",
        "state_no": "Do this first",
        "state_unknown": "Not checked",
        "desk": "Support desk",
        "write_to": "Write to {contact}",
        "tier_line": "{name}: answer within {response}, by {channel}",
        "desk_open": "Somebody answers now.",
        "desk_closed": "Outside business hours now. The manual helps meanwhile.",
        # licence
        "licence": "Licence",
        "licence_id": "Number",
        "licence_from": "Issued by",
        "licence_partner": "Official partner",
        "licence_support": "Support until",
        "licence_tier": "Support tier",
        "licence_hosts": "Shops",
        "licence_any_host": "any",
        "licence_trial": "Trial until",
        # inventory
        "inventory": "Installed in this shop",
        "inventory_line": Plural(
            "{platform} {version}, {count} entry",
            "{platform} {version}, {count} entries",
            by="count",
        ),
        "column_name": "Name",
        "column_version": "Version",
        "column_state": "State",
        "column_kind": "Kind",
        "plugin_active": "active",
        "plugin_inactive": "inactive",
        "plugin_unknown": "not known",
        "and_more": Plural("and {count} more", "and {count} more", by="count"),
        "not_read": "Could not be read",
        # forms of a host, and their answers
        "notices_all": "Notices for your modules",
        "index_title": "Modules: licences, updates and support",
        "index_none": "No module has registered itself here.",
        "index_count": Plural("{count} notice", "{count} notices", by="count"),
        "check_now": "Check for updates of {product} now",
        "check_fresh": "It was checked a short while ago; nothing was asked again.",
        "check_updated": "Checked for updates: there is something new.",
        "check_unchanged": "Checked for updates: nothing is new.",
        "check_stale": "Checked for updates, but what the vendor signed has expired.",
        "check_busy": "A check for updates is under way already.",
        "check_failed": "The check for updates did not succeed.",
        "reply_checked": "Checked for updates.",
        "reply_dismissed": "The notice was put away.",
        "reply_saved": "The licence key was saved.",
        "reply_done": "Done.",
        "reply_failed": "Nothing was changed.",
        "key_shown": "Key that is stored",
        "key_label": "Licence key",
        "key_new": "Another licence key",
        "key_help": "Paste the whole key as you were sent it, with all its lines.",
        "key_save": "Save the licence key of {product}",
        "key_configured": "The key comes from the configuration of this shop and is changed there.",
        "key_refused": "The licence key was not saved.",
        "key_kept": "The stored key was kept: {end}",
        "key_unchanged": "What is stored was not changed.",
    }
)

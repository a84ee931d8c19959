"""The search for a conflict that no rule knows."""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "BISECTION_ALL_UNTESTED",
    "BISECTION_ANSWERS_CONTRADICT",
    "BISECTION_CAUSE_FOUND",
    "BISECTION_CAUSE_UNCONFIRMED",
    "BISECTION_CONTROL_UNTESTED",
    "BISECTION_LIMIT_REACHED",
    "BISECTION_MORE_CAUSES",
    "BISECTION_NOTHING_TO_SWITCH",
    "BISECTION_NOT_PLUGINS",
    "BISECTION_NOT_REPRODUCED",
    "BISECTION_NO_QUESTION",
    "BISECTION_OTHER_SHOP",
    "BISECTION_PRODUCTION_HOST",
    "BISECTION_REST_UNTESTED",
    "BISECTION_SHOP_CHANGED",
    "BISECTION_STATES_UNKNOWN",
    "BISECTION_UNDECIDED",
]

BISECTION_CAUSE_FOUND = define(
    "BISECTION_CAUSE_FOUND",
    Severity.ERROR,
    "The fault shows with {plugins} switched on, and not without any of them.",
    hint="Leave one of them off, or look for an update of it; tell their makers what you found.",
    cause="The search found the smallest set of plugins with which the fault shows, and saw it "
    "again as often as was asked for.",
)
BISECTION_CAUSE_UNCONFIRMED = define(
    "BISECTION_CAUSE_UNCONFIRMED",
    Severity.WARNING,
    "The fault seems to need {plugins}; this is not confirmed.",
    hint="Try these alone once more, and everything without them, before you act on it.",
    cause="The search ended with this set, but it was not seen again, parts of it could not be "
    "tried, or no confirmation was asked for.",
)
BISECTION_UNDECIDED = define(
    "BISECTION_UNDECIDED",
    Severity.WARNING,
    "It could not be told which of these have a part in the fault, if any: {plugins}.",
    hint="Begin again with --requires or --keep for what the shop cannot do without, so that more "
    "combinations can be tried.",
    cause="All combinations that would tell these plugins apart were answered with unresolved.",
)
BISECTION_NOT_REPRODUCED = define(
    "BISECTION_NOT_REPRODUCED",
    Severity.WARNING,
    "The fault does not show with everything switched on, so there is nothing to search.",
    hint="Find steps with which it shows each time, empty the caches, and begin again.",
    cause="The first combination has all plugins on, and was answered with ok.",
)
BISECTION_NOT_PLUGINS = define(
    "BISECTION_NOT_PLUGINS",
    Severity.WARNING,
    "The fault shows without any of the plugins that were switched off: they are not its cause.",
    hint="Look at what stayed on: the theme, what always runs, the shop system and the server.",
    cause="The combination with all of these plugins off was answered with fail.",
)
BISECTION_ALL_UNTESTED = define(
    "BISECTION_ALL_UNTESTED",
    Severity.WARNING,
    "It could not be told whether the fault shows with everything switched on.",
    hint="Find steps that tell it, and begin again.",
    cause="The first combination has all plugins on, and was answered with unresolved.",
)
BISECTION_CONTROL_UNTESTED = define(
    "BISECTION_CONTROL_UNTESTED",
    Severity.INFO,
    "It could not be told whether the fault is gone with everything switched off.",
    hint="Keep on what the shop cannot be tried without, as its checkout, and begin again if the "
    "result looks wrong.",
    cause="The combination with all plugins off was answered with unresolved.",
)
BISECTION_REST_UNTESTED = define(
    "BISECTION_REST_UNTESTED",
    Severity.INFO,
    "It could not be told whether the fault is gone without the plugins that were found.",
    hint="Try it in the shop as you will leave it.",
    cause="The combination with everything on but the causes found was answered with unresolved.",
)
BISECTION_ANSWERS_CONTRADICT = define(
    "BISECTION_ANSWERS_CONTRADICT",
    Severity.WARNING,
    "The answers contradict each other; on was: {plugins}.",
    hint="Perhaps the fault comes and goes: find steps with which it shows each time, empty the "
    "caches, and begin again. Perhaps another plugin prevents it.",
    cause="One combination was answered with both ok and fail, or the fault showed with a part "
    "of a combination with which it had not shown.",
)
BISECTION_MORE_CAUSES = define(
    "BISECTION_MORE_CAUSES",
    Severity.WARNING,
    "There are further causes: the fault still shows without the plugins that were found.",
    hint="Mend the causes that were found, and begin again.",
    cause="As many independent causes were found as were asked for, and the fault still shows.",
)
BISECTION_LIMIT_REACHED = define(
    "BISECTION_LIMIT_REACHED",
    Severity.WARNING,
    "The search was given up after {count} combination.",
    plural="The search was given up after {count} combinations.",
    plural_by="count",
    hint="Begin again with fewer plugins: keep on what is above suspicion.",
    cause="A limit on the number of combinations keeps a search from going on for ever.",
)
BISECTION_NO_QUESTION = define(
    "BISECTION_NO_QUESTION",
    Severity.ERROR,
    "There is no combination that waits for an answer.",
    hint="Begin a search, or look at the report of the one that is finished.",
    cause="An answer was given, or taken back, where the search is finished or has no answer yet.",
)
BISECTION_PRODUCTION_HOST = define(
    "BISECTION_PRODUCTION_HOST",
    Severity.ERROR,
    "{host} looks like a shop that customers use; plugins are not switched off there.",
    hint="Search in a copy of the shop, under a name like staging.example.com or localhost. If "
    "this is one, or there is no other way, add --production-too.",
    cause="While plugins are off, orders and payments may be lost. A name counts as a test "
    "system where it is reserved or local, a private address, or has a word like staging or "
    "test in front of the domain.",
)
BISECTION_STATES_UNKNOWN = define(
    "BISECTION_STATES_UNKNOWN",
    Severity.ERROR,
    "It is not known of {count} plugin whether it runs in this shop: {plugin}.",
    plural="It is not known of {count} plugins whether they run in this shop, as {plugin}.",
    plural_by="count",
    hint="Give --evidence plugins.json, as `wp plugin list --format=json` prints it; or, where "
    "all of them run, --assume-active.",
    cause="Which plugins run cannot be told from the files, and what did not run before must not "
    "be switched on.",
)
BISECTION_NOTHING_TO_SWITCH = define(
    "BISECTION_NOTHING_TO_SWITCH",
    Severity.ERROR,
    "No plugin runs in {path} that could be switched off.",
    hint="Check the path, the evidence, and what is kept on.",
    cause="None is known to run, or all that do are kept on. Themes, must-use plugins, drop-ins "
    "and Magento's own modules are not switched.",
)
BISECTION_OTHER_SHOP = define(
    "BISECTION_OTHER_SHOP",
    Severity.ERROR,
    "The search in {path} is about another shop: {detail}.",
    hint="Name another file with --state, or remove this one to begin again.",
    cause="The platform or the host is not the one with which the search began.",
)
BISECTION_SHOP_CHANGED = define(
    "BISECTION_SHOP_CHANGED",
    Severity.WARNING,
    "The plugins of the shop have changed since the search began.",
    hint="Answers from before may not hold any more: if plugins were updated, remove the file "
    "{path} and begin again.",
    cause="Names or versions of what is installed differ from when the search began.",
)

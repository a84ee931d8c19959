"""Support window, trial, release and clock."""

from __future__ import annotations

from documents import ISSUED_AT, ORDINARY, licence
from expectations import blocked, ended, valid, vector
from revocation_lists import listed, revocations

# Tables: their rows keep together.
# fmt: off
TRIAL_ENDS_AT = 1_795_410_000  # 2026-11-23T05:00:00Z
OTHER_PRODUCT = licence(prd="alpenship", exp=TRIAL_ENDS_AT)
TRIAL = licence(exp=TRIAL_ENDS_AT)
SOON, OVER = valid("SUPPORT_ENDS_SOON"), ended("SUPPORT_ENDED")
TRIAL_OVER = blocked("trial_ended", "TRIAL_ENDED")
BEHIND = "CLOCK_BEHIND"
SUPPORT_PERIOD = [
    ("last-second", "the last second of the last day", "2027-10-24T23:59:59Z", SOON),
    ("over", "the first second after it", "2027-10-25T00:00:00Z", OVER),
    ("east-inside", "the next day in Zurich, still the last one in UTC",
     "2027-10-25T01:59:59+02:00", SOON),
    ("east-over", "one second later", "2027-10-25T02:00:00+02:00", OVER),
    ("west-over", "still the last day in Chicago, the next one in UTC", "2027-10-24T19:00:00-05:00",
     OVER),
    ("west-inside", "one second earlier", "2027-10-24T18:59:59-05:00", SOON),
    ("kiritimati-inside", "the easternmost zone", "2027-10-25T13:59:59+14:00", SOON),
    ("kiritimati-over", "one second later", "2027-10-25T14:00:00+14:00", OVER),
    ("31-days", "31 days before the end", "2027-09-23T23:59:59Z", valid()),
    ("30-days", "30 days before the end", "2027-09-24T00:00:00Z", SOON),
    ("years-later", "what was covered stays so for ever", "2090-01-01T00:00:00Z", OVER),
]
TRIALS = [
    ("before", "one second before the end", "2026-11-23T04:59:59Z", valid()),
    ("reached", "the exact second of the end", "2026-11-23T05:00:00Z", TRIAL_OVER),
    ("after", "later", "2026-12-24T05:00:00Z", TRIAL_OVER),
    ("zone-before", "one second before, in another zone", "2026-11-23T18:59:59+14:00", valid()),
    ("zone-reached", "the exact second, in another zone", "2026-11-22T23:00:00-06:00", TRIAL_OVER),
]
RELEASES = [
    ("same-day", "published on the last day of support", licence(), "2027-10-24", False,
     "2027-10-24T12:00:00Z", SOON),
    ("next-day", "published the day after", licence(), "2027-10-25", False, "2027-10-25T12:00:00Z",
     blocked("release_not_covered", "RELEASE_NOT_COVERED", "SUPPORT_ENDED")),
    ("covered-later", "covered, long after the end of support", licence(), "2027-10-24", False,
     "2031-01-01T00:00:00Z", OVER),
    ("free", "a free security release after the end of support", licence(), "2027-10-25", True,
     "2027-10-25T12:00:00Z", ended("RELEASE_FREE_SECURITY", "SUPPORT_ENDED")),
    ("free-covered", "a free security release inside the period", licence(), "2026-01-15", True,
     "2026-11-23T12:00:00Z", valid()),
    ("unknown", "a release whose date is not known", licence(), None, False, "2026-11-23T12:00:00Z",
     valid("RELEASE_DATE_UNKNOWN")),
    ("unknown-ended", "... after the end of support", licence(), None, False,
     "2028-01-01T00:00:00Z", ended("RELEASE_DATE_UNKNOWN", "SUPPORT_ENDED")),
    ("before-issue", "published years before the licence was issued", licence(), "2019-05-01",
     False, "2026-11-23T12:00:00Z", valid()),
    ("clock-back", "a clock set back opens no window: dates alone are compared", licence(),
     "2028-01-01", False, "2026-11-23T12:00:00Z",
     blocked("release_not_covered", "RELEASE_NOT_COVERED", "SUPPORT_ENDED", BEHIND)),
    ("support-before-issue", "support that ended before it began", licence(sup="2026-10-23"),
     "2026-10-23", False, "2026-11-23T12:00:00Z", OVER),
]
CLOCKS = [
    ("behind-issue", "a clock before the issue date", ORDINARY, "2026-01-01T00:00:00Z", {},
     valid("LICENCE_FROM_FUTURE")),
    ("behind-issue-day", "... by a day: clocks are off", ORDINARY, "2026-10-23T05:00:00Z", {},
     valid()),
    ("behind-issue-more", "... by a second more", ORDINARY, "2026-10-23T04:59:59Z", {},
     valid("LICENCE_FROM_FUTURE")),
    ("behind-1970", "a clock that was never set", ORDINARY, "1970-01-01T00:00:00Z", {},
     valid("LICENCE_FROM_FUTURE")),
    ("behind-release", "a clock before the release", ORDINARY, "2026-11-23T12:00:00Z",
     {"released_on": "2027-01-01"}, valid(BEHIND)),
    ("behind-seen", "a clock before the newest signed date that was seen", ORDINARY,
     "2026-11-23T12:00:00Z", {"seen_at": "2027-01-01T00:00:00Z"}, valid(BEHIND)),
    ("seen-earlier", "a seen date before the clock", ORDINARY, "2026-11-23T12:00:00Z",
     {"seen_at": "2026-11-22T00:00:00Z"}, valid()),
    ("seen-day", "a seen date one day after the clock", ORDINARY, "2026-11-23T12:00:00Z",
     {"seen_at": "2026-11-24T12:00:00Z"}, valid()),
    ("seen-ends-support", "a seen date after the end of support", ORDINARY, "2026-11-23T12:00:00Z",
     {"seen_at": "2027-10-25T00:00:00Z"}, ended("SUPPORT_ENDED", BEHIND)),
    ("seen-ends-trial", "a seen date after the end of a trial", TRIAL, "2026-11-23T04:00:00Z",
     {"seen_at": "2026-11-23T05:00:00Z"}, TRIAL_OVER),
    ("trial-back", "a trial on a clock that was set back", TRIAL, "2026-01-01T00:00:00Z",
     {"seen_at": "2026-12-01T00:00:00Z"}, blocked("trial_ended", "TRIAL_ENDED", BEHIND)),
    ("trial-issue", "a trial that ended when it was issued", licence(exp=ISSUED_AT),
     "2020-01-01T00:00:00Z", {}, blocked("trial_ended", "TRIAL_ENDED", "LICENCE_FROM_FUTURE")),
    ("trial-list", "the list's date ends a trial", TRIAL, "2026-11-22T12:00:00Z",
     {"revocations": revocations(iat=TRIAL_ENDS_AT)}, TRIAL_OVER),
    ("list-from-future", "a list from the future counts, and is a floor", ORDINARY,
     "2026-11-23T12:00:00Z", {"revocations": revocations(iat=1_798_761_600, nxt=1_800_000_000)},
     valid(BEHIND)),
]
SEVERAL_REASONS = [
    ("product", "another product of the vendor", licence(prd="alpenship"), {},
     blocked("wrong_product", "WRONG_PRODUCT")),
    ("product-case", "products are compared exactly", ORDINARY, {"product": "Alpenpay"},
     blocked("wrong_product", "WRONG_PRODUCT")),
    ("product-prefix", "products are compared exactly", ORDINARY, {"product": "alpenpay-pro"},
     blocked("wrong_product", "WRONG_PRODUCT")),
    ("tier", "a tier decides nothing about these rights", licence(tier="plus"), {}, valid()),
    (
        "everything",
        "all that is wrong is told: what prevents first, each in the order of the checks",
        OTHER_PRODUCT,
        {
            "hosts": ["a.fr", "localhost"],
            "released_on": "2028-01-01",
            "now": "2026-11-23T12:00:00Z",
            "revocations": revocations(
                iat=TRIAL_ENDS_AT, certs=[], **listed([(OTHER_PRODUCT, 20_000)])
            ),
        },
        blocked("revoked", "LICENCE_REVOKED", "WRONG_PRODUCT", "HOST_NOT_LICENSED",
                "TRIAL_ENDED", "RELEASE_NOT_COVERED", "HOST_TEST_SYSTEM", "SUPPORT_ENDED",
                "REVOCATIONS_STALE", BEHIND),
    ),
    (
        "everything-but-revoked",
        "likewise without the list",
        OTHER_PRODUCT,
        {
            "hosts": ["a.fr", "localhost"],
            "released_on": "2028-01-01",
            "now": "2026-11-23T12:00:00Z",
        },
        blocked("wrong_product", "WRONG_PRODUCT", "HOST_NOT_LICENSED", "TRIAL_ENDED",
                "RELEASE_NOT_COVERED", "HOST_TEST_SYSTEM", "SUPPORT_ENDED", BEHIND),
    ),
    ("host-trial", "the host before the trial", licence(exp=TRIAL_ENDS_AT),
     {"hosts": ["a.fr"], "now": "2026-12-01T00:00:00Z"},
     blocked("wrong_host", "HOST_NOT_LICENSED", "TRIAL_ENDED")),
    ("infos", "several things to know, none that prevents", licence(sup="2026-11-30"),
     {"hosts": [], "released_on": None},
     valid("HOST_UNKNOWN", "RELEASE_DATE_UNKNOWN", "SUPPORT_ENDS_SOON")),
]
# fmt: on


def vectors():
    return [
        *[
            vector(f"rights-support-{name}", about, ORDINARY, expected, now=now)
            for name, about, now, expected in SUPPORT_PERIOD
        ],
        *[
            vector(f"rights-trial-{name}", about, TRIAL, expected, now=now)
            for name, about, now, expected in TRIALS
        ],
        *[
            vector(
                f"rights-release-{name}",
                about,
                key,
                expected,
                released_on=day,
                free_security=free,
                now=now,
            )
            for name, about, key, day, free, now, expected in RELEASES
        ],
        *[
            vector(f"rights-clock-{name}", about, key, expected, now=now, **more)
            for name, about, key, now, more, expected in CLOCKS
        ],
        *[
            vector(f"rights-{name}", about, key, expected, **more)
            for name, about, key, more, expected in SEVERAL_REASONS
        ],
    ]

import time
from datetime import date, datetime, timedelta, timezone

import pytest

from sellxed_sdk.licence._days import day_of

# Where the zone of a process cannot be set, that of the machine has to do.
set_zone = getattr(time, "tzset", lambda: None)


@pytest.mark.parametrize(
    ("instant", "offset_hours", "day"),
    [
        ((2026, 11, 23, 23, 59), 0, date(2026, 11, 23)),
        ((2026, 11, 23, 23, 59), -1, date(2026, 11, 24)),
        ((2026, 11, 24, 0, 59), 1, date(2026, 11, 23)),
        ((2026, 11, 24, 13, 59), 14, date(2026, 11, 23)),
        ((1, 1, 1, 0, 0), 0, date(1, 1, 1)),
        # In UTC there is no such day.
        ((1, 1, 1, 0, 0), 1, date.min),
        ((9999, 12, 31, 23, 59), -1, date.max),
    ],
)
@pytest.mark.parametrize("machine", ["UTC", "America/Chicago", "Pacific/Kiritimati"])
def test_a_day_is_one_of_utc(instant, offset_hours, day, machine, monkeypatch):
    zone = timezone(timedelta(hours=offset_hours))
    monkeypatch.setenv("TZ", machine)
    set_zone()
    try:
        found = day_of(datetime(*instant, tzinfo=zone))
    finally:
        monkeypatch.undo()
        set_zone()

    assert found == day

"""The reports of the support tests, and a panel with everything in it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import attrs
import pytest

from sellxed_sdk.findings.codes import releases as codes
from sellxed_sdk.notices import Panel, build_notices
from sellxed_sdk.releases import Change, ReleaseNotes
from sellxed_sdk.support import check_readiness

_spec = importlib.util.spec_from_file_location(
    "support_fixtures", Path(__file__).parents[1] / "support" / "conftest.py"
)
_shared = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_shared)
globals().update(
    {name: value for name, value in vars(_shared).items() if not name.startswith("__")}
)


@pytest.fixture
def offered(updates, newer):
    """A shop with an update, and a newer release that is not covered."""
    available = codes.RELEASE_UPDATE_AVAILABLE.finding(
        subject="alpenpay", product="alpenpay", version="1.1.0", published_on=newer.published_on
    )
    return attrs.evolve(updates, offered=newer, may_update=True, findings=(available,))


@pytest.fixture
def build(licence, desk, now):
    """Builds notices of a shop where all is well but for what is given."""

    def run(**reports):
        return build_notices(
            **{"product": "alpenpay", "licence": licence, "desk": desk, "now": now, **reports}
        )

    return run


@pytest.fixture
def panel(licence, offered, conflicting, customised, desk, now):
    """A function that makes the panel of a shop with much to say."""

    def make(*, text="It breaks.", name="Alpenpay", change="Refunds.", **others):
        compatibility = conflicting()
        conflicts = tuple(
            attrs.evolve(conflict, texts=(("en", text), ("de", "Es geht entzwei.")))
            for conflict in compatibility.conflicts
        )
        compatibility = attrs.evolve(compatibility, conflicts=conflicts)
        reports = {
            "licence": licence,
            "updates": offered,
            "compatibility": compatibility,
            "integrity": customised,
            **others,
        }
        notes = ReleaseNotes(version="1.1.0", changes=(Change(category="added", text=change),))
        return Panel(
            product="alpenpay",
            name=name,
            generated_at=now,
            changes=(notes,),
            readiness=check_readiness(product="alpenpay", desk=desk, now=now, **reports),
            desk=desk,
            notices=build_notices(product="alpenpay", desk=desk, now=now, **reports),
            inventories=(compatibility.inventory,),
            **reports,
        )

    return make

"""Code as users write it: checked by mypy --strict, never run."""

from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path

from sellxed_sdk import (
    CompatibilityReport,
    Finding,
    Licence,
    LicenceReport,
    LicenceStatus,
    Module,
    RefreshResult,
    SellxedError,
    Severity,
    StatusError,
    TrustBundle,
    UpdateReport,
    check_compatibility,
    check_licence,
    check_updates,
    load_trust,
)
from sellxed_sdk.compatibility import (
    Bisection,
    BisectionReport,
    Outcome,
    Probe,
    bisect_conflict,
    next_probe,
    parse_bisection,
    record_outcome,
    render_bisection,
    start_bisection,
)
from sellxed_sdk.testing import TEST_TRUST, make_licence

module: Module = Module.from_package("my_module", state_dir=Path("state"))
trust: TrustBundle = load_trust(Path("sellxed-trust.json"))


def on_checkout(key: str | None) -> bool:
    report: LicenceReport = module.check_licence(key, hosts=["shop.example.ch"])
    if report.status is LicenceStatus.SUPPORT_ENDED and report.has("multistore"):
        return report.may_run
    licence: Licence | None = report.licence
    until: date | None = licence.support_until_on if licence else None
    try:
        report.raise_for_status()
    except StatusError as error:
        print(error.code, error.hint, until)
    return bool(report)


def in_a_scheduled_job(key: str) -> list[Finding]:
    result: RefreshResult = module.refresh(languages=("de",))
    report: LicenceReport = module.check_licence(key)
    updates: UpdateReport = module.check_updates(report, platforms={"wordpress": "6.8.3"})
    conflicts: CompatibilityReport = module.check_compatibility("/srv/shop")
    version: str | None = updates.offered.version if updates.offered else None
    print(result.outcome.value, version)
    return [f for f in conflicts.findings if f.severity is not Severity.INFO]


def find_an_unknown_conflict(installed: list[str]) -> tuple[str, ...]:
    def probe(enabled: frozenset[str]) -> Outcome:
        return Outcome.FAIL if {"turbo", "slider"} <= enabled else Outcome.OK

    report: BisectionReport = bisect_conflict(installed, probe=probe, requires={"a": ["b"]})
    bisection: Bisection = start_bisection(installed, always_on=["alpenpay"])
    asked: Probe | None = next_probe(parse_bisection(render_bisection(bisection)))
    if asked is not None:
        bisection = record_outcome(bisection, probe(frozenset(asked.enabled)))
    return report.causes[0].plugins if report.causes else ()


def without_a_module(key: str) -> dict[str, object]:
    now = datetime.now(timezone.utc)
    report = check_licence(key, trust=TEST_TRUST, product="alpenpay", mode="test", now=now)
    updates = check_updates(trust=trust, product="alpenpay", installed="1.0", licence=report)
    conflicts = check_compatibility(Path("/srv/shop"), rules="rules.jws", trust=trust)
    try:
        return {**updates.to_dict(), **conflicts.to_dict(), "key": make_licence(product="a")}
    except SellxedError as error:
        return {"code": error.code}

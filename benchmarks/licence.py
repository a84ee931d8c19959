"""Verifying a licence: ours, the bare signature, and libraries of the same trade."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timezone
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

import sellxed_sdk
from benchmarks._measure import Case, Timing, measure
from benchmarks._processes import medians
from benchmarks._tables import Table
from benchmarks._vendor import HOST, PRODUCT, Licences, install_module, issue_licences, make_vendor
from benchmarks._verifiers import BARE, BARE_JSON, LIBRARIES, OURS, PASETO, Verifier
from sellxed_sdk.licence import LicenceReport, Situation, check_licence
from sellxed_sdk.signing import JsonObject, Purpose, TrustBundle, parse_jws
from sellxed_sdk.vendor import Vendor

__all__ = ["run"]

Thunk = Callable[[], object]

_BATCH = 20
_REPEATS = 2_000


@attrs.frozen(kw_only=True)
class _Scene:
    licences: Licences
    facts: Mapping[str, str]
    trust: TrustBundle
    module: sellxed_sdk.Module
    paseto: tuple[str, ...]
    rounds: int


def run(quick: bool) -> list[Table]:  # noqa: FBT001 - all subjects are called alike
    """Measure warm and cold verification."""
    skipped = tuple(
        f"skipped: {name} ({package} is not installed; dependency group `bench`)"
        for name, (_, package) in LIBRARIES.items()
        if find_spec(package) is None
    )
    with TemporaryDirectory() as work:
        scene = _prepare(Path(work), rounds=12 if quick else 60)
        warm = measure(_warm_cases(scene), rounds=scene.rounds)
        return [_warm_table(warm, skipped), _cold_table(scene, 3 if quick else 9, skipped)]


def _prepare(work: Path, *, rounds: int) -> _Scene:
    now = datetime.now(timezone.utc)
    vendor = make_vendor(work / "vendor", url="http://127.0.0.1:9", now=now)
    licences = issue_licences(vendor, count=rounds * _BATCH)
    signer = vendor.signer(Purpose.LICENCE)
    return _Scene(
        licences=licences,
        facts={
            "kid": signer.kid,
            "public_key": signer.public_key.hex(),
            "product": PRODUCT,
            "host": HOST,
            "released_on": now.date().isoformat(),
            "now": licences.now.isoformat(),
        },
        trust=vendor.trust(),
        module=sellxed_sdk.Module(
            install_module(vendor, work=work / "module", now=now), state_dir=work / "state"
        ),
        paseto=_sign_paseto(licences.direct[: rounds * _BATCH], vendor)
        if find_spec("pyseto")
        else (),
        rounds=rounds,
    )


def _sign_paseto(keys: Sequence[str], vendor: Vendor) -> tuple[str, ...]:
    pyseto = import_module("pyseto")
    pem = (vendor.keys_directory / f"{vendor.signer(Purpose.LICENCE).kid}.pem").read_bytes()
    signer = pyseto.Key.new(version=4, purpose="public", key=pem)
    claims = [_claims(key) for key in keys]
    return tuple(pyseto.encode(signer, claim, serializer=json).decode() for claim in claims)


def _claims(key: str) -> JsonObject:
    return parse_jws(key).unverified_claims()


def _warm_cases(scene: _Scene) -> list[Case]:
    keys = scene.licences
    cases = [
        _batched(name, _prepare_all(make(scene.facts), _tokens(name, scene)))
        for name, (make, package) in LIBRARIES.items()
        if find_spec(package) is not None
    ]
    whole = partial(
        sellxed_sdk.check_licence,
        trust=scene.trust,
        product=PRODUCT,
        release_date=scene.facts["released_on"],
        hosts=[HOST],
        now=keys.now,
    )
    for name, tokens in (
        ("  of a partner that is known", keys.same_partner),
        ("  of another partner each time", keys.other_partners),
    ):
        cases.append(_batched(name, _prepare_all(_partner_verifier(scene), tokens)))
    # Keys of their own, which no other case has asked for: answers are remembered.
    count = scene.rounds * _BATCH
    second, third = keys.direct[count : 2 * count], keys.direct[2 * count :]
    cases.append(_batched("  as sellxed_sdk.check_licence", _each(whole, second)))
    at_module = partial(scene.module.check_licence, hosts=[HOST], now=keys.now)
    cases.append(_batched("  as Module.check_licence", _each(at_module, third)))
    in_core = _partner_verifier(scene)(keys.direct[0])
    for name, again in (
        ("  the same key again", in_core),
        ("  the same key again, sellxed_sdk.check_licence", partial(whole, keys.direct[0])),
        ("  the same key again, Module.check_licence", partial(at_module, keys.direct[0])),
    ):
        cases.append(_repeated(name, again))
    return cases


def _tokens(name: str, scene: _Scene) -> tuple[str, ...]:
    return scene.paseto if name == PASETO else scene.licences.direct[: scene.rounds * _BATCH]


def _partner_verifier(scene: _Scene) -> Verifier:
    situation = Situation(
        product=PRODUCT,
        released_on=date.fromisoformat(scene.facts["released_on"]),
        hosts=(HOST,),
    )
    check = partial(
        check_licence, situation=situation, now=scene.licences.now, keyring=scene.trust.keyring
    )
    return lambda token: partial(check, token)


def _prepare_all(verifier: Verifier, tokens: Sequence[str]) -> list[Thunk]:
    return [verifier(token) for token in tokens]


def _each(check: Callable[[str], object], tokens: Sequence[str]) -> list[Thunk]:
    return [partial(check, token) for token in tokens]


def _batched(name: str, thunks: Sequence[Thunk]) -> Case:
    answer = thunks[-1]()
    if isinstance(answer, LicenceReport) and not answer.may_run:
        # What refuses early is fast: such a figure would say nothing.
        raise RuntimeError(f"{name}: {answer.status.value}")

    def work(number: int) -> None:
        # A batch of its own for each round: no cache of whole answers can be hit.
        for thunk in thunks[number * _BATCH : (number + 1) * _BATCH]:
            thunk()

    return Case(name=name, work=work, count=_BATCH)


def _repeated(name: str, thunk: Thunk) -> Case:
    def work(_: int) -> None:
        # So often that the first time, after all the other keys, does not count.
        for _ in range(_REPEATS):
            thunk()

    return Case(name=name, work=work, count=_REPEATS)


def _warm_table(found: Mapping[str, Timing], skipped: tuple[str, ...]) -> Table:
    bare, loaded = found[BARE].best, found[BARE_JSON].best
    ordered = sorted(found, key=_place)
    return Table(
        title="Verifying a licence, warm: every key new, public keys imported beforehand",
        columns=("", "µs (fastest)", "µs (median)", "ratio to bare", "ratio to bare + json"),
        rows=tuple(
            (
                name,
                f"{found[name].best * 1e6:.1f}",
                f"{found[name].median * 1e6:.1f}",
                f"{found[name].best / bare:.2f}",
                f"{found[name].best / loaded:.2f}",
            )
            for name in ordered
        ),
        notes=(
            (
                "bare: signature and signed bytes taken apart beforehand; ours, PyJWT and "
                "joserfc start from the text of the same keys, pyseto from its own form."
            ),
            *skipped,
        ),
    )


def _place(name: str) -> int:
    # Ours stand together, then the others.
    return 0 if name.startswith("bare") else 1 if name.startswith((OURS, "  ")) else 2


def _cold_table(scene: _Scene, rounds: int, skipped: tuple[str, ...]) -> Table:
    programs = {}
    for name, (_, package) in LIBRARIES.items():
        if find_spec(package) is None:
            continue
        token = _tokens(name, scene)[0]
        given = json.dumps({"library": name, "token": token, "facts": dict(scene.facts)})
        programs[name] = (("-m", "benchmarks._cold"), given)
    found = medians(programs, rounds=rounds)
    first = found[BARE]["first_us"]
    total = {n: entry["start_ms"] + entry["first_us"] / 1000 for n, entry in found.items()}
    return Table(
        title=f"Verifying a licence, cold: first in a fresh process (median of {rounds})",
        columns=(
            "",
            "import + key, ms",
            "first verification, µs",
            "ratio to bare",
            "together, ms",
            "ratio to bare, together",
        ),
        rows=tuple(
            (
                name,
                f"{entry['start_ms']:.1f}",
                f"{entry['first_us']:.0f}",
                f"{entry['first_us'] / first:.2f}",
                f"{total[name]:.1f}",
                f"{total[name] / total[BARE]:.2f}",
            )
            for name, entry in found.items()
        ),
        notes=("The start of the interpreter is not counted.", *skipped),
    )

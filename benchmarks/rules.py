"""Compatibility rules: reading a feed, and matching it with what a shop has installed."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from functools import partial

from benchmarks._measure import Case, measure
from benchmarks._tables import Table
from sellxed_sdk.compatibility import (
    Conflict,
    Plugin,
    PluginState,
    Rule,
    RuleIndex,
    ShopInventory,
    match_rules,
    parse_rules,
)

__all__ = ["run"]

_CHUNK = 10_000
_SIZES = ((20_000, 200), (100_000, 200), (20_000, 2_000), (100_000, 2_000))
_QUICK_SIZES = ((2_000, 200), (10_000, 200), (2_000, 2_000), (10_000, 2_000))


def run(quick: bool) -> list[Table]:  # noqa: FBT001 - all subjects are called alike
    """Measure reading and matching for several sizes, the first one being the base."""
    sizes = _QUICK_SIZES if quick else _SIZES
    most = max(count for count, _ in sizes)
    # As in real feeds: few plugins are in many rules, and most are in one or two.
    universe = [f"wordpress:plugin-{number}" for number in range(most // 2)]
    chance = random.Random(7)  # noqa: S311 - the same rules in every run
    feeds = [_feed(chance, universe, start) for start in range(0, most, min(_CHUNK, most))]
    every = tuple(rule for feed in feeds for rule in parse_rules(feed).rules)
    shops = {plugins: _shop(chance, universe, plugins) for _, plugins in sizes}
    return [
        _reading(feeds[0], rounds=3 if quick else 5),
        _matching(sizes, every, shops, rounds=4 if quick else 7),
    ]


def _feed(chance: random.Random, universe: Sequence[str], start: int) -> bytes:
    rules = []
    for number in range(start, start + min(_CHUNK, len(universe) * 2)):
        first, second = _pick(chance, universe), _pick(chance, universe)
        rules.append(
            {
                "id": f"SXC-{number:06}",
                "all": [
                    {"plugin": first, "versions": ">=1.0,<3.0"},
                    {"plugin": second, "versions": "<2.4.1"},
                ],
                "severity": "warning",
                "confidence": "reproduced",
                "message": "both",
                "remedies": [{"action": "update", "plugin": second, "to": ">=2.4.1"}],
            }
        )
    feed = {
        "schema": 1,
        "feed_id": "vendor.example",
        "sequence": 1,
        "issued": "2026-01-01T00:00:00Z",
        "expires": "2036-01-01T00:00:00Z",
        "messages": {"both": {"en": "Both change the checkout."}},
        "rules": rules,
    }
    return json.dumps(feed).encode()


def _pick(chance: random.Random, universe: Sequence[str]) -> str:
    # The fourth power: a hundredth of the plugins stands in a third of the places.
    return universe[int(chance.random() ** 4 * len(universe))]


def _shop(chance: random.Random, universe: Sequence[str], count: int) -> ShopInventory:
    uids: set[str] = set()
    while len(uids) < count:
        uids.add(_pick(chance, universe))
    plugins = tuple(
        Plugin(
            uid=uid,
            name=uid,
            version=f"{chance.randrange(1, 4)}.{chance.randrange(9)}.0",
            state=PluginState.ACTIVE,
        )
        for uid in sorted(uids)
    )
    return ShopInventory(platform="wordpress", platform_version="6.8.3", plugins=plugins)


def _reading(feed: bytes, *, rounds: int) -> Table:
    cases = [
        Case(name="json.loads", work=lambda _: json.loads(feed)),
        Case(name="parse_rules", work=lambda _: parse_rules(feed)),
    ]
    found = measure(cases, rounds=rounds)
    count = len(parse_rules(feed).rules)
    base = found["json.loads"].best
    return Table(
        title=f"Reading a feed of {count} rules, {len(feed) / 1e6:.1f} MB",
        columns=("", "ms (fastest)", "µs a rule", "ratio to json.loads"),
        rows=tuple(
            (
                name,
                f"{timing.best * 1e3:.1f}",
                f"{timing.best / count * 1e6:.2f}",
                f"{timing.best / base:.2f}",
            )
            for name, timing in found.items()
        ),
    )


def _matching(
    sizes: Sequence[tuple[int, int]],
    every: tuple[Rule, ...],
    shops: dict[int, ShopInventory],
    *,
    rounds: int,
) -> Table:
    cases = []
    hits: dict[str, int] = {}
    for count, plugins in sizes:
        rules, shop = every[:count], shops[plugins]
        name = f"{count} rules, {plugins} plugins"
        hits[name] = len(match_rules(shop, rules=rules))
        cases.append(Case(name=f"once {name}", work=partial(_match, shop, rules)))
        cases.append(Case(name=f"build {name}", work=partial(_index, rules)))
        cases.append(Case(name=f"query {name}", work=partial(_match, shop, RuleIndex(rules))))
        cases.append(Case(name=f"scan {name}", work=partial(_scan, shop, rules)))
    found = measure(cases, rounds=rounds)
    base = {kind: found[f"{kind} {next(iter(hits))}"].best for kind in ("build", "query")}
    return Table(
        title="Index and match, ms (fastest)",
        columns=(
            "",
            "plain scan",
            "match once",
            "build index",
            "growth",
            "query index",
            "growth",
            "query to scan",
            "conflicts",
        ),
        rows=tuple(
            (
                name,
                f"{found[f'scan {name}'].best * 1e3:.1f}",
                f"{found[f'once {name}'].best * 1e3:.1f}",
                f"{found[f'build {name}'].best * 1e3:.1f}",
                f"{found[f'build {name}'].best / base['build']:.2f}",
                f"{found[f'query {name}'].best * 1e3:.2f}",
                f"{found[f'query {name}'].best / base['query']:.2f}",
                f"{found[f'query {name}'].best / found[f'scan {name}'].best:.2f}",
                f"{hits[name]}",
            )
            for name in hits
        ),
        notes=(
            "growth: to the first row.",
            (
                "Plain scan: all rules, a set look-up for each of their plugins, no versions "
                "compared, nothing built. Match once and query compare versions, too."
            ),
        ),
    )


def _index(rules: tuple[Rule, ...], _: int) -> RuleIndex:
    return RuleIndex(rules)


def _match(
    shop: ShopInventory, rules: tuple[Rule, ...] | RuleIndex, _: int
) -> tuple[Conflict, ...]:
    return match_rules(shop, rules=rules)


def _scan(shop: ShopInventory, rules: tuple[Rule, ...], _: int) -> int:
    installed = {plugin.uid for plugin in shop.plugins}
    found = 0
    for rule in rules:
        if all(not installed.isdisjoint(condition.plugins) for condition in rule.conditions):
            found += 1
    return found

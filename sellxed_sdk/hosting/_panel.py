"""`AdminPanel`: what every host integration does, without a framework."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timezone

import attrs

from sellxed_sdk.compatibility import ShopInventory
from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.findings.codes import hosting as codes
from sellxed_sdk.hosting._forms import Forms
from sellxed_sdk.hosting._job import Job
from sellxed_sdk.hosting._modules import Modules
from sellxed_sdk.hosting._reports import describe_module
from sellxed_sdk.hosting._store import RecordStore
from sellxed_sdk.hosting._values import InstalledModule, KeyState, PanelAnswer, PanelView
from sellxed_sdk.hosting._watch import Watch, finding_about
from sellxed_sdk.licence import LicenceReport, refuse_licence
from sellxed_sdk.module import build_panel
from sellxed_sdk.notices import LANGUAGES, Panel, is_put_away
from sellxed_sdk.updates import RefreshOutcome, RefreshResult

__all__ = ["AdminPanel"]


class AdminPanel:
    """The modules of one host, for its storefront, its admins and its scheduled job.

    Made once for each process; making it and adding modules does no I/O. Threads may share
    it. Nothing here raises because of the host's storage, the network or what people enter.

    Args:
        store: Where records are kept.
        hosts: Gives the configured addresses of the shop (never the Host header).
        inventory: Lists what is installed beside the modules; the distributions of the
            running Python by default. Called by the scheduled job alone.
        platforms: Gives what runs here besides Python, as ``{"django": "5.2.1"}``.
        languages: Languages whose changelogs the scheduled job brings.
        now: The clock; the system's by default.
    """

    def __init__(
        self,
        store: RecordStore,
        *,
        hosts: Callable[[], Iterable[str]] | None = None,
        inventory: Callable[[], ShopInventory | None] | None = None,
        platforms: Callable[[], Mapping[str, str]] | None = None,
        languages: tuple[str, ...] = LANGUAGES,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self.store = store
        self._inventory = inventory if inventory is not None else _read_python
        self._languages = languages
        self._clock = now if now is not None else _system_now
        self._modules = Modules()
        self._watch = Watch(store, self._modules, hosts=hosts, platforms=platforms)

    def add(self, installed: InstalledModule) -> None:
        """Take in a module; another of the same product takes its place."""
        self._modules.add(installed)
        self._watch.memory.forget()

    @property
    def products(self) -> tuple[str, ...]:
        """The modules' products, sorted."""
        return tuple(self._modules.by_product())

    def name(self, product: str) -> str:
        """Return a module's name as it is sold."""
        installed = self._find(product)
        return (installed.name if installed else "") or product

    def check_licence(self, product: str) -> LicenceReport:
        """Decide what the licence of a module allows, for a request of the storefront.

        From memory; the records are looked at once a minute at most, so a key that was entered
        counts everywhere after a minute. Never raises.

        Args:
            product: The module.
        """
        now = self._clock()
        installed = self._find(product)
        if installed is None:
            return refuse_licence(codes.HOST_MODULE_UNKNOWN.finding(product=product), now=now)
        self._watch.look_sometimes()
        key = self._watch.key(product, installed)
        if key is None and self._watch.failure is not None:
            return refuse_licence(self._watch.failure, now=now)
        return installed.module.check_licence(key, hosts=self._watch.shop().hosts, now=now)

    def look(self, user: str) -> PanelView:
        """Return what a page of the admin shows this user. One look-up; never raises.

        Ask only for users who may update modules, and never on the storefront.

        Args:
            user: Identifies the user in the host, as a primary key.
        """
        now = self._clock()
        marks = self._watch.marks(user)
        notices = [
            notice
            for product, installed in self._modules.by_product().items()
            for notice in self._watch.report(product, installed, now=now).notices
            if not is_put_away(notice, marks, now=now)
        ]
        notices.sort(key=lambda notice: (-notice.severity.rank, -notice.surface.reach))
        return PanelView(
            notices=tuple(notices),
            names=tuple((product, self.name(product)) for product in self.products),
            findings=self._watch.findings,
            seen_at=now,
        )

    def page(self, product: str, *, user: str = "", language: str = "en") -> Panel:
        """Return everything that a module's page shows. May read its files; no network.

        Args:
            product: The module.
            user: Whose dismissed notices are left out; none where empty.
            language: Of the changelog.

        Raises:
            ConfigurationError: There is no such module; the host answers with 404.
        """
        installed = self._find(product)
        if installed is None:
            raise codes.HOST_MODULE_UNKNOWN.error(
                ConfigurationError, product=product, setting="product"
            )
        now = self._clock()
        marks = self._watch.marks(user)
        reports = self._watch.report(product, installed, now=now)
        inventory = self._watch.memory.inventory
        panel = build_panel(
            installed.module,
            licence=reports.licence,
            updates=reports.updates,
            compatibility=reports.compatibility,
            integrity=reports.integrity or installed.module.check_integrity(),
            inventories=() if inventory is None else (inventory,),
            name=self.name(product),
            language=language,
            now=now,
        )
        notices = tuple(n for n in panel.notices if not is_put_away(n, marks, now=now))
        return attrs.evolve(panel, notices=notices)

    def key_state(self, product: str) -> KeyState:
        """Return what may be shown of a module's key."""
        installed = self._find(product)
        if installed is None:
            return KeyState(is_stored=False)
        configured = self._watch.configured(installed)
        key = configured or self._watch.memory.head.key(product) or ""
        shown = f"…{key[-6:]}" if len(key) > 60 else ""
        return KeyState(is_stored=bool(key), is_configured=bool(configured), shown=shown)

    def answer(self, form: Mapping[str, str], *, user: str) -> PanelAnswer:
        """Do what a form asks for, by its fields ``slx_action`` and ``slx_product``. Never raises.

        The host has checked before that the user may do so and that the form is its own (CSRF).

        Args:
            form: The posted fields.
            user: As for `look`.
        """
        action, product = form.get("slx_action", ""), form.get("slx_product", "")
        if action == "dismiss":
            return self.dismiss(user, form.get("slx_fingerprint", ""), product=product)
        if action == "key":
            return self.enter_key(product, form.get("slx_key", ""))
        if action == "check":
            return self.check_now(product)
        finding = codes.HOST_ANSWER_UNKNOWN.finding()
        return PanelAnswer(action="unknown", product=product, ok=False, findings=(finding,))

    def enter_key(self, product: str, text: str) -> PanelAnswer:
        """Store a key if it is one for this module and shop; else tell exactly why not.

        A key that is refused leaves the stored one as it was. Never raises.

        Args:
            product: The module.
            text: What was pasted.
        """
        self._watch.look()
        installed = self._find(product)
        answer = Forms(self.store, self._clock()).enter_key(
            product,
            text,
            installed=installed,
            configured=bool(installed and self._watch.configured(installed)),
            old=self._watch.key(product, installed) if installed else None,
            hosts=self._watch.shop().hosts,
        )
        self._watch.look_next_time()
        return answer

    def dismiss(self, user: str, fingerprint: str, *, product: str = "") -> PanelAnswer:
        """Put a notice away for one user, as long as its policy says. Never raises."""
        known = self.look(user).notices
        return Forms(self.store, self._clock()).dismiss(user, fingerprint, product, known)

    def check_now(self, product: str) -> PanelAnswer:
        """Ask a module's channel now, because an admin clicked so. Never raises."""
        if product not in self._modules.by_product():
            finding = codes.HOST_MODULE_UNKNOWN.finding(product=product)
            return PanelAnswer(action="check", product=product, ok=False, findings=(finding,))
        results = self.refresh(force=True)
        channels = self._modules.channels()
        result = next(
            (r for r, c in zip(results, channels, strict=False) if product in c.products), None
        )
        return PanelAnswer(
            action="check",
            product=product,
            ok=bool(result),
            # "is not None": the truth of a result is another matter.
            findings=result.findings if result is not None else (),
            outcome=result.outcome if result is not None else None,
        )

    def refresh(self, *, force: bool = False) -> tuple[RefreshResult, ...]:
        """Ask the channels, look at files and plugins, and share what was found. Never raises.

        For the scheduled job: hourly or daily, on any number of machines; each channel is
        asked at most once a day, by one of them.

        Args:
            force: Ask also where the last check is young.

        Returns:
            How it ended, for each channel.
        """
        job = Job(
            store=self.store,
            modules=self._modules,
            inventory=self._inventory,
            languages=self._languages,
            now=self._clock(),
        )
        try:
            self._watch.look()
            return job.run(force=force)
        except Exception as error:  # noqa: BLE001 - a scheduled job must not be switched off
            finding = finding_about(error, codes.HOST_RECORDS_UNWRITABLE)
            return tuple(
                job.without(channel, RefreshOutcome.STORE_FAILED, finding)
                for channel in self._modules.channels()
            )
        finally:
            self._watch.look_next_time()

    def status(self) -> dict[str, object]:
        """Return JSON-ready data for monitoring: no keys, no hosts, no customers."""
        self._watch.look()
        now = self._clock()
        modules = {
            product: describe_module(self.name(product), self._watch.report(product, one, now=now))
            for product, one in self._modules.by_product().items()
        }
        findings = [finding.to_dict() for finding in self._watch.findings]
        return {"schema": 1, "modules": modules, "findings": findings}

    def _find(self, product: str) -> InstalledModule | None:
        return self._modules.by_product().get(product)


def _system_now() -> datetime:
    return datetime.now(timezone.utc)


def _read_python() -> ShopInventory:
    from sellxed_sdk.shops import read_python_environment  # the scheduled job alone needs it

    return read_python_environment()

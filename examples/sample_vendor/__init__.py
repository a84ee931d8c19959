"""A vendor with a real update channel on loopback: what the sample shops install from.

`SampleVendor` makes keys, a channel and licences; `install` unpacks a published release as a
merchant does; `publish` brings the next one. Nothing here is needed in a shop.
"""

from __future__ import annotations

import contextlib
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from sellxed_sdk.signing import Purpose
from sellxed_sdk.testing import serve_directory
from sellxed_sdk.vendor import (
    LicenceRequest,
    PublishFacts,
    ReleaseFacts,
    build_release,
    create_channel,
    create_vendor,
    issue_licence,
    publish_release,
)

__all__ = ["HOST", "NAMES", "STATES", "SampleVendor"]

HOST = "shop.example.ch"
STATES = ("valid", "damaged", "ended", "wrong_product")
NAMES = {"alpenpay": "AlpenPay", "glacierpay": "GlacierPay"}
FIRST = "2.0.0"
FIRST_DAYS_AGO = 200
SUPPORT = {
    "contact": "support@sellxed.example",
    "links": {
        "account": "https://sellxed.example/account",
        "renew": "https://sellxed.example/renew",
        "documentation": "https://sellxed.example/manuals",
        "booking": "https://sellxed.example/additional-support",
    },
    "tiers": [
        {"id": "standard", "name": "Standard Support", "response": "2 business days"},
    ],
    "hours": {
        "timezone": "Europe/Zurich",
        "days": [{"day": "monday", "opens": "08:30", "closes": "17:00"}],
    },
}
NOTES = {
    "2.1.0": {
        "en": {"added": ("Partial refunds from the order page.",)},
        "de": {"added": ("Teilrückerstattungen von der Bestellseite aus.",)},
    },
    "2.2.0": {
        "en": {"fixed": ("Rounding of amounts in Swiss francs.",)},
        "de": {"fixed": ("Rundung von Beträgen in Schweizer Franken.",)},
    },
    "2.2.1": {
        "en": {"security": ("A forged answer of the payment page was believed.",)},
        "de": {"security": ("Einer gefälschten Antwort der Zahlungsseite wurde geglaubt.",)},
    },
}


class SampleVendor:
    """A vendor with a served channel, and release 2.0.0 of each product.

    Args:
        directory: Where everything is made.
        products: What it sells.
        sources: Code of products, by product; a package of one file where there is none.
    """

    def __init__(
        self,
        directory: Path,
        *,
        products: tuple[str, ...] = ("alpenpay",),
        sources: dict[str, Path] | None = None,
    ) -> None:
        self.directory = directory
        self.products = products
        self.now = datetime.now(timezone.utc).replace(microsecond=0)
        self._sources = dict(sources or {})
        self._closing = contextlib.ExitStack()
        root = directory / "vendor"
        self.server = self._closing.enter_context(serve_directory(root / "repository"))
        self.vendor = create_vendor(
            root,
            name="sellxed.example",
            metadata_url=f"{self.server.url}/metadata/",
            targets_url=f"{self.server.url}/targets/",
        )
        create_channel(self.vendor, products=products, support=SUPPORT, now=self.now)
        for product in products:
            self.publish(FIRST, product=product, days_ago=FIRST_DAYS_AGO)

    def close(self) -> None:
        """Stop serving; also as `contextlib.closing` does."""
        self._closing.close()

    @property
    def requests(self) -> int:
        """How many requests the channel got so far."""
        return len(self.server.requests)

    @property
    def refreshes(self) -> int:
        """How many times a shop began to ask: each check asks for the timestamp once."""
        asked = (request.path for request in self.server.requests)
        return sum(path.endswith("/timestamp.json") for path in asked)

    def install(self, into: Path, *, product: str = "alpenpay", version: str = FIRST) -> Path:
        """Unpack a release with its manifest and trust bundle; return the module's directory."""
        with zipfile.ZipFile(self._archive(product, version)) as archive:
            archive.extractall(into)
        return into / product

    def publish(
        self,
        version: str,
        *,
        product: str = "alpenpay",
        days_ago: int = 0,
        security: str | None = None,
        critical: bool = False,
    ) -> None:
        """Build and publish a release.

        Args:
            version: PEP 440.
            product: One of `products`.
            days_ago: When it was published.
            security: Severity of the problem that it fixes, as ``high``.
            critical: Whether it must not wait.
        """
        source = self.directory / "sources" / product / version
        _write_source(self._sources.get(product), source, product=product, version=version)
        archive = build_release(
            source,
            facts=ReleaseFacts(
                product=product,
                version=version,
                published_at=self.now - timedelta(days=days_ago),
            ),
            trust=self.vendor.trust().text,
            signer=self.vendor.signer(Purpose.RELEASE),
            output=self.directory / "dist",
        )
        facts = PublishFacts(security=security, critical=critical)
        notes = NOTES.get(version, {})
        now = datetime.now(timezone.utc)
        publish_release(self.vendor, archive, facts=facts, notes=notes, now=now)

    def publish_critical(self, version: str = "2.2.1", *, product: str = "alpenpay") -> None:
        """Publish a release with a critical security fix."""
        self.publish(version, product=product, security="critical", critical=True)

    def key(
        self, state: str = "valid", *, product: str = "alpenpay", hosts: tuple[str, ...] = (HOST,)
    ) -> str:
        """Return a licence key in one of `STATES`, for release 2.0.0.

        Args:
            state: ``ended``: its support ended 35 days ago, so 2.0.0 is covered and a new
                release is not. ``wrong_product``: it is genuine, and for something else.
            product: One of `products`.
            hosts: Addresses of the shop; none for any shop.
        """
        if state not in STATES:
            raise ValueError(f"there is no state {state!r}; the states are {', '.join(STATES)}")
        days_left = -35 if state == "ended" else 200
        issued = issue_licence(
            LicenceRequest(
                product="another" if state == "wrong_product" else product,
                hosts=hosts,
                customer="Muster AG",
                support_until_on=(self.now + timedelta(days=days_left)).date(),
            ),
            issuer=self.vendor.name,
            signer=self.vendor.signer(Purpose.LICENCE),
            now=self.now - timedelta(days=400),
        )
        if state != "damaged":
            return issued.key
        at = issued.key.rindex(".") + 20  # within the signature
        return f"{issued.key[:at]}{'A' if issued.key[at] != 'A' else 'B'}{issued.key[at + 1 :]}"

    def _archive(self, product: str, version: str) -> Path:
        return self.directory / "dist" / f"{product}-{version}.zip"


def _write_source(source: Path | None, target: Path, *, product: str, version: str) -> None:
    target.mkdir(parents=True)
    if source is None:
        text = f'"""{NAMES.get(product, product)}."""\n\n__version__ = "{version}"\n'
        (target / "__init__.py").write_text(text, encoding="utf-8")
        return
    for path in sorted(source.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text(encoding="utf-8").replace("{{version}}", version)
            copy.write_text(text, encoding="utf-8", newline="\n")

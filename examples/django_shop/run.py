"""The whole scene with one command: `python examples/django_shop/run.py`.

A vendor with a real update channel on loopback, and a Django shop with two payment modules
that were bought there. All of it lives in a temporary directory and goes with Ctrl-C.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from sample_vendor import SampleVendor  # noqa: E402 - the examples are no distribution

PRODUCTS = ("alpenpay", "glacierpay")


def main() -> None:
    """Open vendor and shop, and say how to get in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="of the shop, on 127.0.0.1")
    port = parser.parse_args().port
    with TemporaryDirectory(prefix="django-shop-") as name:
        work, password = Path(name), secrets.token_urlsafe(9)
        sources = {product: HERE / "modules" / product for product in PRODUCTS}
        vendor = SampleVendor(work / "vendor", products=PRODUCTS, sources=sources)
        environment = {
            **os.environ,
            "SHOP_WORK": name,
            "SHOP_SECRET": secrets.token_hex(32),
            "SHOP_MODULES": " ".join(PRODUCTS),
            "SELLXED_LICENCE_KEY_GLACIERPAY": vendor.key(product="glacierpay"),
            "DJANGO_SUPERUSER_PASSWORD": password,
        }

        def manage(*words: str) -> None:
            command = [sys.executable, str(HERE / "manage.py"), *words]
            subprocess.run(command, env=environment, check=True)  # noqa: S603 - our own file

        with contextlib.closing(vendor), contextlib.suppress(KeyboardInterrupt):
            for product in PRODUCTS:
                vendor.install(work / "modules", product=product)
            vendor.publish("2.1.0")
            vendor.publish_critical(product="glacierpay")
            manage("migrate", "-v0")
            account = ("--username", "admin", "--email", "admin@shop.example.ch")
            manage("createsuperuser", "--noinput", "-v0", *account)
            manage("sellxed_refresh")  # what cron does
            print(f"storefront  http://127.0.0.1:{port}/")
            print(f"admin       http://127.0.0.1:{port}/admin/  (admin, password {password})")
            for state in ("valid", "damaged", "ended"):
                print(f"\nAlpenPay key, {state}:\n{vendor.key(state)}")
            print("\nCtrl-C ends.", flush=True)
            manage("runserver", "--noreload", "--insecure", f"127.0.0.1:{port}")


if __name__ == "__main__":
    main()

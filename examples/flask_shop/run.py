"""The whole scene with one command: `python examples/flask_shop/run.py`.

A vendor with a real update channel on loopback, and a Flask shop with two payment modules
that were bought there. All of it lives in a temporary directory and goes with Ctrl-C.
"""

from __future__ import annotations

import argparse
import contextlib
import secrets
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from werkzeug.serving import make_server

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from sample_vendor import HOST, SampleVendor  # noqa: E402 - the examples are no distribution
from shop import create_app  # noqa: E402

PRODUCTS = ("alpenpay", "glacierpay")


def main() -> None:
    """Open vendor and shop, and say how to get in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=5000, help="of the shop, on 127.0.0.1")
    port = parser.parse_args().port
    with TemporaryDirectory(prefix="flask-shop-") as name:
        work = Path(name)
        sources = {product: HERE / "modules" / product for product in PRODUCTS}
        vendor = SampleVendor(work / "vendor", products=PRODUCTS, sources=sources)
        with contextlib.closing(vendor):
            for product in PRODUCTS:
                vendor.install(work / "modules", product=product)
            vendor.publish("2.1.0")
            vendor.publish_critical(product="glacierpay")
            password = secrets.token_urlsafe(6)
            app = create_app(
                {
                    "SECRET_KEY": secrets.token_hex(32),
                    "ADMIN_PASSWORD": password,
                    "MODULES_DIR": work / "modules",
                    "SELLXED_HOSTS": [f"https://{HOST}/"],
                    "SELLXED_STATE_DIR": work / "state",
                    "SELLXED_KEYS": {"glacierpay": vendor.key(product="glacierpay")},
                }
            )
            app.test_cli_runner().invoke(args=["sellxed", "refresh"])  # what cron does
            server = make_server("127.0.0.1", port, app, threaded=True)
            print(f"storefront  http://127.0.0.1:{server.server_port}/")
            print(f"admin       http://127.0.0.1:{server.server_port}/admin/")
            print(f"login       admin, password {password}  (clerk: the same, without the right)")
            for state in ("valid", "damaged", "ended"):
                print(f"\nAlpenPay key, {state}:\n{vendor.key(state)}")
            print("\nCtrl-C ends.", flush=True)
            with contextlib.suppress(KeyboardInterrupt):
                server.serve_forever()


if __name__ == "__main__":
    main()

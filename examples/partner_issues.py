"""A partner issues licences with a key of its own, within what the vendor certified."""

from datetime import datetime, timezone

from sellxed_sdk import TrustBundle, check_licence
from sellxed_sdk.errors import PublishError
from sellxed_sdk.signing import Keyring, LocalSigner, PrivateKey, Purpose, TrustedKey
from sellxed_sdk.vendor import LicenceRequest, PartnerRequest, certify_partner, issue_licence


def main() -> None:
    """Certify a partner, issue under the certificate, and try to go beyond it."""
    now = datetime.now(timezone.utc)
    # The vendor: in real life the certificate key lies in the vendor's directory.
    vendor = LocalSigner("cert-1", PrivateKey.generate())
    keys = TrustedKey(kid="cert-1", purpose=Purpose.CERTIFICATE, public_key=vendor.public_key)
    trust = TrustBundle(vendor="vendor.example", keyring=Keyring((keys,)))

    # The partner makes a key and sends the public half only.
    private = PrivateKey.generate()
    request = PartnerRequest(
        partner="partner.example",
        public_key=private.public_bytes,
        products=("alpenpay",),
        max_count=100,
        days=365,
    )
    certificate, scope = certify_partner(request, signer=vendor, now=now)
    print(f"certificate {scope.id}: {scope.max_count} licences until {scope.not_after_at:%Y-%m-%d}")

    partner = LocalSigner(scope.id, private)
    for product in ("alpenpay", "bernpay"):
        try:
            issued = issue_licence(
                LicenceRequest(product=product, hosts=("shop.example.ch",), sequence=1),
                issuer=scope.partner,
                signer=partner,
                certificate=certificate,
                keyring=trust.keyring,  # the finished key is checked as a shop checks it
                now=now,
            )
        except PublishError as error:
            print(f"{product}: {error.message}")
            continue
        report = check_licence(
            issued.key, trust=trust, product=product, hosts=["shop.example.ch"], now=now
        )
        print(f"{product}: {report.status.value}, issued by {report.partner}")


if __name__ == "__main__":
    main()

"""A private key that never enters this process: a signer for a KMS or PKCS#11 token."""

import subprocess
import sys
from datetime import datetime, timezone

from sellxed_sdk import TrustBundle, check_licence
from sellxed_sdk.signing import Keyring, Purpose, TrustedKey
from sellxed_sdk.vendor import LicenceRequest, issue_licence

# Stands for the token: it holds the key, and answers each line with a signature.
DEVICE = """
import sys; from sellxed_sdk.signing import PrivateKey
key = PrivateKey.generate()
print(key.public_bytes.hex(), flush=True)
for line in sys.stdin:
    print(key.sign(bytes.fromhex(line)).hex(), flush=True)
"""


class TokenSigner:
    """Three members make a signer: a name, the public key, and `sign`."""

    def __init__(self, kid: str, token: subprocess.Popen[str]) -> None:
        self.kid = kid
        self.token, self.lines = token, iter(token.stdout or ())
        self.public_key = bytes.fromhex(next(self.lines))

    def sign(self, data: bytes) -> bytes:
        """Return 64 bytes; with PKCS#11 this is C_Sign with CKM_EDDSA."""
        print(data.hex(), file=self.token.stdin, flush=True)
        return bytes.fromhex(next(self.lines))


def main() -> None:
    """Issue a licence with the key in the token."""
    now = datetime.now(timezone.utc)
    command, pipe = [sys.executable, "-c", DEVICE], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as token:  # noqa: S603
        signer, purpose = TokenSigner("lic-1", token), Purpose.LICENCE
        key = TrustedKey(kid=signer.kid, purpose=purpose, public_key=signer.public_key)
        trust = TrustBundle(vendor="vendor.example", keyring=Keyring((key,)))
        # With the keyring, what the token signed goes through the whole check of a shop.
        issued = issue_licence(
            LicenceRequest(product="alpenpay", hosts=("shop.example.ch",)),
            issuer=trust.vendor,
            signer=signer,
            now=now,
            keyring=trust.keyring,
        )
        report = check_licence(issued.key, trust=trust, product="alpenpay", now=now)
        print(f"signed by {issued.kid} in another process: {report.status.value}")


if __name__ == "__main__":
    main()

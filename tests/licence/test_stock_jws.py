"""Licence keys are stock JWS: libraries of others read ours, and we read theirs.

Nothing here depends on the clock of the machine, which those libraries read: what is issued
lies in the past, and what has to last lasts for a century.
"""

import json
from datetime import date, datetime, timezone

import attrs
import pytest

from sellxed_sdk.licence import CERTIFICATE_TYP, LICENCE_TYP
from sellxed_sdk.signing import (
    Keyring,
    LocalSigner,
    PrivateKey,
    Purpose,
    TrustedKey,
    encode_base64url,
)
from sellxed_sdk.vendor import (
    LicenceRequest,
    PartnerRequest,
    certify_partner,
    create_vendor,
    issue_licence,
)

# RFC 9864 renames the algorithm; the old name is the one that all libraries know.
pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")

ISSUED_AT = datetime(2020, 3, 1, 12, tzinfo=timezone.utc)
REQUEST = LicenceRequest(product="alpenpay", hosts=("shop.ch",), id="L-1")
SEED = b"\x21" * 32


class PyJwt:
    """PyJWT: a dictionary of claims in, the library's own errors out."""

    algorithms = ("EdDSA",)

    def __init__(self):
        self._jwt = pytest.importorskip("jwt")
        self.error = self._jwt.PyJWTError

    def verify(self, text, jwk):
        """Verify the signature alone; return header and payload."""
        read = self._jwt.PyJWS().decode_complete(
            text, self._jwt.PyJWK(jwk).key, algorithms=["EdDSA"]
        )
        return read["header"], read["payload"]

    def claims(self, text, jwk):
        """Verify all that RFC 7519 asks for, the clock included."""
        return self._jwt.decode(text, self._jwt.PyJWK(jwk).key, algorithms=["EdDSA"])

    def sign(self, header, payload, jwk):
        names = {name: value for name, value in header.items() if name != "alg"}
        return self._jwt.PyJWS().encode(
            payload,
            self._jwt.PyJWK(jwk).key,
            algorithm=header["alg"],
            headers=names,
            sort_headers=[*header] == sorted(header),
        )


class Joserfc:
    """joserfc, likewise."""

    algorithms = ("EdDSA", "Ed25519")

    def __init__(self):
        pytest.importorskip("joserfc")
        from joserfc import errors, jws, jwt
        from joserfc.jwk import OKPKey

        self._jws, self._jwt, self._import = jws, jwt, OKPKey.import_key
        self.error = errors.JoseError

    def verify(self, text, jwk):
        read = self._jws.deserialize_compact(text, self._import(jwk), algorithms=["EdDSA"])
        return read.headers(), read.payload

    def claims(self, text, jwk):
        claims = self._jwt.decode(text, self._import(jwk), algorithms=["EdDSA"]).claims
        self._jwt.JWTClaimsRegistry().validate(claims)
        return claims

    def sign(self, header, payload, jwk):
        return self._jws.serialize_compact(
            header, payload, self._import(jwk), algorithms=[header["alg"]]
        )


@pytest.fixture(params=[PyJwt, Joserfc], ids=["PyJWT", "joserfc"])
def stock(request):
    return request.param()


@pytest.fixture(scope="module")
def vendor(tmp_path_factory):
    """A vendor with a trust bundle."""
    made = create_vendor(
        tmp_path_factory.mktemp("stock") / "vendor",
        name="sellxed.example",
        metadata_url="http://127.0.0.1:9/metadata/",
        targets_url="http://127.0.0.1:9/targets/",
    )
    made.write_trust(root=b"{}")
    return made


@pytest.fixture(scope="module")
def jwks(vendor):
    """The current keys as the trust bundle's file has them, by purpose and not reshaped."""
    keys = json.loads(vendor.trust_path.read_text())["keys"]
    # The current key of a purpose stands before the next one.
    return {key["purpose"]: key for key in reversed(keys)}


@pytest.fixture(scope="module")
def issue(vendor):
    def issue(**changes):
        request = attrs.evolve(REQUEST, **changes)
        signer = vendor.signer(Purpose.LICENCE)
        return issue_licence(request, issuer=vendor.name, signer=signer, now=ISSUED_AT).key

    return issue


@pytest.fixture(scope="module")
def issue_as_partner(vendor):
    """Issue a partner's licence under a certificate for so many days."""

    def issue_as_partner(*, days):
        key = PrivateKey.from_seed(SEED)
        certificate, scope = certify_partner(
            PartnerRequest(
                partner="acme.ch",
                public_key=key.public_bytes,
                products=("alpenpay",),
                max_count=10,
                days=days,
            ),
            signer=vendor.signer(Purpose.CERTIFICATE),
            identifier="p-acme",
            now=ISSUED_AT,
        )
        return issue_licence(
            attrs.evolve(REQUEST, sequence=1),
            issuer="acme.ch",
            signer=LocalSigner(scope.id, key),
            now=ISSUED_AT,
            certificate=certificate,
        ).key

    return issue_as_partner


class TestTheyReadOurs:
    @pytest.fixture
    def keyring(self, vendor):
        """What `check` trusts: the vendor whose keys the libraries read."""
        return vendor.keyring()

    def test_a_licence_with_the_key_of_the_trust_bundle(self, stock, issue, jwks):
        header, payload = stock.verify(issue(customer="Müller & Söhne"), jwks["licence"])

        assert header == {"alg": "EdDSA", "kid": jwks["licence"]["kid"], "typ": LICENCE_TYP}
        assert json.loads(payload)["cus"] == "Müller & Söhne"

    def test_a_bought_licence_has_no_exp_and_is_read_after_support_ended(self, stock, issue, jwks):
        claims = stock.claims(issue(support_until_on=date(2020, 3, 2)), jwks["licence"])

        assert claims["sup"] == "2020-03-02"
        assert not {"exp", "nbf"} & set(claims)

    def test_a_trial_has_an_exp_and_ends_for_them_too(self, stock, issue, jwks):
        assert "exp" in stock.claims(issue(trial_days=36_500), jwks["licence"])
        with pytest.raises(stock.error, match="expired"):
            stock.claims(issue(trial_days=30), jwks["licence"])

    def test_the_two_halves_of_a_partners_key(self, stock, issue_as_partner, jwks):
        licence, _, certificate = issue_as_partner(days=36_500).partition("~")
        header, _ = stock.verify(certificate, jwks["certificate"])
        scope = stock.claims(certificate, jwks["certificate"])
        claims = stock.claims(licence, scope["cnf"]["jwk"])

        assert header["typ"] == CERTIFICATE_TYP
        assert stock.verify(licence, scope["cnf"]["jwk"])[0]["kid"] == scope["jti"] == "p-acme"
        assert claims["iss"] == scope["sub"] == "acme.ch"
        for wrong in (jwks["licence"], jwks["certificate"]):
            with pytest.raises(stock.error):
                stock.verify(licence, wrong)

    def test_the_window_of_a_certificate_is_for_issuing_and_not_for_now(
        self, stock, check, issue_as_partner, jwks
    ):
        """Its `exp` bounds the licence's `iat`: others verify it as JWS and compare that."""
        key = issue_as_partner(days=30)
        licence, _, certificate = key.partition("~")
        _, payload = stock.verify(certificate, jwks["certificate"])
        scope = json.loads(payload)

        with pytest.raises(stock.error, match="expired"):
            stock.claims(certificate, jwks["certificate"])
        assert stock.claims(licence, scope["cnf"]["jwk"])["iat"] < scope["exp"]
        assert check(key, released_on=date(2020, 6, 1)).may_run

    def test_no_changed_key(self, stock, issue, jwks):
        key = issue()
        # Not the very last character: some of its bits are spare, and not all of them look.
        for at in range(0, len(key) - 1, 5):
            changed = key[:at] + ("A" if key[at] != "A" else "B") + key[at + 1 :]
            with pytest.raises(stock.error):
                stock.verify(changed, jwks["licence"])

    def test_no_changed_claims(self, stock, issue, jwks):
        header, payload, signature = issue().split(".")
        other = issue(hosts=("other.ch",)).split(".")[1]

        assert other != payload
        with pytest.raises(stock.error):
            stock.verify(f"{header}.{other}.{signature}", jwks["licence"])


CLAIMS = {
    "jti": "L-1",
    "iss": "sellxed.example",
    "prd": "alpenpay",
    "cus": "Müller & Söhne",
    "hst": ["shop.ch"],
    "iat": int(ISSUED_AT.timestamp()),
    "sup": "2027-02-01",
}


PRIVATE_JWK = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": encode_base64url(PrivateKey.from_seed(SEED).public_bytes),
    "d": encode_base64url(SEED),
}


class TestWeReadTheirs:
    @pytest.fixture
    def keyring(self):
        """What `check` trusts: the key that the libraries sign with."""
        public = PrivateKey.from_seed(SEED).public_bytes
        return Keyring((TrustedKey(kid="theirs", purpose=Purpose.LICENCE, public_key=public),))

    @pytest.mark.parametrize("names", [("alg", "kid", "typ"), ("typ", "kid", "alg")])
    @pytest.mark.parametrize("backwards", [False, True])
    @pytest.mark.parametrize(
        "style",
        [
            pytest.param({"separators": (",", ":")}, id="compact"),
            pytest.param({"separators": (" , ", " : "), "ensure_ascii": False}, id="spaces"),
            pytest.param({"indent": 4}, id="indented"),
        ],
    )
    def test_in_any_order_and_with_white_space(self, stock, check, names, backwards, style):
        claims = dict(reversed(CLAIMS.items())) if backwards else CLAIMS
        payload = json.dumps(claims, **style).encode()
        for algorithm in stock.algorithms:
            members = {"alg": algorithm, "kid": "theirs", "typ": LICENCE_TYP}
            header = {name: members[name] for name in names}
            report = check(stock.sign(header, payload, PRIVATE_JWK))

            assert report.may_run, report.findings
            assert report.licence.customer == "Müller & Söhne"

    def test_never_under_their_default_type(self, stock, check):
        header = {"alg": "EdDSA", "kid": "theirs", "typ": "JWT"}
        report = check(stock.sign(header, json.dumps(CLAIMS).encode(), PRIVATE_JWK))

        assert [finding.code for finding in report.findings] == ["KEY_NOT_A_LICENCE"]

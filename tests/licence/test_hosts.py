import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.licence import (
    HostMatch,
    is_host_pattern,
    is_test_host,
    match_host,
    normalise_host,
)


class TestNormalise:
    @pytest.mark.parametrize(
        ("address", "host"),
        [
            ("Shop.CH", "shop.ch"),
            ("shop.ch.", "shop.ch"),
            ("shop.ch:8080", "shop.ch"),
            ("https://user:pw@Shop.ch:443/de/?a=b#c", "shop.ch"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("BÜCHER.example", "xn--bcher-kva.example"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("straße.de", "xn--strae-oqa.de"),
            ("192.168.1.10:80", "192.168.1.10"),
            ("http://[2001:DB8::1]:8080/", "2001:db8::1"),
            ("[::1]", "::1"),
            ("fe80::1%eth0", "fe80::1"),
            ("*.shop.ch", "*.shop.ch"),
            ("*.Bücher.example:8080", "*.xn--bcher-kva.example"),
            ("SHOP.LUX.", "shop.lux"),
            ("my_shop.ch", "my_shop.ch"),
            (".".join(["x" * 49] * 5 + ["ch"]), ".".join(["x" * 49] * 5 + ["ch"])),
        ],
    )
    def test_one_form(self, address, host):
        assert normalise_host(address) == host

    @pytest.mark.parametrize(
        "address",
        [
            "",
            " ",
            "-shop.ch",
            "shop..ch",
            "a b.ch",
            "https://",
            "x" * 64 + ".ch",
            "é" * 300,
            "a*.ch",
            "[::1]x",
            "[::1",
            "::1]",
            "*.bücher*.ch",
        ],
    )
    def test_no_host(self, address):
        assert normalise_host(address) is None

    @pytest.mark.property
    @given(st.text())
    def test_anything_gives_a_stable_host_or_none(self, text):
        host = normalise_host(text)

        assert host is None or normalise_host(host) == host


class TestMatch:
    @pytest.mark.parametrize(
        ("host", "licensed", "expected"),
        [
            ("shop.ch", ("shop.ch",), HostMatch.LICENSED),
            ("www.shop.ch", ("shop.ch",), HostMatch.LICENSED),
            ("shop.ch", ("www.shop.ch",), HostMatch.LICENSED),
            ("de.shop.ch", ("shop.ch",), HostMatch.OTHER),
            ("de.shop.ch", ("*.shop.ch",), HostMatch.LICENSED),
            ("a.de.shop.ch", ("*.shop.ch",), HostMatch.OTHER),
            ("shop.ch", ("*.shop.ch",), HostMatch.OTHER),
            ("evilshop.ch", ("*.shop.ch", "shop.ch"), HostMatch.OTHER),
            ("staging.shop.ch", ("shop.ch",), HostMatch.TEST_SYSTEM),
            ("staging5.shop.ch", ("www.shop.ch",), HostMatch.TEST_SYSTEM),
            ("acc.shop.ch", ("shop.ch",), HostMatch.TEST_SYSTEM),
            ("staging.other.ch", ("shop.ch",), HostMatch.OTHER),
            ("staging.shop.ch", ("*.shop.ch",), HostMatch.LICENSED),
            ("staging.de.shop.ch", ("*.shop.ch",), HostMatch.TEST_SYSTEM),
            ("www.staging.shop.ch", ("shop.ch",), HostMatch.TEST_SYSTEM),
            ("staging.www.shop.ch", ("shop.ch",), HostMatch.TEST_SYSTEM),
            ("staging.www.shop.ch", ("*.shop.ch",), HostMatch.TEST_SYSTEM),
            ("staging.staging.shop.ch", ("shop.ch",), HostMatch.OTHER),
            ("www-staging.shop.ch", ("www.shop.ch",), HostMatch.TEST_SYSTEM),
            ("staging2-www.shop.ch", ("shop.ch",), HostMatch.TEST_SYSTEM),
            ("de-test.shop.ch", ("de.shop.ch",), HostMatch.TEST_SYSTEM),
            ("test-de.shop.ch", ("de.shop.ch",), HostMatch.TEST_SYSTEM),
            ("de-test.shop.ch", ("fr.shop.ch",), HostMatch.OTHER),
            ("de-latest.shop.ch", ("de.shop.ch",), HostMatch.OTHER),
            ("shop-test.ch", ("shop.ch",), HostMatch.OTHER),
            ("test-shop.ch", ("shop.ch",), HostMatch.OTHER),
            ("staging1234.shop.ch", ("shop.ch",), HostMatch.OTHER),
            ("stagingmoebel.ch", ("shop.ch",), HostMatch.OTHER),
            ("mylocalhost-shop.ch", ("shop.ch",), HostMatch.OTHER),
            ("shop.dev", ("shop.ch",), HostMatch.OTHER),
            ("localhost", ("shop.ch",), HostMatch.TEST_SYSTEM),
            ("shop.localhost", ("shop.ch",), HostMatch.TEST_SYSTEM),
            ("shop.test", ("shop.ch",), HostMatch.TEST_SYSTEM),
            ("192.168.1.10", ("shop.ch",), HostMatch.TEST_SYSTEM),
            ("::1", ("shop.ch",), HostMatch.TEST_SYSTEM),
            ("8.8.8.8", ("shop.ch",), HostMatch.OTHER),
        ],
    )
    def test_relation(self, host, licensed, expected):
        assert match_host(host, licensed=licensed) is expected

    @pytest.mark.parametrize("host", ["*.ch", "*", "*.*.ch", "Shop.ch", "https://shop.ch", ""])
    def test_patterns_that_no_licence_may_have(self, host):
        assert not is_host_pattern(host)


class TestByNameAlone:
    @pytest.mark.parametrize(
        "host",
        [
            "localhost",
            "shop.localhost",
            "shop.test",
            "127.0.0.1",
            "10.1.2.3",
            "::1",
            "fd00::1",
            "wordpress",
            "staging.shop.ch",
            "www.staging.shop.ch",
            "de-test.shop.ch",
            "dev2.shop.co.uk",
        ],
    )
    def test_test_systems(self, host):
        assert is_test_host(host)

    @pytest.mark.parametrize(
        "host",
        ["shop.ch", "www.shop.ch", "test.ch", "shop-test.ch", "8.8.8.8", "2001:4860::1", "a.dev"],
    )
    def test_what_may_be_anybodys_shop(self, host):
        assert not is_test_host(host)


class TestNormalForm:
    """What looks normal is taken as it is: that must be what normalising would give."""

    LABELS = st.lists(
        st.text("az09-_.*:[]@/ü", min_size=1, max_size=6)
        | st.sampled_from(["xn--bcher-kva", "*", "127", "0", "a" * 63, "a" * 64]),
        min_size=1,
        max_size=5,
    )

    @pytest.mark.property
    @given(LABELS.map(".".join) | st.ip_addresses().map(str))
    def test_is_the_same_with_and_without_a_scheme(self, address):
        # The scheme makes the address take the long way.
        assert normalise_host(address) == normalise_host(f"https://{address}")

    def test_253_characters_at_most(self):
        longest = ".".join(["a" * 63] * 3 + ["a" * 61])

        assert normalise_host(longest) == longest
        assert normalise_host(f"https://{longest}/") == longest
        assert normalise_host(longest + "a") is None
        assert normalise_host(f"https://{longest}a/") is None
        assert normalise_host("https://shop.ch/" + "a" * 1_984) == "shop.ch"
        assert normalise_host("https://shop.ch/" + "a" * 1_985) is None

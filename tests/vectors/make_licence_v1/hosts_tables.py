"""Addresses of shops, by what the licence for `HOSTS` makes of them."""

from __future__ import annotations

import re

HOSTS = [
    "shop.example.ch",
    "www.kunde.nl",
    "*.example.li",
    "xn--mller-kva.ch",
    "xn--strae-oqa.at",
    "9.9.9.9",
    "2606:4700::abcd",
]


def rows_of(table):
    """The rows of a table whose columns are parted by two blanks or more."""
    return [re.split(r" {2,}", line.strip()) for line in table.strip().splitlines()]


LICENSED = rows_of("""
    exact          as the licence names it                shop.example.ch
    upper          in upper case                          SHOP.Example.CH
    www            www. in front of the shop's address    www.shop.example.ch
    www-entry      www. in front of the entry             kunde.nl
    www-both       www. in front of both                  www.kunde.nl
    url            a whole address                        https://shop.example.ch/de/?a=b#c
    url-port       with a port                            https://shop.example.ch:8443/
    port           a port alone                           shop.example.ch:80
    user           with user name and password            https://user:secret@shop.example.ch/
    user-at        an @ in the password                   https://user:p@ss@shop.example.ch/
    query          an address in the query                https://shop.example.ch?to=https://a.fr/
    at-in-path     an @ in the path                       https://shop.example.ch/@evil.example.fr
    dot            a dot at the end                       shop.example.ch.
    dot-port       a dot and a port                       shop.example.ch.:443
    wildcard       one label under a star                 a.example.li
    wildcard-www   www is a label under a star            www.example.li
    idn-a-label    IDN in A-labels                        xn--mller-kva.ch
    idn-a-upper    A-labels in upper case                 XN--MLLER-KVA.CH
    ipv4           an IPv4 address                        9.9.9.9
    ipv4-port      an IPv4 address with a port            http://9.9.9.9:8080/
    ipv6           an IPv6 address in brackets            [2606:4700::abcd]
    ipv6-port      an IPv6 address with a port            https://[2606:4700::abcd]:8443/
    ipv6-long      an IPv6 address, not compressed        [2606:4700:0:0:0:0:0:abcd]
    ipv6-upper     in upper case, without brackets        2606:4700:0000::ABCD
""")
TEST_WORDS = """
    test testing stage staging dev devel development demo acc acceptance uat qa int integration
    preview preprod sandbox beta local staging5 dev12 test999
"""
TEST_SYSTEMS = rows_of("""
    localhost            localhost                                     localhost
    localhost-port       localhost with a port                         http://localhost:8080/shop/
    below-localhost      below localhost                               shop.localhost
    tld-test             below test                                    shop.test
    tld-local            below local                                   shop.local
    tld-internal         below internal                                shop.intern.internal
    tld-invalid          below invalid                                 shop.invalid
    tld-example          below example                                 shop.example
    home-arpa            below home.arpa                               shop.home.arpa
    example-com          example.com                                   example.com
    example-org          below example.org                             www.example.org
    ipv4-loopback        loopback                                      127.0.0.1:8000
    ipv4-10              a private address                             10.1.2.3
    ipv4-172-16          the first private address of 172              172.16.0.0
    ipv4-172-31          the last private address of 172               172.31.255.255
    ipv4-192-168         a private address                             192.168.178.20
    ipv4-link-local      a link-local address                          169.254.1.1
    ipv4-documentation   an address for documentation                  192.0.2.1
    ipv4-shared          shared address space of carriers (RFC 6598)   100.64.0.1
    ipv6-loopback        loopback                                      [::1]:8080
    ipv6-unique-local    a unique local address                        [fd12:3456::1]
    ipv6-link-local      a link-local address with a zone              [fe80::1%25eth0]
    ipv6-documentation   an address for documentation                  2001:db8::1
    derived-www          www. in front of a test system                www.staging.shop.example.ch
    derived-www-entry    the entry has www.                            acc.kunde.nl
    derived-wildcard     of a shop under a star                        staging.a.example.li
    derived-url          in a whole address                 https://staging.shop.example.ch:8443/admin
    joined-behind        a test word joined behind                     shop-test.example.ch
    joined-before        a test word joined before                     test-shop.example.ch
    joined-digits        a test word with digits joined behind         shop-staging2.example.ch
    joined-www           www. in front of it                           www.shop-dev.example.ch
""")
OTHERS = rows_of(
    """
    other               another shop                                other.example.ch
    other-tld           another top level domain                    shop.example.fr
    parent              the domain above                            example.ch
    child               a domain below                              b2b.shop.example.ch
    suffix              the licensed host as a prefix               shop.example.ch.evil.example.fr
    prefix              the licensed host as the end of a label     evilshop.example.ch
    as-user             the licensed host as user name              https://shop.example.ch@a.fr/
    as-path             the licensed host as path                   https://a.fr/shop.example.ch
    as-query            the licensed host in the query         https://a.fr/?to=https://shop.example.ch/
    as-fragment         the licensed host in the fragment           https://a.fr#@shop.example.ch
    wildcard-apex       the domain below the star itself            example.li
    wildcard-two        two labels under a star                     a.b.example.li
    wildcard-label      no dot after the label                      aexample.li
    ipv4-other          another public address                      9.9.9.10
    ipv4-172-32         after the private addresses of 172          172.32.0.0
    ipv4-172-15         before the private addresses of 172         172.15.255.255
    ipv4-11             after the private addresses of 10           11.0.0.1
    ipv6-other          another public address                      [2606:4700::abce]
    tld-dev             dev is a public top level domain            shop.dev
    tld-app             so is app                                   staging.app
    localhost-inside    localhost inside a name                     mylocalhost-shop.ch
    localhost-label     localhost as a label in front               localhost.evil.ch
    example-inside      example.com as the end of a label           myexample.com
    staging-inside      a label that begins like a test system      stagingmoebel.ch
    derived-4-digits    four digits behind the word                 test1000.shop.example.ch
    derived-hyphen      a hyphen before the digit                   staging-2.shop.example.ch
    derived-two-words   two words in one label                      teststaging.shop.example.ch
    derived-two         two labels in front                         dev.staging.shop.example.ch
    derived-of-other    a test system of another shop               staging.other.example.ch
    derived-behind      the word behind the host                    shop.example.ch.staging
    joined-tld          joined in front of a top level domain       kunde-test.nl
    joined-tld-before   ... and before                              test-kunde.nl
    joined-inside       joined on both sides                        shop-test-de.example.ch
    joined-no-hyphen    joined without a hyphen                     shoptest.example.ch
    joined-word         a word that ends like a test word           shop-contest.example.ch
    joined-of-other     joined to another shop                      other-test.example.ch
    label-63            a label of 63 characters     {63}.ch
    underscore          an underscore in a label                    my_shop.ch
""".replace("{63}", "a" * 63)
)
NO_HOSTS = rows_of("""
    scheme         a scheme alone                           https://
    hyphen-first   a hyphen at the beginning of a label     -shop.ch
    hyphen-last    a hyphen at the end of a label           shop-.ch
    empty-label    an empty label                           shop..ch
    dot-first      a dot at the beginning                   .shop.ch
    dots           dots alone                               ...
    ipv6-broken    no IPv6 address                          [1::2::3]
    ipv6-after     something behind the bracket             [2606:4700::1111]x
    ipv6-open      a bracket that is not closed             [2606:4700::1111
    ipv6-close     a bracket that is not opened             2606:4700::1111]
    ipv4-port      a port that is no number                 9.9.9.9:80x
    port           the same behind a name                   shop.example.ch:80x
    slash          no host before the path                  /var/www/shop
    star           a star is for licences                   *.example.li
    characters     characters that no host has              sh$p.ch
""")
NO_HOSTS += [
    ("empty", "an empty address", ""),
    ("blank", "white space alone", "   "),
    ("spaces", "white space inside", "my shop.ch"),
    ("label-64", "a label of 64 characters", "a" * 64 + ".ch"),
    ("length-254", "254 characters", ".".join([*["a" * 63] * 3, "a" * 62])),
]
SPELT = rows_of("""
    idn             IDN in U-labels               m\u00fcller.ch                  xn--mller-kva.ch
    idn-upper       U-labels in upper case        M\u00dcLLER.CH                  xn--mller-kva.ch
    idn-decomposed  an umlaut of two characters   mu\u0308ller.ch                 xn--mller-kva.ch
    idn-url         in a whole address            https://m\u00fcller.ch/\u00fc  xn--mller-kva.ch
    idn-sharp-s     it stays what it is (UTS 46)  stra\u00dfe.at                   xn--strae-oqa.at
    idn-dot         the ideographic full stop     m\u00fcller\u3002ch             xn--mller-kva.ch
    idn-full-width  letters of full width         \uff53hop.example.ch            shop.example.ch
    idn-other       another umlaut                m\u00f6ller.ch                  xn--mller-jua.ch
    idn-staging  a test system of an IDN  staging.m\u00fcller.ch  staging.xn--mller-kva.ch
""")

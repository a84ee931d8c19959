from __future__ import annotations

from datetime import datetime, timezone

import pytest

from sellxed_sdk.compatibility import PluginState, check_compatibility
from sellxed_sdk.errors import UnknownPlatformError
from sellxed_sdk.shops import Evidence, Stated, read_inventory

RELEASE = "RELEASE_LEVELS = [A, B, C, FINAL] = ['alpha', 'beta', 'candidate', 'final']\n"


def _paths(inventory):
    return {plugin.uid.removeprefix("odoo:"): plugin.path for plugin in inventory.plugins}


def _reasons(inventory):
    return {entry.path: entry.reason for entry in inventory.unread}


class TestVersion:
    @pytest.mark.parametrize(
        ("info", "expected"),
        [
            ("(17, 0, 0, FINAL, 0, '')", "17.0"),
            ("('saas~12', 5, 0, FINAL, 0, '')", "saas~12.5"),
            ("(18, 0, 0, 'alpha', 1, '')", "18.0alpha1"),
            ("(8, 0, 0, C, 1)", "8.0rc1"),
            ("(7, 0, 0, 'final', 0)", "7.0"),
        ],
    )
    def test_of_release_py(self, write, read, info, expected):
        write("odoo/release.py", f"{RELEASE}version_info = {info}\nversion = str(version_info)")
        assert read().platform_version == expected
        assert read().unread == ()

    def test_of_openerp(self, write, read):
        write("openerp/release.py", f"{RELEASE}version_info = (9, 0, 0, FINAL, 0)\n")
        assert read().platform_version == "9.0"

    def test_before_there_was_a_tuple(self, write, read):
        write("openerp/release.py", "version = '6.0.4'\n")
        assert read().platform_version == "6.0.4"

    @pytest.mark.parametrize("text", ["", "version_info = read()", "version_info = (", "\0"])
    def test_that_is_not_there(self, write, read, text):
        write("odoo/release.py", text)
        inventory = read()
        assert inventory.platform_version is None
        assert "odoo/release.py" in _reasons(inventory)

    def test_of_add_ons_alone(self, module, read):
        module("sale_a", version="16.0.1.0.0")
        module("sale_b", version="16.0.2.0.0")
        module("sale_old", version="15.0.2.0.0", installable=False)
        module("sale_short", version="1.4")
        inventory = read()
        assert inventory.platform_version == "16.0"
        assert inventory.find("odoo:sale_short").version == "16.0.1.4"

    def test_of_add_ons_that_differ(self, module, read):
        module("sale_a", version="16.0.1.0.0")
        module("sale_b", version="15.0.1.0.0")
        assert read().platform_version is None

    def test_anything_else_is_none(self, write, read):
        write("a/b/c/__manifest__.py", "{}")
        with pytest.raises(UnknownPlatformError):
            read()


class TestModules:
    def test_at_the_depth_of_the_platform(self, core, module, write, read):
        module("own")
        module("own/nested")
        module("repository/deep")
        module("repository/deep/deeper")
        module("a/b/too_deep")
        module(".hidden/no")
        write("repository/setup/__init__.py")
        write("addons/no_manifest/__init__.py")
        assert _paths(read()) == {
            "base": "odoo/addons/base",
            "sale": "addons/sale",
            "stock": "addons/stock",
            "own": "own",
            "deep": "repository/deep",
        }

    def test_beside_a_checkout_of_odoo(self, write, module, read):
        write("server/odoo/release.py", f"{RELEASE}version_info = (17, 0, 0, FINAL, 0)")
        module("server/odoo/addons/base", version="1.3", author="Odoo S.A.")
        module("server/addons/sale", version="1.3", author="Odoo S.A.")
        module("mine/own")
        inventory = read()
        assert inventory.platform_version == "17.0"
        kinds = {plugin.uid.removeprefix("odoo:"): plugin.kind for plugin in inventory.plugins}
        assert kinds == {"base": "core", "sale": "core", "own": "module"}

    def test_old_manifests(self, write, read):
        write("a/__openerp__.py", "{'name': 'Old', 'version': '8.0.1.0.0'}")
        write("a/__terp__.py", "{'name': 'Older'}")
        assert [(p.uid, p.name, p.version) for p in read().plugins] == [
            ("odoo:a", "Old", "8.0.1.0.0")
        ]

    def test_what_was_put_among_those_of_odoo(self, core, module, find):
        module("addons/theirs", author="Vendor")
        module("addons/l10n_xx", author="Vendor", version="2.0")
        module("addons/own", author="Vendor, Odoo S.A.")
        assert find("theirs").kind == "module"
        assert find("l10n_xx").kind == "core"
        assert find("own").kind == "core"

    def test_links_inside(self, core, module, tmp_path, read):
        module("repository/pay")
        (tmp_path / "pay").symlink_to(tmp_path / "repository/pay")
        inventory = read()
        assert _paths(inventory)["pay"] == "pay"
        assert inventory.unread == ()

    def test_two_of_a_name(self, core, module, read):
        module("a/pay")
        module("b/pay")
        inventory = read()
        assert _paths(inventory)["pay"] == "a/pay"
        assert _reasons(inventory) == {"b/pay/__manifest__.py": "another add-on has the name pay"}


class TestManifest:
    def test_what_it_says(self, core, module, find):
        module("pay", depends=("sale", "payment"), excludes=["other_pay"], name=" Pay ")
        plugin = find("pay")
        assert (plugin.name, plugin.version, plugin.kind) == ("Pay", "17.0.1.0.0", "module")
        assert plugin.requires == ("odoo:sale", "odoo:payment")
        (declared,) = plugin.declares
        assert (declared.relation, declared.target) == ("conflicts", "odoo:other_pay")
        assert (declared.path, declared.line) == ("pay/__manifest__.py", 7)
        assert declared.source == "__manifest__.py excludes"

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("1.2", "17.0.1.2"),
            ("1.2.3", "17.0.1.2.3"),
            ("17.0.1.2.3", "17.0.1.2.3"),
            ("17.0", "17.0.17.0"),
            ("16.0.1.2.3", "16.0.1.2.3"),
        ],
    )
    def test_version(self, core, module, find, written, expected):
        module("pay", version=written)
        assert find("pay").version == expected

    def test_without_version(self, core, write, find):
        write("pay/__manifest__.py", "{'name': 'Pay'}")
        assert find("pay").version == "17.0.1.0"

    def test_what_is_no_literal(self, core, write, read):
        write("pay/__manifest__.py", "{'name': 'Pay', 'version': V, 'depends': ['sale', *MORE]}")
        inventory = read()
        plugin = inventory.find("odoo:pay")
        assert (plugin.name, plugin.requires) == ("Pay", ())
        assert [entry.reason for entry in inventory.unread] == [
            "what it says of version is no literal",
            "what it says of depends is no literal",
        ]

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "it is no dictionary"),
            ("{'name': 'Pay'", "it is no Python 3 in line 1"),
            ("print 'a'", "it is no Python 3 in line 1"),
            ("['name']", "it is no dictionary"),
            ("name = {}", "it is no dictionary"),
            ("(" * 5_000, "it is no Python 3 in line 1"),
            ("{'name': 'Pay\0'}", None),
            ("{'a': " + "-" * 200_000 + "1}", None),
            ("#" * 1_000_001, "it has more than 1000000 bytes"),
        ],
        ids=range(9),
    )
    def test_that_is_broken(self, core, write, read, text, reason):
        write("pay/__manifest__.py", text)
        inventory = read()
        plugin = inventory.find("odoo:pay")
        assert (plugin.name, plugin.version) == ("pay", None)
        reasons = _reasons(inventory)
        assert reasons.keys() == {"pay/__manifest__.py"}
        assert reason is None or reason in reasons.values()

    def test_escapes_that_python_warns_of(self, core, write, find):
        write("pay/__manifest__.py", "{'name': 'P\\d'}")
        assert find("pay").name == "P\\d"


class TestState:
    def test_is_in_the_database(self, core, module, find):
        module("pay")
        assert (find("pay").state, find("pay").evidence) == (PluginState.UNKNOWN, "")

    def test_what_cannot_be_installed(self, core, module, find):
        module("pay", installable=False)
        assert find("pay").state is PluginState.INACTIVE
        assert find("pay").evidence == "pay/__manifest__.py"

    def test_of_another_series(self, core, module, read):
        module("pay", version="16.0.1.0.0")
        inventory = read()
        assert inventory.find("odoo:pay").state is PluginState.INACTIVE
        assert _reasons(inventory) == {
            "pay/__manifest__.py": "its version 16.0.1.0.0 is not one for 17.0"
        }

    def test_that_is_given(self, core, module, tmp_path):
        module("pay", installable=False)
        module("other")
        states = (
            Stated(names=("pay",), state=PluginState.ACTIVE, version="17.0.0.9.0"),
            Stated(names=("other",), state=PluginState.INACTIVE),
        )
        evidence = Evidence(source="ir_module_module", entries=states)
        inventory = read_inventory(tmp_path, evidence=evidence)
        pay, other = inventory.find("odoo:pay"), inventory.find("odoo:other")
        assert (pay.state, pay.version) == (PluginState.ACTIVE, "17.0.0.9.0")
        assert (other.state, other.evidence) == (PluginState.INACTIVE, "ir_module_module")

    def test_of_what_misses_something(self, core, module, tmp_path):
        module("pay", depends=("sale", "gone"))
        assert read_inventory(tmp_path).find("odoo:pay").declares == ()
        evidence = Evidence(entries=(Stated(names=("pay",), state=PluginState.ACTIVE),))
        inventory = read_inventory(tmp_path, evidence=evidence)
        (declared,) = inventory.find("odoo:pay").declares
        assert (declared.relation, declared.target) == ("requires", "odoo:gone")
        assert declared.line == 6


class TestDeclaredConflicts:
    def test_are_found(self, core, module, read):
        module("picking_group", depends=("stock",), excludes=["picking_extended"])
        module("picking_extended", depends=("stock",))
        report = check_compatibility(
            read(), rules=None, now=datetime(2026, 11, 23, tzinfo=timezone.utc)
        )
        (conflict,) = report.conflicts
        assert conflict.code == "DECLARED_CONFLICT"
        assert conflict.uids == {"odoo:picking_extended", "odoo:picking_group"}

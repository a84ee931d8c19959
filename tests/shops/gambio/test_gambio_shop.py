from __future__ import annotations

import pytest

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.errors import UnknownPlatformError
from sellxed_sdk.shops import Evidence, Stated


class TestPlatform:
    @pytest.mark.parametrize(
        ("text", "version"),
        [
            ("$gx_version = 'v4.8.0.2';", "4.8.0.2"),
            ("$gx_version = 'v2.0.12.2 r8426';", "2.0.12.2"),
            ('$gx_version="3.1.1.0";', "3.1.1.0"),
        ],
    )
    def test_version(self, shop, write, read, text, version):
        write("release_info.php", f"<?php\n{text}\n?>")
        inventory = read()
        assert (inventory.platform, inventory.platform_version) == ("gambio", version)
        assert inventory.unread == ()

    def test_version_of_the_application(self, shop, write, read):
        write("release_info.php", "<?php return $gx_version = Application::VERSION;")
        write("GambioCore/Application/Application.php", "<?php const VERSION = 'v4.4.0.1';")
        assert read().platform_version == "4.4.0.1"

    def test_a_version_that_is_not_there(self, shop, write, read):
        write("release_info.php", "<?php return $gx_version = x();")
        inventory = read()
        assert inventory.platform_version is None
        assert inventory.unread[0].reason == "its version was not found"

    def test_another_fork(self, write, read):
        write("release_info.php", "<?php return ['version' => '1.0.9'];")
        write("includes/modules/payment/cod.php", "<?php class cod {}")
        write("includes/application_top.php", "<?php define('PROJECT_VERSION', 'xtcModified');")
        with pytest.raises(UnknownPlatformError):
            read()


class TestPlugins:
    def test_what_is_found_and_nothing_deeper(self, module, write, read):
        module("Acme", "")
        write("GXModules/readme.txt")
        write("GXModules/Acme/index.html")
        write("GXModules/Gambio/Hub/Shop/a.php")
        write("includes/modules/payment/cod.php")
        write("includes/modules/payment/acme/acme.php")
        write("includes/modules/shipping/flat.php")
        write("includes/modules/order/x.php")
        found = {p.uid: (p.name, p.kind, p.path) for p in read().plugins}
        assert found == {
            "gambio:Acme/Pay": ("Pay", "module", "GXModules/Acme/Pay"),
            "gambio:Gambio/Hub": ("Hub", "core", "GXModules/Gambio/Hub"),
            "gambio:payment/cod": ("cod", "module", "includes/modules/payment/cod.php"),
            "gambio:shipping/flat": ("flat", "module", "includes/modules/shipping/flat.php"),
        }

    @pytest.mark.parametrize(
        ("json", "state", "evidence"),
        [
            ('{"title": "a.b"}', PluginState.UNKNOWN, ""),
            ('{"forceIncludingFiles": false}', PluginState.UNKNOWN, ""),
            (
                '{"forceIncludingFiles": true}',
                PluginState.ACTIVE,
                "GXModules/Acme/Pay/GXModule.json",
            ),
            (None, PluginState.ACTIVE, "GXModules/Acme/Pay"),
        ],
    )
    def test_states(self, module, write, read, json, state, evidence):
        module("Acme", "")
        if json is not None:
            write("GXModules/Acme/Pay/GXModule.json", json)
        found = read().plugins[0]
        assert (found.state, found.evidence) == (state, evidence)

    @pytest.mark.parametrize("name", ["AcmePay", "Acme/Pay"])
    def test_given_states(self, module, read, name):
        module("Acme", "")
        stated = Stated(names=(name,), state=PluginState.INACTIVE, version="2.0")
        found = read(evidence=Evidence(source="list", entries=(stated,))).plugins[0]
        assert (found.state, found.version, found.evidence) == (
            PluginState.INACTIVE,
            "2.0",
            "list",
        )

    @pytest.mark.parametrize(
        ("json", "name", "version"),
        [
            ('{"title": "acme.title", "version": "1.2"}', "Pay", "1.2"),
            ('{"title": "Acme Pay"}', "Acme Pay", "3.0"),
            ('{"title": 5, "version": 5}', "Pay", "3.0"),
        ],
    )
    def test_names_and_versions(self, module, write, read, json, name, version):
        module("Acme", "")
        write("GXModules/Acme/Pay/GXModule.json", json)
        write(
            "GXModules/Acme/Pay/composer.json",
            '{"name": "acme/pay", "version": "3.0", "require": {"php": ">=8.0"}}',
        )
        found = read().plugins[0]
        assert (found.name, found.version, found.package) == (name, version, "acme/pay")
        assert [(d.target, d.versions) for d in found.declares] == [("php", ">=8.0")]

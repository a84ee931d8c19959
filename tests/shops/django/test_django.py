"""Django projects: settings as text, apps, labels, templates, an environment in the project."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.compatibility import Mode, PluginState, match_overlaps
from sellxed_sdk.errors import UnknownPlatformError
from sellxed_sdk.shops import Evidence, Stated, read_inventory

MANAGE = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "{}")\n'
SITE = ".venv/lib/python3.11/site-packages"


@pytest.fixture
def write(tmp_path):
    def write(path, text=""):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return file

    write("manage.py", MANAGE.format("shop.settings"))
    return write


@pytest.fixture
def settings(write):
    def settings(text, path="shop/settings.py"):
        return write(path, text)

    return settings


@pytest.fixture
def install(write):
    """A function that puts a distribution into the environment of the project."""
    write(".venv/pyvenv.cfg")

    def install(name, version="1.0", *, requires=(), templates=(), label=""):
        package = name.replace("-", "_")
        lines = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {r}" for r in requires)]
        write(f"{SITE}/{package}-{version}.dist-info/METADATA", "\n".join(lines))
        write(f"{SITE}/{package}/__init__.py")
        if label:
            write(
                f"{SITE}/{package}/apps.py",
                f"class Config(AppConfig):\n    name = '{package}'\n    label = '{label}'\n",
            )
        for template in templates:
            write(f"{SITE}/{package}/templates/{template}")

    return install


@pytest.fixture
def read(tmp_path):
    return lambda **options: read_inventory(tmp_path, **options)


def apps(inventory):
    return [plugin.uid for plugin in inventory.plugins if plugin.kind == "app"]


class TestSettings:
    @pytest.mark.parametrize(
        "text",
        [
            "INSTALLED_APPS = ['shop.a', 'shop.b']",
            "INSTALLED_APPS = ('shop.a',)\nINSTALLED_APPS += ['shop.b']",
            "BASE = ['shop.a']\nINSTALLED_APPS = BASE + ['shop.b']",
            "BASE = ['shop.a']\nINSTALLED_APPS = [*BASE, 'shop.b', 'shop.a']",
            "INSTALLED_APPS: list[str] = ['shop.a', 'shop.b']",
            "INSTALLED_APPS = ['shop.a.apps.AConfig', 'shop.b']",
        ],
    )
    def test_all_ways_of_writing_the_list(self, write, settings, read, text):
        settings(text)
        write("shop/a/__init__.py")
        write("shop/a/apps.py", "class AConfig(AppConfig):\n    name = 'shop.a'\n")
        write("shop/b/__init__.py")
        inventory = read()

        assert apps(inventory) == ["django:shop.a", "django:shop.b"]
        found = inventory.find("django:shop.b")
        assert (found.state, found.evidence) == (PluginState.ACTIVE, "shop/settings.py")
        assert inventory.unread == ()

    def test_a_package_of_settings(self, write, settings, read):
        write("manage.py", MANAGE.format("shop.settings.production"))
        settings("from .base import *\nINSTALLED_APPS += ['shop.b']", "shop/settings/production.py")
        settings("INSTALLED_APPS = ['shop.a']", "shop/settings/base.py")
        for name in "ab":
            write(f"shop/{name}/__init__.py")
        assert apps(read()) == ["django:shop.a", "django:shop.b"]

    @pytest.mark.parametrize(
        "text",
        [
            "INSTALLED_APPS = ['shop.a', *get_core_apps()]",
            "INSTALLED_APPS = ['shop.a']\nif DEBUG:\n    INSTALLED_APPS += ['debug_toolbar']",
            "INSTALLED_APPS = ['shop.a', os.environ['APP']]",
        ],
    )
    def test_what_is_computed_is_told(self, write, settings, read, text):
        settings(text)
        write("shop/a/__init__.py")
        inventory = read()
        assert apps(inventory) == ["django:shop.a"]
        assert [(entry.path, entry.reason) for entry in inventory.unread] == [
            ("shop/settings.py", "a part of INSTALLED_APPS is computed")
        ]

    def test_settings_that_are_no_python(self, settings, read):
        settings("INSTALLED_APPS = [")
        assert read().unread[0].reason == "it is not Python of this version"

    @pytest.mark.parametrize("text", ["", "import os", MANAGE.format("gone.settings")])
    def test_a_manage_py_alone_is_no_shop(self, write, read, text):
        write("manage.py", text)
        with pytest.raises(UnknownPlatformError):
            read()


class TestEnvironment:
    def test_distributions_with_versions(self, settings, install, read):
        settings("INSTALLED_APPS = ['oscar_pay']")
        install("Django", "4.2.16")
        install("django-oscar", "3.2.4", requires=["Django>=3.2", 'pytest; extra == "test"'])
        install("oscar-pay", "2.0")
        inventory = read()

        assert inventory.platform_version == "4.2.16"
        assert inventory.platforms == (("django-oscar", "3.2.4"),)
        assert [(p.uid, p.kind) for p in inventory.plugins] == [
            ("python:django", "core"),
            ("python:django-oscar", "library"),
            ("python:oscar-pay", "app"),
        ]
        assert inventory.find("python:django-oscar").requires == ("python:django",)

    def test_metadata_without_a_name(self, write, settings, install, read):
        settings("INSTALLED_APPS = []")
        install("a")
        write(f"{SITE}/broken-1.dist-info/METADATA", b"\xff\x00")
        assert [entry.reason for entry in read().unread] == ["its metadata has no name"]

    def test_what_is_given_wins(self, settings, install, read):
        settings("INSTALLED_APPS = []")
        install("a")
        known = Evidence(entries=(Stated(names=("a",), state=PluginState.INACTIVE),))
        assert read(evidence=known).find("python:a").state is PluginState.INACTIVE


class TestConflicts:
    def test_two_apps_of_one_label(self, settings, install, read):
        settings("INSTALLED_APPS = ['alpen_pay', 'other_pay']")
        install("alpen-pay", label="pay")
        install("other-pay", label="pay")
        (found,) = match_overlaps(read())
        assert (found.code, found.target) == ("OVERLAP_CLASH", "pay")
        assert [member.claims[0].line for member in found.members] == [3, 3]

    def test_a_fork_in_place_of_oscars_app_is_silent(self, write, settings, install, read):
        settings("INSTALLED_APPS = ['oscar.config.Shop', 'shop.checkout']")
        install("django-oscar", "3.2.4")
        record = "oscar/__init__.py,,\n../../bin/x,,\ndjango_oscar-3.2.4.dist-info/RECORD,,\n"
        write(f"{SITE}/django_oscar-3.2.4.dist-info/RECORD", record)
        write(f"{SITE}/oscar/apps/checkout/apps.py", "class C(AppConfig):\n    name = 'x'\n")
        write("shop/checkout/apps.py", "class C(AppConfig):\n    name = 'shop.checkout'\n")
        inventory = read()
        assert apps(inventory) == ["django:shop.checkout", "python:django-oscar"]
        assert match_overlaps(inventory) == ()

    def test_of_two_templates_the_first_app_counts(self, settings, install, read):
        settings("INSTALLED_APPS = ['theme_a', 'theme_b']")
        for name in ("theme-a", "theme-b"):
            install(name, templates=["oscar/checkout/layout.html"])
        (found,) = match_overlaps(read())
        assert (found.code, found.winner) == ("OVERLAP_REPLACED", "python:theme-a")
        assert found.target == "oscar/checkout/layout.html"

    def test_who_requires_the_other_overrides_it_on_purpose(self, settings, install, read):
        settings("INSTALLED_APPS = ['theme_a', 'theme_b']")
        install("theme-a", requires=["theme-b"], templates=["base.html"])
        install("theme-b", templates=["base.html"])
        assert match_overlaps(read()) == ()

    def test_the_project_overrides_on_purpose(self, write, settings, install, read):
        settings("INSTALLED_APPS = ['shop.a', 'theme_b']")
        write("shop/a/__init__.py")
        write("shop/a/templates/base.html")
        install("theme-b", templates=["base.html"])
        inventory = read()
        assert match_overlaps(inventory) == ()
        (claim,) = [c for c in inventory.find("django:shop.a").claims if c.kind == "dj.template"]
        assert (claim.mode, claim.rank) == (Mode.OBSERVE, (0,))


@pytest.mark.property
@given(
    st.sampled_from(["shop/settings.py", "shop/a/apps.py", "manage.py"]),
    st.binary(max_size=100)
    | st.text(max_size=80).map(lambda t: f"INSTALLED_APPS = {t}".encode("utf-8", "replace")),
)
def test_any_file(tmp_path_factory, name, data):
    root = tmp_path_factory.mktemp("project")
    files = {
        "manage.py": MANAGE.format("shop.settings").encode(),
        "shop/settings.py": b"INSTALLED_APPS = ['shop.a']",
        "shop/a/apps.py": b"",
        name: data,
    }
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    try:
        json.dumps(read_inventory(root).to_dict())
    except UnknownPlatformError:
        assert name == "manage.py"

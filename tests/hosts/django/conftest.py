"""The Django shop of the examples in processes of its own, and Django in this one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

SHOP = Path(__file__).parents[3] / "examples" / "django_shop"
PASSWORD = "a long enough password"
PEOPLE = """
from django.contrib.auth.models import User, Permission
User.objects.create_superuser("admin", "a@shop.example.ch", {0!r})
for name in ("anna", "clerk"):
    User.objects.create_user(name, password={0!r}, is_staff=True)
User.objects.get(username="anna").user_permissions.add(
    Permission.objects.get(codename="manage_modules"))
User.objects.get(username="clerk").user_permissions.add(
    Permission.objects.get(codename="view_user"))
"""


def run(environment, *words):
    """Run ``manage.py``; returns what it printed."""
    return subprocess.run(
        [sys.executable, str(SHOP / "manage.py"), *words],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=100,
    )


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A database with its tables and people, to be copied."""
    pytest.importorskip("django")
    work = tmp_path_factory.mktemp("migrated")
    environment = {**os.environ, "SHOP_WORK": str(work), "SHOP_SECRET": "x", "SHOP_MODULES": ""}
    # Without modules there is nothing to sell: their imports are left to the tests.
    (work / "modules").mkdir()
    (work / "modules" / "alpenpay.py").write_text("")
    for words in (("migrate", "-v0"), ("shell", "-c", PEOPLE.format(PASSWORD))):
        done = run(environment, *words)
        assert done.returncode == 0, done.stderr
    return work / "shop.sqlite3"


@pytest.fixture
def open_scene(open_vendor, migrated, tmp_path):
    """Install modules and prepare the shop; returns vendor, environment and commands."""

    def open_scene(products=("alpenpay",), **variables):
        sources = {product: SHOP / "modules" / product for product in products}
        vendor = open_vendor(products, sources=sources)
        work = tmp_path / "shop"
        work.mkdir()
        for product in products:
            vendor.install(work / "modules", product=product)
        shutil.copy(migrated, work / "shop.sqlite3")
        environment = {
            **os.environ,
            "SHOP_WORK": str(work),
            "SHOP_SECRET": "a secret of the tests",
            "SHOP_MODULES": " ".join(products),
            "PYTHONPATH": str(SHOP),
            **variables,
        }

        def enter_key(key, product="alpenpay"):
            code = (
                "from sellxed_sdk.integrations.django import current_panel;"
                f"print(current_panel().enter_key({product!r}, {key!r}).ok)"
            )
            done = run(environment, "shell", "-c", code)
            assert done.stdout.strip().endswith("True"), done

        def refresh():
            done = run(environment, "sellxed_refresh", "--force")
            assert done.returncode == 0, done

        return SimpleNamespace(
            vendor=vendor,
            environment=environment,
            manage=lambda *words: run(environment, *words),
            enter_key=enter_key,
            refresh=refresh,
            work=work,
        )

    return open_scene


@pytest.fixture
def scene(open_scene):
    """The shop with AlpenPay and its valid key."""
    scene = open_scene()
    scene.enter_key(scene.vendor.key())
    return scene


@pytest.fixture
def start(serve):
    """Serve the shop of a scene; returns its address."""

    def start(scene):
        command = [sys.executable, str(SHOP / "manage.py"), "runserver", "--noreload"]
        command += ["--insecure", "127.0.0.1:{port}"]
        return serve(command=command, env=scene.environment).url

    return start


@pytest.fixture
def enter(browse):
    """Sign in to a served shop's admin; returns the page."""

    def enter(url, user="admin", **look):
        page = browse(**look)
        page.goto(f"{url}/admin/login/?next=/admin/")
        page.locator("[name=username]").fill(user)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[type=submit]").click()
        return page

    return enter


@pytest.fixture(scope="session")
def project():
    """Django in this process, with a database in memory."""
    pytest.importorskip("django")
    import django
    from django.conf import settings

    # Playwright keeps an event loop in this thread, which Django takes for an async view.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    if not settings.configured:
        settings.configure(
            SECRET_KEY="tests",
            INSTALLED_APPS=[
                "sellxed_sdk.integrations.django",
                "django.contrib.admin",
                "django.contrib.auth",
                "django.contrib.contenttypes",
                "django.contrib.sessions",
                "django.contrib.messages",
                "django.contrib.sites",
            ],
            DATABASES={
                "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
            },
            CACHES={
                "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
                "none": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
            },
            TEMPLATES=[
                {
                    "BACKEND": "django.template.backends.django.DjangoTemplates",
                    "APP_DIRS": True,
                }
            ],
            MIDDLEWARE=[],
            ROOT_URLCONF="sellxed_tests_urls",
            USE_TZ=True,
            STATIC_URL="/static/",
        )
        urls = type(sys)("sellxed_tests_urls")
        sys.modules["sellxed_tests_urls"] = urls
        django.setup()
        from django.contrib import admin
        from django.urls import path

        urls.urlpatterns = [path("admin/", admin.site.urls)]
    return settings


@pytest.fixture
def database(project):
    """Its tables, empty for each test."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    yield connection
    call_command("flush", verbosity=0, interactive=False)

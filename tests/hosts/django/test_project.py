"""Store, tags, checks and commands in a project, without a browser."""

import io
import json
from threading import Thread
from types import SimpleNamespace

import pytest

pytest.importorskip("django")
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def store(database):
    from sellxed_sdk.integrations.django._store import ModelStore

    return ModelStore()


@pytest.fixture
def cached(store):
    from django.core.cache import cache

    from sellxed_sdk.integrations.django._store import CachedStore

    cache.clear()
    return CachedStore(store, "default")


@pytest.fixture
def panel(monkeypatch, sample_channel):
    """The process's panel, with one module and nobody else's."""
    from sellxed_sdk import Module
    from sellxed_sdk.hosting import InstalledModule
    from sellxed_sdk.integrations.django import _panel

    monkeypatch.setattr(_panel, "_modules", [])
    monkeypatch.setattr(_panel, "_panel", None)
    _panel.register(
        InstalledModule(module=Module(sample_channel.module_directory), name="AlpenPay")
    )
    return _panel.current_panel()


def queries(database):
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(database)


def request_of(user, path="/admin/"):
    from django.test import RequestFactory

    request = RequestFactory().get(path)
    request.user = user
    return request


def person(name="a", *, allowed=True):
    from django.contrib.auth.models import Permission, User

    user = User.objects.create_user(name, is_staff=True)
    if allowed:
        user.user_permissions.add(Permission.objects.get(codename="manage_modules"))
    return User.objects.get(pk=user.pk)


class TestStore:
    @pytest.mark.parametrize("name", ["store", "cached"])
    def test_is_a_store(self, request, name):
        from sellxed_sdk.hosting import RecordStore

        store = request.getfixturevalue(name)
        assert isinstance(store, RecordStore)
        assert store.read(["a", "b"]) == {}
        assert store.replace("a", b"1", expected=None)
        assert not store.replace("a", b"2", expected=None)
        assert not store.replace("a", b"2", expected=b"0")
        assert store.replace("a", b"2", expected=b"1")
        assert store.read(["a", "b"]) == {"a": b"2"}
        assert not store.replace("a", None, expected=b"1")
        assert store.replace("a", None, expected=b"2")
        assert store.replace("a", None, expected=None)
        assert store.read(["a"]) == {}

    def test_reads_several_in_one_query(self, store, database):
        store.read(["a"])
        with queries(database) as asked:
            store.read(["a", "b", "c"])
        assert len(asked) == 1

    def test_a_cache_spares_the_query(self, cached, database):
        cached.replace("a", b"1", expected=None)
        cached.read(["a", "b"])
        with queries(database) as asked:
            assert cached.read(["a", "b"]) == {"a": b"1"}
        assert len(asked) == 0

    def test_a_transaction_that_fails_leaves_no_trace_in_the_cache(self, cached):
        from django.db import transaction

        cached.replace("a", b"1", expected=None)
        with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
            cached.replace("a", b"2", expected=b"1")
            assert cached.read(["a"]) == {"a": b"2"}
            raise RuntimeError
        assert cached.read(["a"]) == {"a": b"1"}

    def test_what_another_process_wrote_behind_the_cache_does_not_block(self, cached, store):
        from sellxed_sdk.hosting._writing import change_record

        cached.replace("a", b"1", expected=None)
        cached.read(["a"])
        store.replace("a", b"2", expected=b"1")
        change_record(cached, "a", lambda data: data + b"!")
        assert store.read(["a"]) == {"a": b"2!"}

    def test_a_record_that_is_made_twice_does_not_break_the_transaction(self, store):
        from django.db import transaction

        store.replace("a", b"1", expected=None)
        with transaction.atomic():
            assert not store.replace("a", b"2", expected=None)
            assert store.read(["a"]) == {"a": b"1"}

    def test_before_the_table_is_there(self, database):
        from django.db import transaction

        from sellxed_sdk.integrations.django._store import ModelStore
        from sellxed_sdk.integrations.django.models import Record

        with database.schema_editor() as editor:
            editor.delete_model(Record)
        try:
            with transaction.atomic():
                assert ModelStore().read(["a"]) == {}
                assert database.introspection.table_names()
        finally:
            with database.schema_editor() as editor:
                editor.create_model(Record)


class TestTag:
    def render(self, user, surface="index"):
        from django.template import Context, Template

        text = "{% load sellxed %}{% sellxed_notices '" + surface + "' %}"
        return Template(text).render(Context({"request": request_of(user)}))

    def test_shows_what_an_admin_should_know(self, panel):
        html = self.render(person())
        assert "KEY_MISSING" in html
        assert "<script" not in html
        assert "csrfmiddlewaretoken" not in html or 'type="hidden"' in html

    def test_is_empty_for_all_others(self, panel):
        from django.contrib.auth.models import AnonymousUser

        for user in (AnonymousUser(), person("b", allowed=False), None):
            assert self.render(user) == ""

    def test_without_a_request_it_is_empty(self, panel):
        from django.template import Context, Template

        assert Template("{% load sellxed %}{% sellxed_notices %}").render(Context()) == ""

    def test_can_be_switched_off(self, panel):
        from django.test import override_settings

        user = person()
        with override_settings(SELLXED={"NOTICES": False}):
            assert self.render(user) == ""

    def test_costs_one_query_and_no_network(self, panel, database, sample_channel):
        from sellxed_sdk.integrations.django.templatetags.sellxed import render_banner

        user = person()
        assert user.has_perm("sellxed.manage_modules")  # Django keeps permissions on the user
        render_banner(request_of(user), "index")
        with queries(database) as asked:
            for _ in range(5):
                assert "KEY_MISSING" in render_banner(request_of(user), "index")
        assert len(asked) == 5
        assert sample_channel.requests == 0

    def test_whatever_fails_costs_the_notice_and_not_the_page(self, panel, monkeypatch):
        monkeypatch.setattr(panel, "look", lambda _: 1 / 0)
        assert self.render(person()) == ""


class TestChecks:
    def ids(self, **settings):
        from django.test import override_settings

        from sellxed_sdk.integrations.django._checks import check_project

        with override_settings(**settings):
            return [message.id for message in check_project()]

    def test_nothing_is_wrong(self, panel):
        assert self.ids() == []

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ([], ["sellxed.E001"]),
            ({"HOST": ["x"]}, ["sellxed.W001"]),
            ({"HOSTS": 3}, ["sellxed.E002"]),
            ({"KEYS": "eyJ"}, ["sellxed.E002"]),
            ({"NOTICES": "no"}, ["sellxed.E002"]),
            ({"CACHE": "nowhere"}, ["sellxed.E003"]),
            ({"CACHE": "default"}, ["sellxed.W002"]),
            ({"CACHE": "none"}, ["sellxed.W002"]),
        ],
    )
    def test_faults_of_the_configuration(self, panel, value, expected):
        assert self.ids(SELLXED=value) == expected

    def test_name_what_was_meant(self, panel):
        from django.test import override_settings

        from sellxed_sdk.integrations.django._checks import check_project

        with override_settings(SELLXED={"notice": True}):
            (message,) = check_project()
        assert "NOTICES" in message.hint

    def test_an_incomplete_module(self, panel, sample_channel):
        from sellxed_sdk import Module
        from sellxed_sdk.hosting import InstalledModule
        from sellxed_sdk.integrations.django import _panel

        (sample_channel.module_directory / "sellxed-release.jws").unlink()
        _panel.register(InstalledModule(module=Module(sample_channel.module_directory)))
        assert set(self.ids()) == {"sellxed.W004"}

    def test_no_licence_is_no_fault_of_the_configuration(self, panel):
        assert not panel.check_licence("alpenpay").may_run
        assert self.ids() == []


class TestCommands:
    def run(self, *words):
        from django.core.management import call_command

        out, err = io.StringIO(), io.StringIO()
        code = 0
        try:
            call_command(*words, stdout=out, stderr=err)
        except SystemExit as end:
            code = end.code
        return SimpleNamespace(code=code, out=out.getvalue(), err=err.getvalue())

    def test_refresh_and_status(self, panel, sample_channel):
        sample_channel.publish("2.1.0")
        panel.enter_key("alpenpay", sample_channel.key())
        done = self.run("sellxed_refresh")
        assert (done.code, done.out.strip()) == (0, "updated")
        data = json.loads(self.run("sellxed_refresh", "--format", "json").out)
        assert data["channels"][0]["outcome"] == "fresh"
        status = self.run("sellxed_status", "--format", "json")
        assert json.loads(status.out)["modules"]["alpenpay"]["offered"] == "2.1.0"
        assert "offered 2.1.0" in self.run("sellxed_status").out
        assert sample_channel.key()[-30:] not in status.out

    def test_a_channel_that_is_gone(self, panel, sample_channel):
        sample_channel.close()
        done = self.run("sellxed_refresh", "--force")
        assert done.code == 3
        assert "CHANNEL_UNREACHABLE" in done.err

    def test_status_says_that_something_needs_action(self, panel):
        assert self.run("sellxed_status").code == 1


def test_keys_of_settings_and_environment(panel, sample_channel, monkeypatch):
    from django.test import override_settings

    from sellxed_sdk.integrations.django import check_licence, current_panel

    monkeypatch.setenv("SELLXED_LICENCE_KEY_ALPENPAY", sample_channel.key("ended"))
    assert check_licence("alpenpay").status.value == "support_ended"
    with override_settings(SELLXED={"KEYS": {"alpenpay": sample_channel.key()}}):
        assert current_panel().check_licence("alpenpay").status.value == "valid"
    assert check_licence("nothing").findings[0].code == "HOST_MODULE_UNKNOWN"


def test_hosts_are_configured_and_never_the_host_header(panel, sample_channel):
    from django.contrib.sites.models import Site
    from django.test import override_settings

    from sellxed_sdk.integrations.django import check_licence

    key = {"alpenpay": sample_channel.key()}
    with override_settings(SELLXED={"KEYS": key, "HOSTS": "https://other-shop.ch"}):
        assert check_licence("alpenpay").status.value == "wrong_host"
    site, _ = Site.objects.get_or_create(pk=1, defaults={"domain": "x", "name": "x"})
    site.domain = "other-shop.ch"
    site.save()
    with override_settings(SELLXED={"KEYS": key}, SITE_ID=1):
        assert check_licence("alpenpay").status.value == "wrong_host"
    with override_settings(SELLXED={"KEYS": key}):
        assert check_licence("alpenpay").status.value == "valid", "unknown is no violation"


@pytest.mark.parametrize("zone", ["America/Chicago", "Pacific/Kiritimati", None])
def test_a_time_zone_changes_no_right(panel, sample_channel, zone):
    from django.test import override_settings

    from sellxed_sdk.integrations.django import check_licence

    settings = {"SELLXED": {"KEYS": {"alpenpay": sample_channel.key()}}}
    with override_settings(**settings, **({"TIME_ZONE": zone} if zone else {})):
        report = check_licence("alpenpay")
        assert (report.status.value, report.may_run) == ("valid", True)


def test_many_threads_have_one_panel(panel):
    from sellxed_sdk.integrations.django import current_panel

    found = []
    threads = [Thread(target=lambda: found.append(current_panel())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {id(one) for one in found} == {id(panel)}


def test_there_is_no_migration_missing():
    from django.core.management import call_command

    call_command("makemigrations", "sellxed", check=True, dry_run=True, verbosity=0)

"""The extension without a browser: set-up, people, forged forms, languages, failures, commands."""

import json
import re
import sys

import pytest

pytest.importorskip("flask")

from flask import Flask, render_template_string, session

from sellxed_sdk.hosting import InstalledModule, MemoryStore
from sellxed_sdk.integrations.flask import Sellxed, add_module, current_panel
from sellxed_sdk.module import Module

PAGE = "/sellxed/module/alpenpay"
TOKEN = re.compile(r'name="slx_token" value="([^"]+)"')


@pytest.fixture
def make_app(sample_channel, tmp_path):
    """Make an app with the module; the admin is whoever the header X-User names."""

    def make_app(*, admin="header", store=None, module=True, before=None, **config):
        app = Flask(__name__, instance_path=str(tmp_path / "instance"))
        app.config.update(
            SECRET_KEY="a secret", SELLXED_HOSTS=["https://shop.example.ch/"], TESTING=True
        )
        app.config.update(config)
        if before is not None:
            before(app)
        if module:
            add_module(
                app,
                InstalledModule(module=Module(sample_channel.module_directory), name="AlpenPay"),
            )
        Sellxed().init_app(app, admin=by_header if admin == "header" else admin, store=store)

        @app.get("/admin")
        def admin_page():
            return render_template_string(
                "<html>{{ sellxed_styles() }}{{ sellxed_notices('index') }}{{ sellxed_link() }}"
                "</html>"
            )

        return app

    return make_app


def by_header():
    """Return the user of the request."""
    from flask import request

    return request.headers.get("X-User")


def open_page(client, path=PAGE, user="anna", **headers):
    return client.get(path, headers={"X-User": user, **headers})


def token_of(response):
    return TOKEN.search(response.text)[1]


def post(client, user="anna", **form):
    form = {"slx_product": "alpenpay", **form}
    return client.post("/sellxed/", data=form, headers={"X-User": user})


class TestSetUp:
    def test_the_object_holds_nothing_and_serves_many_apps(self, make_app):
        one, two = make_app(), make_app(module=False)

        assert vars(Sellxed()) == {}
        assert one.extensions["sellxed"].panel.products == ("alpenpay",)
        assert two.extensions["sellxed"].panel.products == ()

    def test_host_and_modules_in_any_order_and_twice(self, make_app, sample_channel):
        app = make_app()
        Sellxed(app)
        again = InstalledModule(module=Module(sample_channel.module_directory), name="AlpenPay 2")
        with app.app_context():
            add_module(app, again)

            assert current_panel().name("alpenpay") == "AlpenPay 2"
        assert open_page(app.test_client()).status_code == 200

    def test_making_an_app_does_no_io(self, make_app, tmp_path, monkeypatch):
        def refuse(*_, **__):
            raise AssertionError("the disk was read")

        monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
        monkeypatch.setattr("pathlib.Path.read_text", refuse)
        make_app()

        assert not (tmp_path / "instance").exists()

    def test_records_are_files_of_the_instance_by_default(self, make_app, sample_channel, tmp_path):
        app = make_app()
        panel = app.extensions["sellxed"].panel

        assert panel.enter_key("alpenpay", sample_channel.key()).ok
        files = list((tmp_path / "instance" / "sellxed").glob("*.rec"))
        assert files
        assert all(path.stat().st_mode & 0o077 == 0 for path in files)

    def test_the_host_may_bring_its_own_store(self, make_app, sample_channel, tmp_path):
        store = MemoryStore()
        panel = make_app(store=store).extensions["sellxed"].panel

        assert panel.enter_key("alpenpay", sample_channel.key()).ok
        assert store.read(["head"])
        assert not (tmp_path / "instance").exists()

    def test_another_prefix_for_the_addresses(self, make_app):
        client = make_app(SELLXED_URL_PREFIX="/back/office").test_client()

        assert open_page(client, "/back/office/module/alpenpay").status_code == 200
        assert open_page(client, "/sellxed/").status_code == 404

    def test_the_index_leads_to_the_one_module(self, make_app):
        response = open_page(make_app().test_client(), "/sellxed/")

        assert (response.status_code, response.location) == (302, PAGE)

    def test_an_unknown_module_is_not_found(self, make_app):
        client = make_app().test_client()

        assert open_page(client, "/sellxed/module/other").status_code == 404
        form = {"slx_action": "check", "slx_product": "other"}
        response = post(client, slx_token=token_of(open_page(client)), **form)
        assert "There is no module &#39;other&#39;" in response.text.replace("&#x27;", "&#39;")

    def test_the_page_can_stand_in_the_hosts_layout(self, make_app, tmp_path):
        folder = tmp_path / "layouts"
        folder.mkdir()
        (folder / "mine.html").write_text(
            "<html><head>{% block head %}{% endblock %}</head><body>Mine: "
            "{% block content %}{% endblock %}</body></html>"
        )

        def use_folder(app):
            app.jinja_loader.searchpath.append(str(folder))

        client = make_app(before=use_folder, SELLXED_LAYOUT="mine.html").test_client()
        response = open_page(client)
        assert "Mine: <div" in response.text
        assert 'href="/sellxed/sellxed.css"' in response.text
        assert "Content-Security-Policy" not in response.headers, "the host's layout, its policy"

    def test_its_own_layout_is_strict_and_nothing_is_kept(self, make_app):
        response = open_page(make_app().test_client())

        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; style-")
        assert response.headers["Cache-Control"] == "no-store"
        assert "<script" not in response.text
        assert "style=" not in response.text

    def test_the_style_sheet_is_for_all_and_kept(self, make_app):
        client = make_app().test_client()
        first = client.get("/sellxed/sellxed.css")

        assert first.mimetype == "text/css"
        again = client.get("/sellxed/sellxed.css", headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304


class TestPeople:
    @pytest.mark.parametrize("gives", ["", None, True, False, 1.5, ["anna"], ValueError("broken")])
    def test_whatever_is_no_identifier_is_nobody(self, make_app, gives):
        def admin():
            if isinstance(gives, Exception):
                raise gives
            return gives

        client = make_app(admin=admin).test_client()
        assert client.get("/admin").text == "<html>None</html>"
        assert client.get(PAGE).status_code == 403
        assert client.post("/sellxed/").status_code == 403

    def test_a_number_is_an_identifier(self, make_app):
        assert make_app(admin=lambda: 0).test_client().get(PAGE).status_code == 200

    def test_without_admin_nothing_is_shown_and_status_says_so(self, make_app):
        app = make_app(admin=None)

        assert app.test_client().get("/admin").text == "<html>None</html>"
        told = app.test_cli_runner().invoke(args=["sellxed", "status"])
        assert told.exit_code == 1
        assert "FLASK_ADMIN_MISSING" in told.stderr

    def test_a_request_costs_one_look_up(self, make_app):
        reads = []

        class Counting(MemoryStore):
            def read(self, names):
                reads.append(tuple(names))
                return super().read(names)

        client = make_app(store=Counting()).test_client()
        response = open_page(client, "/admin")
        assert "slx-banner" in response.text
        assert len(reads) == 1


class TestForgedForms:
    def test_our_own_token_lets_a_form_in(self, make_app):
        client = make_app().test_client()
        response = post(client, slx_action="check", slx_token=token_of(open_page(client)))

        assert response.status_code == 303
        assert response.location == f"{PAGE}?slx=checked-updated#slx-answer"

    @pytest.mark.parametrize("token", [None, "", "x", "a.b.c", "\ud800".encode("utf-8", "replace")])
    def test_without_it_nothing_is_done(self, make_app, sample_channel, token):
        client = make_app().test_client()
        open_page(client)
        form = {} if token is None else {"slx_token": token}
        response = post(client, slx_action="key", slx_key=sample_channel.key(), **form)

        assert response.status_code == 400
        assert "The form was refused" in response.text
        assert not client.application.extensions["sellxed"].panel.key_state("alpenpay").is_stored
        assert sample_channel.requests == 0

    def test_the_token_of_another_session_or_user_is_refused(self, make_app):
        app = make_app()
        mine, theirs = app.test_client(), app.test_client()
        token = token_of(open_page(mine))
        open_page(theirs)

        assert post(theirs, slx_action="check", slx_token=token).status_code == 400
        assert post(mine, "mallory", slx_action="check", slx_token=token).status_code == 400

    def test_an_old_token_is_refused(self, make_app, monkeypatch):
        client = make_app().test_client()
        token = token_of(open_page(client))
        import time

        real = time.time
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda: real() + 12 * 3600 + 60)
        assert post(client, slx_action="check", slx_token=token).status_code == 400

    def test_without_a_secret_key_there_are_no_forms(self, make_app):
        app = make_app(SECRET_KEY=None)
        client = app.test_client()

        assert "<form" not in open_page(client).text
        assert post(client, slx_action="check").status_code == 400
        told = app.test_cli_runner().invoke(args=["sellxed", "status"])
        assert "FLASK_FORMS_IMPOSSIBLE" in told.stderr

    def test_fields_of_the_hosts_own_protection_are_carried(self, make_app):
        app = make_app()
        Sellxed(app, form_fields=lambda: {"_guard": session.setdefault("guard", "s3cret")})

        assert 'name="_guard" value="s3cret"' in open_page(app.test_client()).text

    def test_flask_wtf_guards_and_gets_its_token(self, make_app, sample_channel):
        wtf = pytest.importorskip("flask_wtf.csrf")
        client = make_app(before=wtf.CSRFProtect).test_client()
        page = open_page(client)
        theirs = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        form = {"slx_action": "check", "slx_token": token_of(page)}

        assert post(client, **form).status_code == 400
        assert sample_channel.requests == 0
        assert post(client, **form, csrf_token=theirs).status_code == 303

    def test_flask_wtf_is_asked_also_where_it_does_not_look_itself(self, make_app, sample_channel):
        wtf = pytest.importorskip("flask_wtf.csrf")
        app = make_app(before=wtf.CSRFProtect, WTF_CSRF_CHECK_DEFAULT=False)
        client = app.test_client()
        form = {"slx_action": "check", "slx_token": token_of(open_page(client))}

        assert post(client, **form).status_code == 400
        assert sample_channel.requests == 0


class TestLanguage:
    def test_the_readers_where_there_is_no_other(self, make_app):
        client = make_app().test_client()

        for asked, shown in (
            ("de-CH,de;q=0.9", "de"),
            ("pl", "en"),
            ("fr", "fr"),
            ("\x00;;", "en"),
        ):
            page = open_page(client, **{"Accept-Language": asked}).text
            assert re.search(r'<html lang="([a-z]+)', page)[1] == shown

    def test_flask_babels_where_the_host_uses_it(self, make_app):
        babel = pytest.importorskip("flask_babel")
        app = make_app(before=lambda app: babel.Babel(app, locale_selector=lambda: "it_CH"))

        page = open_page(app.test_client(), **{"Accept-Language": "de"}).text
        assert re.search(r'<html lang="([a-zA-Z-]+)', page)[1].startswith("it")

    def test_a_selector_that_fails_costs_no_page(self, make_app):
        babel = pytest.importorskip("flask_babel")

        def fail():
            raise RuntimeError("no table of users")

        app = make_app(before=lambda app: babel.Babel(app, locale_selector=fail))
        page = open_page(app.test_client(), **{"Accept-Language": "de"}).text
        assert '<html lang="de' in page


class TestFailures:
    def test_a_store_that_fails_breaks_no_page(self, make_app):
        class Broken(MemoryStore):
            def read(self, names):
                raise OSError("the disk is gone")

            def replace(self, name, data, *, expected):
                raise OSError("the disk is gone")

        app = make_app(store=Broken())
        client = app.test_client()
        assert open_page(client, "/admin").status_code == 200
        page = open_page(client)
        assert page.status_code == 200
        for action in ("check", "dismiss", "key"):
            response = post(client, slx_action=action, slx_token=token_of(page))
            assert response.status_code in (200, 422), action
        with app.app_context():
            assert not current_panel().check_licence("alpenpay").may_run
        told = app.test_cli_runner().invoke(args=["sellxed", "refresh"])
        assert told.exit_code == 3
        assert "the disk is gone" in told.stderr

    def test_a_fault_of_ours_costs_the_notice_alone(self, make_app, monkeypatch):
        def fail(*_, **__):
            raise RuntimeError("a fault")

        monkeypatch.setattr("sellxed_sdk.integrations.flask._template.render_notices_html", fail)
        response = open_page(make_app().test_client(), "/admin")

        assert response.status_code == 200
        assert "slx-banner" not in response.text

    def test_templates_outside_a_request_get_nothing(self, make_app):
        app = make_app()
        with app.app_context():
            assert render_template_string("{{ sellxed_notices() }}{{ sellxed_styles() }}") == ""

    @pytest.mark.parametrize("path", ["/sellxed/?slx=<script>", f"{PAGE}?slx=saved&slx=%00"])
    def test_strange_addresses(self, make_app, path):
        response = (
            make_app().test_client().get(path, headers={"X-User": "anna"}, follow_redirects=True)
        )

        assert response.status_code == 200
        assert "<script" not in response.text

    @pytest.mark.parametrize("form", [{"slx_action": "nothing"}, {}, {"slx_action": "dismiss"}])
    def test_strange_forms(self, make_app, form):
        client = make_app().test_client()
        response = post(client, slx_token=token_of(open_page(client)), **form)

        assert response.status_code in (200, 422)
        assert 'id="slx-answer"' in response.text

    def test_a_refused_key_is_in_its_field_again_and_nothing_is_executed(self, make_app):
        client = make_app().test_client()
        token = token_of(open_page(client))
        response = post(
            client,
            slx_action="key",
            slx_token=token,
            slx_key="</textarea><script>alert(1)</script>",
        )

        assert response.status_code == 422
        assert "<script" not in response.text
        assert "&lt;/textarea&gt;" in response.text


class TestSettings:
    def test_unknown_and_unusable_ones_are_told(self, make_app):
        app = make_app(SELLXED_HOST="x", SELLXED_KEYS=["k"], SELLXED_NOTICES="no", SELLXED_HOSTS=[])
        found = {
            (finding.code, finding.param("setting"), finding.param("similar"))
            for finding in app.extensions["sellxed"].check()
        }

        assert found == {
            ("FLASK_SETTING_UNKNOWN", "SELLXED_HOST", "SELLXED_HOSTS"),
            ("FLASK_SETTING_UNUSABLE", "SELLXED_HOSTS", None),
            ("FLASK_SETTING_UNUSABLE", "SELLXED_KEYS", None),
            ("FLASK_SETTING_UNUSABLE", "SELLXED_NOTICES", None),
        }
        assert open_page(app.test_client()).status_code == 200

    def test_keys_of_the_configuration_go_first(self, make_app, sample_channel):
        app = make_app(SELLXED_KEYS={"alpenpay": sample_channel.key("ended")})
        panel = app.extensions["sellxed"].panel

        assert panel.check_licence("alpenpay").status.value == "support_ended"
        assert panel.key_state("alpenpay").is_configured

    def test_addresses_one_or_many_or_those_of_flask(self, make_app):
        def hosts(**config):
            return make_app(**config).extensions["sellxed"].settings.hosts

        assert hosts(SELLXED_HOSTS="https://a.example/") == ("https://a.example/",)
        assert hosts(SELLXED_HOSTS=("a.example", "b.example")) == ("a.example", "b.example")
        assert hosts(SELLXED_HOSTS=None, SERVER_NAME="c.example:8443") == ("c.example:8443",)
        assert hosts(SELLXED_HOSTS=None) == ()

    def test_platforms_name_flask_and_what_the_host_adds(self, make_app):
        settings = make_app(SELLXED_PLATFORMS={"bergladen": "3.1"}).extensions["sellxed"].settings

        assert settings.platforms["bergladen"] == "3.1"
        assert settings.platforms["flask"].count(".") >= 1


class TestCommands:
    def test_refresh_asks_once_a_day_and_status_shows_it(self, make_app, sample_channel):
        app = make_app(SELLXED_KEYS={"alpenpay": sample_channel.key()})
        run = app.test_cli_runner().invoke
        assert run(args=["sellxed", "status"]).stdout.startswith("alpenpay: installed 2.0.0,")

        assert (run(args=["sellxed", "refresh"]).stdout, sample_channel.refreshes) == (
            "updated\n",
            1,
        )
        assert run(args=["sellxed", "refresh"]).exit_code == 0
        assert sample_channel.refreshes == 1
        sample_channel.publish_critical()
        told = run(args=["sellxed", "refresh", "--force", "--json"])
        assert json.loads(told.stdout)["channels"][0]["outcome"] == "updated"
        status = run(args=["sellxed", "status"])
        assert "offered 2.2.1" in status.stdout
        assert status.exit_code == 1
        data = json.loads(run(args=["sellxed", "status", "--json"]).stdout)
        assert data["modules"]["alpenpay"]["offered"] == "2.2.1"
        assert sample_channel.key()[:40] not in json.dumps(data)

    def test_fine_is_zero(self, make_app, sample_channel):
        app = make_app(SELLXED_KEYS={"alpenpay": sample_channel.key()})
        run = app.test_cli_runner().invoke
        assert run(args=["sellxed", "refresh"]).exit_code == 0

        assert run(args=["sellxed", "status"]).exit_code == 0

    def test_a_channel_that_is_gone_is_three(self, make_app, sample_channel):
        app = make_app()
        sample_channel.close()
        told = app.test_cli_runner().invoke(args=["sellxed", "refresh"])

        assert told.exit_code == 3
        assert "[CHANNEL_" in told.stderr


@pytest.mark.parametrize("state", ["valid", "damaged", "ended", "wrong_product", None])
def test_a_checkout_sells_in_every_state(open_scene, state):
    scene = open_scene()
    if state is not None:
        key = scene.vendor.key(state)
        scene.app.config["SELLXED_KEYS"] = {"alpenpay": key}
    response = scene.client.post("/checkout", data={"payment": "alpenpay"})

    assert response.status_code == 200
    assert ("AP-4990-P" in response.text) == (state == "valid")
    assert "AP-4990" in response.text
    assert scene.vendor.requests == 0


def test_importing_the_integrations_loads_no_framework():
    import subprocess

    code = "import sys, sellxed_sdk.integrations; print('flask' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.compatibility import Mode, match_overlaps
from sellxed_sdk.errors import UnknownPlatformError
from sellxed_sdk.shops import read_inventory
from sellxed_sdk.testing import write_wordpress_shop

HEADER = "<?php\n/*\nPlugin Name: {}\nVersion: 1.0\n*/\n"
REMOVES = """add_action( 'init', 'alpha_start' );
function alpha_start() {
    remove_all_filters( 'woocommerce_available_payment_gateways' );
}
"""
REMOVE = "remove_all_actions('x_hook');"
HOOKS = "add_filter( 'woocommerce_available_payment_gateways', 'beta_gateways' );\n"


@pytest.fixture
def shop(tmp_path):
    return write_wordpress_shop(tmp_path / "shop")


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def plugin(shop, name, code="", **others):
    place = shop / "wp-content" / "plugins" / name
    write(place / f"{name}.php", HEADER.format(name.title()) + code)
    for path, text in others.items():
        write(place / path.replace("__", "/").replace("_php", ".php"), text)


def claims(shop, uid, kind=""):
    found = read_inventory(shop).find(f"wordpress:{uid}").claims
    return [claim for claim in found if kind in ("", claim.kind)]


def overlaps(shop):
    return [
        (one.rule_id.removeprefix("overlap."), one.target, one.severity.value)
        for one in match_overlaps(read_inventory(shop))
    ]


class TestRemovals:
    def test_whoever_removes_all_and_whoever_is_there(self, shop):
        plugin(shop, "alpha", REMOVES)
        plugin(shop, "beta", HOOKS)
        (removal,) = claims(shop, "alpha")
        (hook,) = claims(shop, "beta")

        assert (removal.kind, removal.target, removal.member) == (
            "wp.remove",
            "woocommerce_available_payment_gateways",
            "",
        )
        assert (removal.mode, removal.cooperative) == (Mode.REPLACE, False)
        assert (removal.path, removal.line) == ("wp-content/plugins/alpha/alpha.php", 8)
        assert (hook.kind, hook.target, hook.mode) == ("wp.hook", removal.target, Mode.OBSERVE)
        assert (hook.path, hook.line) == ("wp-content/plugins/beta/beta.php", 6)
        assert overlaps(shop) == [("wp.hook", removal.target, "warning")]

    def test_hooks_that_nobody_empties_are_no_claims(self, shop):
        plugin(shop, "beta", HOOKS)
        plugin(shop, "gamma", HOOKS)

        assert claims(shop, "beta") == claims(shop, "gamma") == []

    def test_in_a_file_below(self, shop):
        plugin(shop, "alpha", "", src__deep__a_php="<?php\n" + REMOVES)
        plugin(shop, "beta", "", includes__b_php="<?php\n\n" + HOOKS)

        assert claims(shop, "alpha")[0].path.endswith("alpha/src/deep/a.php")
        assert (claims(shop, "beta")[0].line) == 3

    @pytest.mark.parametrize(
        ("code", "cooperative"),
        [
            ("remove_all_actions( 'x_hook' );", False),
            ("\\remove_all_actions( 'x_hook' );", False),
            ("add_action('init', function () { remove_all_actions('x_hook'); }, 99);", False),
            ("if ( is_admin() ) { remove_all_actions( 'x_hook' ); }", None),
            ("if ( is_admin() ) remove_all_actions( 'x_hook' );", None),
            ("is_admin() && remove_all_actions( 'x_hook' );", None),
            ("if ( is_admin() ): remove_all_actions( 'x_hook' ); endif;", None),
            ("function a() { remove_all_actions( 'x_hook' ); }", None),
            (
                "add_action('init', 'a'); function a() { if (x()) { return; } " + REMOVE + " }",
                None,
            ),
            ("add_action('wp_ajax_x', 'a'); function a() { remove_all_actions('x_hook'); }", None),
            ("add_action('admin_init', 'a'); function a() { remove_all_actions('x_hook'); }", None),
            (
                "class A { function __construct() { add_action('wp', array($this, 'b')); }"
                " public function b() { " + REMOVE + " } }",
                False,
            ),
            (
                "class A { function __construct() { if (x()) { add_action('wp', [$this, 'b']); } }"
                " public function b() { " + REMOVE + " } }",
                None,
            ),
            (
                "add_action('init', 'a'); function a() { global $wp_filter; $old = $wp_filter; "
                + REMOVE
                + " $wp_filter = $old; }",
                None,
            ),
        ],
    )
    def test_whether_it_is_made_in_every_request(self, shop, code, cooperative):
        plugin(shop, "alpha", code)
        plugin(shop, "beta", "add_action( 'x_hook', 'beta' );")
        (removal,) = claims(shop, "alpha", "wp.remove")

        assert removal.cooperative is cooperative
        severity = "warning" if cooperative is False else "info"
        assert overlaps(shop) == [("wp.hook", "x_hook", severity)]

    @pytest.mark.parametrize(
        "code",
        [
            "remove_all_actions( 'alpha_done' );",
            "remove_all_actions( 'alpha/done' );",
            "remove_all_actions( 'own_hook' ); do_action( 'own_hook' );",
            "$x = apply_filters( 'own_hook', 1 ); remove_all_filters( 'own_hook' );",
            "// remove_all_actions( 'x_hook' );",
            "$text = \"remove_all_actions( 'x_hook' );\";",
            "remove_all_actions( $hook );",
            "$this->remove_all_actions( 'x_hook' );",
        ],
    )
    def test_own_hooks_and_what_is_no_call(self, shop, code):
        plugin(shop, "alpha", code)

        assert claims(shop, "alpha") == []

    @pytest.mark.parametrize("hook", ["shutdown", "admin_notices"])
    def test_what_is_over_with_the_request_or_the_page(self, shop, hook):
        plugin(shop, "alpha", f"remove_all_actions( '{hook}' );")
        plugin(shop, "beta", f"add_action( '{hook}', 'beta' );")

        assert claims(shop, "alpha")[0].mode is Mode.OBSERVE
        assert claims(shop, "beta") == []
        assert overlaps(shop) == []

    def test_before_a_page_of_its_own(self, shop):
        plugin(shop, "alpha", "function page() { remove_all_actions( 'wp_head' ); }")
        plugin(shop, "beta", "remove_all_actions( 'wp_footer' );")
        plugin(shop, "gamma", "add_action( 'wp_head', 'g' );\nadd_action( 'wp_footer', 'g' );")

        assert claims(shop, "alpha")[0].mode is Mode.OBSERVE
        assert overlaps(shop) == [("wp.hook", "wp_footer", "warning")]

    def test_only_one_priority(self, shop):
        plugin(shop, "alpha", "remove_all_actions( 'x_hook', 20 );")
        plugin(shop, "beta", "add_action( 'x_hook', 'b' );\nadd_action( 'x_hook', 'c', 20 );")
        plugin(shop, "gamma", "add_action( 'x_hook', 'd' );")

        assert [claim.member for claim in claims(shop, "alpha")] == ["20"]
        assert [(claim.member, claim.line) for claim in claims(shop, "beta")] == [("20", 7)]
        assert claims(shop, "gamma") == []

    def test_two_that_remove_and_do_not_hook(self, shop):
        plugin(shop, "alpha", REMOVES)
        plugin(shop, "beta", REMOVES.replace("alpha", "beta"))

        assert overlaps(shop) == []

    def test_a_library_that_both_bring(self, shop):
        library = "<?php add_action('x_hook', 'l'); remove_all_actions( 'x_hook' );"
        plugin(shop, "alpha", "", vendor__acme__lib__l_php=library)
        plugin(shop, "beta", "", vendor__acme__lib__l_php=library)

        assert overlaps(shop) == []

    def test_the_owner_of_the_hook(self, shop):
        plugin(shop, "woocommerce", "add_action('woocommerce_before_main_content', 'w');")
        write(
            shop / "wp-content/themes/plain/functions.php",
            "<?php remove_all_actions('woocommerce_before_main_content');",
        )

        assert claims(shop, "themes/plain")[0].kind == "wp.remove"
        assert overlaps(shop) == []

    def test_themes_must_use_plugins_and_what_they_load(self, shop):
        content = shop / "wp-content"
        write(content / "themes/plain/inc/a.php", "<?php remove_all_actions( 'x_hook' );")
        write(content / "mu-plugins/loader.php", "<?php require __DIR__ . '/loader/b.php';")
        write(content / "mu-plugins/loader/b.php", "<?php\nadd_action( 'x_hook', 'b' );")

        assert claims(shop, "themes/plain")[0].path == "wp-content/themes/plain/inc/a.php"
        assert claims(shop, "mu-plugins/loader")[0].path == "wp-content/mu-plugins/loader/b.php"
        assert overlaps(shop) == [("wp.hook", "x_hook", "warning")]

    @pytest.mark.parametrize(
        "code",
        ["require 'custom/b.php';", "foreach ( glob( '*/*.php' ) as $x ) { require $x; }"],
    )
    def test_a_file_that_loads_directories(self, shop, code):
        place = shop / "wp-content/mu-plugins"
        write(place / "a.php", "<?php")
        write(place / "load.php", "<?php " + code)
        write(place / "custom/b.php", "<?php remove_all_actions( 'x_hook' );")
        write(place / "custom/vendor/autoload.php", "<?php")

        assert claims(shop, "mu-plugins/a") == []
        assert claims(shop, "mu-plugins/load")[0].path == "wp-content/mu-plugins/custom/b.php"

    @pytest.mark.parametrize("place", ["tests", "node_modules", ".git"])
    def test_what_is_never_run(self, shop, place):
        plugin(shop, "alpha")
        write(shop / f"wp-content/plugins/alpha/{place}/a.php", "<?php " + REMOVES)

        assert claims(shop, "alpha") == []


class TestSymbols:
    def test_one_function_in_two_plugins(self, shop):
        plugin(shop, "alpha", "function Twice() {}\nclass Other {}\n")
        plugin(
            shop, "beta", "require_once __DIR__ . '/x.php';\n", x_php="<?php\nfunction twice() {}\n"
        )
        (alpha,), (beta,) = claims(shop, "alpha"), claims(shop, "beta")

        assert (alpha.kind, alpha.target, alpha.mode) == ("php.symbol", "Twice()", Mode.EXCLUSIVE)
        assert (beta.path, beta.line) == ("wp-content/plugins/beta/x.php", 2)
        assert overlaps(shop) == [("php.symbol", "Twice()", "error")]

    @pytest.mark.parametrize(
        "code",
        [
            "if ( ! class_exists( 'Shared' ) ) {\nclass Shared {}\n}\n",
            "if ( class_exists( 'Shared' ) ) { return; }\nclass Shared {}\n",
            "namespace Alpha;\nclass Shared {}\n",
            "/*\nclass Shared {}\n*/\n",
            "$x = <<<EOT\nclass Shared {}\nEOT;\n",
            "if ( x() ) {\nrequire __DIR__ . '/shared.php';\n}\n",
            "if ( x() ) {\n\trequire __DIR__ . '/shared.php';\n}\n",
            "\nspl_autoload_register( 'x' );\n",
            "function Shared() {}\n",
        ],
    )
    def test_what_is_guarded_or_not_loaded_at_once(self, shop, code):
        plugin(shop, "alpha", code, shared_php="<?php\nclass Shared {}\n")
        plugin(shop, "beta", "class Shared {}\n")

        assert overlaps(shop) == []

    @pytest.mark.parametrize(
        "include",
        [
            "include 'x.php';",
            "require_once( plugin_dir_path( __FILE__ ) . 'x.php' );",
            "require_once dirname( __FILE__ ) . '/x.php';",
            "require_once ALPHA_PATH . 'x.php';",
        ],
    )
    def test_ways_to_include(self, shop, include):
        plugin(shop, "alpha", include + "\n", x_php="<?php\nfinal class Shared {}\n")
        plugin(shop, "beta", "abstract class shared {}\n")

        assert [kind for kind, _, _ in overlaps(shop)] == ["php.symbol"]

    def test_files_that_include_each_other(self, shop):
        plugin(shop, "alpha", "include 'a.php';\n", a_php="<?php\ninclude 'alpha.php';\n")

        assert claims(shop, "alpha") == []


class TestOthers:
    def test_features_that_a_plugin_does_not_support(self, shop):
        plugin(
            shop,
            "alpha",
            "use Automattic\\WooCommerce\\Utilities\\FeaturesUtil;\n"
            "FeaturesUtil::declare_compatibility( 'custom_order_tables', __FILE__, true );\n"
            "FeaturesUtil::declare_compatibility( 'cart_checkout_blocks', __FILE__, false );\n"
            "Other::declare_compatibility( 'x', __FILE__, false );\n",
        )
        (feature,) = claims(shop, "alpha")

        assert (feature.kind, feature.target, feature.member) == (
            "wp.feature",
            "woocommerce",
            "cart_checkout_blocks",
        )
        assert (feature.mode, feature.value, feature.line) == (Mode.OBSERVE, "incompatible", 8)

    def test_drop_ins_and_who_brings_them(self, shop):
        cache = "<?php\nfunction wp_cache_add() {}\n"
        plugin(shop, "alpha", "", includes__object_cache=cache)
        write(shop / "wp-content/plugins/alpha/includes/object-cache.php", cache)
        write(shop / "wp-content/plugins/beta/object-cache.php", "<?php class Cache {}")
        plugin(shop, "beta")
        write(shop / "wp-content/object-cache.php", cache)
        (installed,), (brought,) = claims(shop, "drop-ins/object-cache"), claims(shop, "alpha")

        assert (installed.kind, installed.target) == ("wp.dropin", "object-cache.php")
        assert installed.mode is Mode.EXCLUSIVE
        assert (brought.mode, brought.cooperative) == (Mode.EXTEND, None)
        assert claims(shop, "beta") == []
        assert overlaps(shop) == []

    def test_two_that_bring_one_drop_in(self, shop):
        for name in ("alpha", "beta"):
            plugin(shop, name)
            write(shop / f"wp-content/plugins/{name}/advanced-cache.php", "<?php\n")

        assert overlaps(shop) == [("wp.dropin", "advanced-cache.php", "info")]

    @pytest.mark.parametrize(
        "text", ["<?php //004fb\nif(!x", "<?php @Zend;\n", "<?php return sg_load('AAAA');"]
    )
    def test_encoded_files(self, shop, text):
        plugin(shop, "alpha")
        write(shop / "wp-content/plugins/alpha/lib/core.php", text)
        (opaque,) = claims(shop, "alpha")

        assert (opaque.kind, opaque.mode, opaque.cooperative) == ("opaque", Mode.OBSERVE, None)
        assert opaque.target == opaque.path == "wp-content/plugins/alpha/lib/core.php"
        assert [entry.path for entry in read_inventory(shop).unread] == [opaque.path]

    def test_many_encoded_files(self, shop):
        plugin(shop, "alpha")
        for number in range(25):
            write(shop / f"wp-content/plugins/alpha/{number:02}.php", "<?php //004fb\n")
        inventory = read_inventory(shop)

        assert len(inventory.find("wordpress:alpha").claims) == 20
        assert inventory.unread[-1].reason == "5 more files are encoded"

    def test_bundled_libraries_in_load_order(self, shop):
        for name in ("alpha", "beta"):
            plugin(shop, name, "require __DIR__ . '/vendor/autoload.php';")
        bundle(shop / "wp-content/plugins/alpha", "6.5.8")
        bundle(shop / "wp-content/plugins/beta", "7.9.2")
        bundle(shop / "wp-content/themes/plain", "7.9.2")
        (alpha,), (beta,) = (
            claims(shop, "alpha", "php.library"),
            claims(shop, "beta", "php.library"),
        )

        assert (alpha.target, alpha.value, beta.value) == ("GuzzleHttp\\", "6.5.8", "7.9.2")
        assert alpha.rank < beta.rank
        assert claims(shop, "themes/plain") == []  # nothing loads it
        write(
            shop / "wp-content/themes/plain/functions.php", "<?php require 'vendor/autoload.php';"
        )
        assert claims(shop, "themes/plain", "php.library")[0].value == "7.9.2"
        assert overlaps(shop) == [("php.library", "GuzzleHttp\\::guzzlehttp/guzzle", "warning")]

    def test_libraries_of_libraries_and_deep_ones(self, tmp_path):
        shop = write_wordpress_shop(tmp_path / "vendor" / "shop")
        plugin(shop, "alpha", "require __DIR__ . '/a/b/c/vendor/autoload.php';")
        bundle(shop / "wp-content/plugins/alpha/a/b/c", "6.5.8")
        bundle(shop / "wp-content/plugins/alpha/a/b/c/vendor/acme/lib", "5.0.0")

        assert [c.value for c in claims(shop, "alpha", "php.library")] == ["6.5.8"]

    def test_claims_are_sorted(self, shop):
        plugin(shop, "alpha", "remove_all_actions('z');\nremove_all_actions('b');\n" + REMOVES)
        found = [(c.kind, c.target, c.member, c.path, c.line) for c in claims(shop, "alpha")]

        assert found == sorted(found)


def bundle(directory, version):
    composer = directory / "vendor" / "composer"
    write(directory / "vendor/autoload.php", "<?php require 'composer/autoload_real.php';")
    (directory / "vendor/guzzlehttp/guzzle/src").mkdir(parents=True)
    write(composer / "autoload_real.php", "<?php\nfunction x() { $loader->register(true); }")
    write(
        composer / "autoload_psr4.php",
        "<?php return array('GuzzleHttp\\\\' => array($vendorDir . '/guzzlehttp/guzzle/src'));",
    )
    packages = [{"name": "guzzlehttp/guzzle", "version": version}]
    write(composer / "installed.json", json.dumps({"packages": packages}))


class TestDeclarations:
    def test_minimums_with_file_and_line(self, shop):
        head = (
            "<?php\n/*\n * Plugin Name: A\n * Requires PHP: 7.4\n * Requires at least: 6.5.0\n"
            " * WC requires at least: 8.2\n * WC tested up to: 9.9\n"
            " * Requires Plugins: woocommerce, alpha, other\n */\n"
        )
        write(shop / "wp-content/plugins/alpha/alpha.php", head)
        declared = read_inventory(shop).find("wordpress:alpha").declares

        assert [(d.target, d.versions, d.written, d.source, d.line) for d in declared] == [
            ("php", ">=7.4", "7.4", "Requires PHP", 4),
            ("wordpress", ">=6.5", "6.5.0", "Requires at least", 5),
            ("woocommerce", ">=8.2", "8.2", "WC requires at least", 6),
            ("wordpress:woocommerce", None, "woocommerce", "Requires Plugins", 8),
            ("wordpress:other", None, "other", "Requires Plugins", 8),
        ]
        assert {d.path for d in declared} == {"wp-content/plugins/alpha/alpha.php"}

    @pytest.mark.parametrize("value", ["", "latest", "@min@", "7.4 | 8"])
    def test_what_is_no_version(self, shop, value):
        write(
            shop / "wp-content/plugins/a/a.php",
            f"<?php\n/*\nPlugin Name: A\nRequires PHP: {value}\n*/",
        )

        assert read_inventory(shop).find("wordpress:a").declares == ()

    def test_a_child_theme_requires_its_parent(self, shop):
        write(
            shop / "wp-content/themes/child/style.css", "/*\nTheme Name: Child\nTemplate: plain\n*/"
        )

        assert read_inventory(shop).find("wordpress:themes/child").requires == (
            "wordpress:themes/plain",
        )


class TestHostileCode:
    def test_depth_size_and_links(self, shop, tmp_path):
        plugin(shop, "alpha")
        place = shop / "wp-content/plugins/alpha"
        write(tmp_path / "outside" / "x.php", "<?php " + REMOVES)
        (place / "linked").symlink_to(tmp_path / "outside")
        (place / "file.php").symlink_to(tmp_path / "outside" / "x.php")
        (place / "loop").symlink_to(place)
        write(place / "/".join("d" * 25) / "x.php", "<?php " + REMOVES)
        write(place / "huge.php", b"<?php //" + b"x" * 4_000_001)
        inventory = read_inventory(shop)

        assert inventory.find("wordpress:alpha").claims == ()
        assert {entry.reason for entry in inventory.unread} == {
            "it has directories more than 20 deep",
            "it has more than 4000000 bytes",
            "it is a link out of the shop",
        }

    @pytest.mark.parametrize(
        "code",
        [
            "remove_all_filters(" * 2_000,
            "{" * 20_000 + "remove_all_filters('x');",
            "}" * 20_000 + "remove_all_filters('x');",
            "remove_all_filters('x', <<<X\n",
            "function function function { remove_all_filters('x');",
            "add_action(" + "'" * 9_999,
        ],
    )
    def test_broken_code(self, shop, code):
        plugin(shop, "alpha", code)
        plugin(shop, "beta", "add_filter('x', 'y');")

        assert json.dumps(read_inventory(shop).to_dict())

    @pytest.mark.property
    @given(
        st.lists(
            st.sampled_from(
                [
                    *(
                        "remove_all_filters",
                        "add_action",
                        "(",
                        ")",
                        "'x'",
                        ",",
                        "20",
                        ";",
                        "{",
                        "}",
                    ),
                    *(
                        "function",
                        "a",
                        "if",
                        "class",
                        "return",
                        "[",
                        "]",
                        "$this",
                        "=>",
                        "::",
                        "->",
                    ),
                    *("namespace", "<?php", "?>", "FeaturesUtil", "declare_compatibility", "\n"),
                ]
            ),
            max_size=40,
        )
    )
    def test_any_code(self, tmp_path_factory, words):
        root = tmp_path_factory.mktemp("shop")
        write(root / "wp-includes/version.php", "<?php $wp_version = '6.8';")
        for name in ("a", "b"):
            plugin(root, name, " ".join(words))
        with suppress(UnknownPlatformError):
            match_overlaps(read_inventory(root))

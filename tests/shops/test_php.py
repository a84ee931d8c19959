import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.shops import _php
from sellxed_sdk.shops._php import (
    PhpArray,
    PhpUnresolved,
    _reader,
    decode_php,
    find_encoder,
    read_php,
)

CALLS = ("add_action", "->registerHook", "::declare_compatibility", "Acme\\hook")
ASSIGNMENTS = ("$aModule", "$this->name", "$name")


def read(code, *, calls=CALLS, assignments=ASSIGNMENTS):
    found = read_php("<?php " + code, calls=calls, assignments=assignments)
    assert found.unread == ""
    return found


def value(code, *, before=""):
    return read(f"{before} return {code};").returns[0]


def plain(found):
    """Return a value as plain data; what is unresolved as its reason in brackets."""
    if isinstance(found, PhpArray):
        return {plain(key): plain(item) for key, item in found.items}
    return f"<{found.reason}>" if isinstance(found, PhpUnresolved) else found


class TestLiterals:
    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            (r"'a\'b\\c\n'", r"a'b\c\n"),
            (r'"a\"b\\c\n\t\r\v\e\f\$x"', 'a"b\\c\n\t\r\v\x1b\f$x'),
            (r'"\101\x42\x4\u{43}\u{1F600}\q\400"', "AB\x04C😀\\q\x00"),
            (r'"\xc3\xa4 \xff"', "ä \ufffd"),
            (r'"\u{110000}\u{D800}"', "\\u{110000}\ufffd\ufffd\ufffd"),
            ("b'x' . B\"y\"", "xy"),
            ('<<<A\n  a\n   \\x41\\"\n  A', 'a\n A\\"'),
            ("<<<'A'\na\\n$b\r\nA", "a\\n$b"),
            ("<<<A\nA", ""),
            ("'a' . 1 . true . null . false . -2", "a11-2"),
            ("('a' . ('b'))", "ab"),
            ("1_000", 1000),
            ("-0x1F", -31),
            ("0b11 . ''", "3"),
            ("0o17", 15),
            ("017", 15),
            ("+.5", 0.5),
            ("1e3", 1000.0),
            ("9223372036854775807", 2**63 - 1),
            ("9223372036854775808", float(2**63)),
            ("0x" + "F" * 5000, float("inf")),
            ("9" * 1000, float("inf")),
            ("TRUE", True),
            ("\\null", None),
        ],
    )
    def test_are_evaluated(self, code, expected):
        found = value(code)

        assert found == expected
        assert type(found) is type(expected)

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            ("$x", "it is a variable"),
            ('"a $x"', "it is a text with variables"),
            ("<<<A\n{$x}\nA", "it is a text with variables"),
            ("f('x')", "it is computed"),
            ("A::b()", "it is computed"),
            ("A::B['x']", "it is an expression"),
            ("A::$b", "it is computed"),
            ("new A", "it is an expression"),
            ("1 + 2", "it is an expression"),
            ("'a' ?: 'b'", "it is an expression"),
            ("(int) '1'", "it is an expression"),
            ("!true", "it is an expression"),
            ("fn() => 1", "it is a function"),
            ("static function () { return 1; }", "it is a function"),
            ("'a' . 1.5", "a part of it is not literal"),
            ("'a' . []", "a part of it is not literal"),
            ("'a' . $x", "a part of it is not literal"),
            ("089", "it is no number"),
            ("PHP_INT_MAX", "it is a constant that this file does not declare"),
            ("A::B", "it is a constant that this file does not declare"),
            ("__DIR__", "it is a constant that this file does not declare"),
            ("static::X", "it depends on the class that is used"),
            ("self::class", "it depends on the class that is used"),
        ],
    )
    def test_what_is_not_literal_says_why(self, code, reason):
        found = value(code)

        assert isinstance(found, PhpUnresolved)
        assert (found.reason, found.source, found.line, bool(found)) == (reason, code, 1, False)

    def test_a_long_source_is_cut(self):
        assert len(value("f('" + "x" * 1000 + "')").source) == 200

    def test_a_return_without_a_value_returns_null(self):
        assert read("return;").returns == (None,)
        assert read("return ?>").returns == (None,)


class TestArrays:
    def test_keys_are_those_of_php(self):
        found = value("['a', '5' => 'b', 'c', true => 'd', null => 'e', 1.9 => 'f', '05' => 'g', ]")

        assert [key for key, _ in found.items] == [0, 5, 6, 1, "", 1, "05"]
        assert found.get(1) == "f"
        assert found.get("05") == "g"
        assert found.get("1") is None
        assert found.values() == tuple("abcdefg")

    def test_nested_in_both_spellings(self):
        found = value(
            "array('a' => [1, array(B\\C::class)], 'd' => array())", before="namespace N;"
        )

        assert plain(found) == {"a": {0: 1, 1: {0: "N\\B\\C"}}, "d": {}}
        assert found.is_whole()

    def test_what_is_not_literal_stays_in_its_place(self):
        found = value("['a' => $x, f() => 'b', 'c', ...$d, 'e' => fn() => 1]")

        assert [plain(key) for key, _ in found.items] == [
            "a",
            "<it is computed>",
            "<keys before it are not literal>",
            "<it is a list that is spread>",
            "e",
        ]
        assert plain(found.get("e")) == "<it is a function>"
        assert not found.is_whole()
        assert not value("[[$x]]").is_whole()

    def test_a_negative_key_leaves_the_next_one_open(self):
        # PHP 8.3 goes on with -4, PHP 8.2 with 0.
        assert plain(value("[-5 => 'a', 'b']").items[1][0]) == "<keys before it are not literal>"
        assert value("[2 => 'a', -5 => 'b', 'c']").items[2][0] == 3

    def test_arrows_of_functions_are_no_keys(self):
        found = value("[fn($x) => $x, static fn() => 1, function () { return ['a' => 1]; }]")

        assert [key for key, _ in found.items] == [0, 1, 2]

    def test_what_cannot_be_a_key(self):
        assert plain(value("[[1] => 2, 1e99 => 3]").items[0][0]) == "<it cannot be a key>"

    def test_returned_gives_the_one_array(self):
        assert read("return ['modules' => ['A_B' => 1]];").returned().get("modules").get("A_B") == 1
        assert read("if ($x) return []; return [];").returned() is None
        assert read("return 1;").returned() is None


class TestConstants:
    def test_of_the_same_file_are_resolved(self):
        found = read(
            "namespace N; const A = 'a'; define('N\\B', A . 'b'); define('G', 'g');"
            "class C { const D = self::E . '!', E = B; public $f = [C::D, \\N\\A, G]; }"
            "return [C::D, __NAMESPACE__, __LINE__];"
        )

        assert plain(found.returns[0]) == {0: "ab!", 1: "N", 2: 1}
        assert plain(found.find("N\\C").properties[0].value) == {0: "ab!", 1: "a", 2: "g"}
        assert [(entry.name, entry.value) for entry in found.constants] == [
            ("N\\A", "a"),
            ("N\\B", "ab"),
            ("G", "g"),
        ]

    def test_what_may_be_otherwise_is_not_resolved(self):
        found = read(
            "if (!defined('A')) define('A', 1); defined('B') || define('B', 1);"
            "const C = 1; if ($x) { define('C', 2); } return [A, B, C];"
        )

        reason = "<it may be declared elsewhere too>"
        assert plain(found.returns[0]) == {0: reason, 1: reason, 2: reason}
        assert [entry.is_conditional for entry in found.constants] == [True, True, False, True]

    def test_of_a_class_that_may_be_another_are_known_to_itself_alone(self):
        found = read(
            "if (!class_exists('A')) { class A { const B = 1, C = self::B; } } return A::C;"
        )

        assert found.classes[0].constants[1].value == 1
        assert plain(found.returns[0]) == "<it may be declared elsewhere too>"

    def test_circles_end(self):
        found = read("const A = B; const B = A . 'x'; class C { const D = self::D; }")

        assert all(isinstance(entry.value, PhpUnresolved) for entry in found.constants)
        assert isinstance(found.classes[0].constants[0].value, PhpUnresolved)

    def test_nothing_grows_beyond_bounds(self):
        texts = "const A0 = '0123456789';" + "".join(
            f"const A{number} = A{number - 1} . A{number - 1};" for number in range(1, 45)
        )
        arrays = "const B0 = [1];" + "".join(
            f"const B{number} = [B{number - 1}, B{number - 1}];" for number in range(1, 45)
        )
        found = read(texts + arrays)

        assert len(repr(found)) < 10_000_000
        assert isinstance(found.constants[44].value, PhpUnresolved)

    def test_enum_cases_are_no_constants_to_resolve(self):
        found = read("enum S: string { case A = 'a'; const B = self::A; const C = 'c'; }")

        assert [plain(entry.value) for entry in found.classes[0].constants] == [
            "a",
            "<it is a constant that this file does not declare>",
            "c",
        ]


class TestNames:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("A", "N\\M\\A"),
            ("\\A", "A"),
            ("namespace\\A", "N\\M\\A"),
            ("Short", "X\\Long"),
            ("SHORT\\A", "X\\Long\\A"),
            ("G", "Y\\Z\\G"),
            ("K", "Y\\Z\\J"),
            ("fn_only", "N\\M\\fn_only"),
            ("Q\\A", "N\\M\\Q\\A"),
        ],
    )
    def test_of_classes_are_resolved(self, written, expected):
        found = read(
            "namespace N\\M; use X\\Long as Short, X\\Other; use Y\\{Z\\G, Z\\J as K,};"
            "use function X\\fn_only; use const X\\C; use X\\{function f, const D};"
            f"class T extends {written} implements {written}"
            f"{{ use {written}; const X = {written}::class; }}"
        ).classes[0]

        assert (found.name, found.extends, found.implements, found.traits) == (
            "N\\M\\T",
            (expected,),
            (expected,),
            (expected,),
        )
        assert found.constants[0].value == expected

    def test_self_and_parent_mean_the_class_around(self):
        found = read(
            "class A extends B { const C = [self::class, parent::class, __CLASS__];"
            "function f() { return new class extends A { const D = self::class; }; } }"
            "trait T { public $x = self::class; public $y = __CLASS__; }"
        )

        assert plain(found.find("a").constants[0].value) == {0: "A", 1: "B", 2: "A"}
        assert isinstance(found.classes[1].constants[0].value, PhpUnresolved)
        assert isinstance(found.find("T").properties[0].value, PhpUnresolved)
        assert isinstance(found.find("T").properties[1].value, PhpUnresolved)

    def test_namespaces_in_braces_and_several(self):
        found = read(
            "namespace A { use X\\Y; class B extends Y {} } namespace { class C extends Y {} }"
        )

        assert found.namespaces == ("A", "")
        assert [(entry.name, entry.extends) for entry in found.classes] == [
            ("A\\B", ("X\\Y",)),
            ("C", ("Y",)),
        ]
        assert not any(entry.is_conditional for entry in found.classes)


class TestClasses:
    def test_all_kinds(self):
        found = read(
            "abstract class A {} final class B extends A implements \\C, D {}"
            "interface E extends F, G {}"
            "trait H {} enum I: string implements J { case K = 'k'; } readonly class L {}"
            "if (!class_exists('M')) { class M {} } function f() { class N {} }"
        )

        assert [(entry.kind, entry.name) for entry in found.classes] == [
            *(("class", "A"), ("class", "B"), ("interface", "E"), ("trait", "H")),
            *(("enum", "I"), ("class", "L"), ("class", "M"), ("class", "N")),
        ]
        first, second, third = found.classes[:3]
        assert (first.is_abstract, first.is_final) == (True, False)
        assert (second.is_final, second.extends, second.implements) == (True, ("A",), ("C", "D"))
        assert third.extends == ("F", "G")
        assert [entry.name for entry in found.classes if entry.is_conditional] == ["M", "N"]

    def test_words_that_are_no_classes(self):
        found = read(
            "$x = A::class; $y->class(); $z->enum; f(class: 1); enum('x'); $e = new enum();"
            "class B { const CLASS_ = 1, ENUM = 2; function trait() {} function class() {} }"
            'echo "class C {}"; /* class D {} */ // class E {}'
        )

        assert [entry.name for entry in found.classes] == ["B"]
        assert [entry.name for entry in found.classes[0].methods] == ["trait", "class"]

    def test_members(self):
        found = read(
            """
class A {
    use B, C { B::x insteadof C; C::x as protected y; }
    var $old = 1, $other;
    public static ?array $list = ['a'];
    protected readonly int|string|null $typed;
    private (D&E)|null $dnf = null;
    public private(set) string $seen = 's';
    public string $hooked = 'h' { get => 'x'; set { $this->y = $value; } }
    const int TYPED = 1, LAST = 2;
    abstract protected static function &none(?D $a, int|E ...$b);
    public function __construct(private D $d, #[F] protected readonly ?int $e = 3) {}
    function plain(): static { return $this; }
}"""
        ).classes[0]

        assert found.traits == ("B", "C")
        assert [
            (entry.name, plain(entry.value), entry.visibility, entry.is_static)
            for entry in found.properties
        ] == [
            ("old", 1, "public", False),
            ("other", None, "public", False),
            ("list", {0: "a"}, "public", True),
            ("typed", None, "protected", False),
            ("dnf", None, "private", False),
            ("seen", "s", "public", False),
            ("hooked", "h", "public", False),
        ]
        assert [(entry.name, entry.value) for entry in found.constants] == [
            ("TYPED", 1),
            ("LAST", 2),
        ]
        none, construct, simple = found.methods
        assert (none.name, none.visibility, none.is_static, none.is_abstract, none.line) == (
            *("none", "protected", True, True),
            11,
        )
        assert [(entry.name, entry.types) for entry in none.parameters] == [
            ("a", ("D",)),
            ("b", ("int", "E")),
        ]
        assert [(entry.name, entry.is_promoted) for entry in construct.parameters] == [
            ("d", True),
            ("e", True),
        ]
        assert (simple.visibility, simple.is_abstract) == ("public", False)

    def test_attributes_are_resolved_with_their_arguments(self):
        found = read(
            "namespace N; use S\\AsDecorator;"
            "#[AsDecorator(Core\\Route::class, priority: 5), B] #[C] final class A {"
            "#[D(1)] /** doc */ public function f() {} }"
        ).classes[0]

        assert [(entry.name, entry.args, entry.named) for entry in found.attributes] == [
            ("S\\AsDecorator", ("N\\Core\\Route",), (("priority", 5),)),
            ("N\\B", (), ()),
            ("N\\C", (), ()),
        ]
        assert found.attributes[0].arg(1, "priority") == 5
        assert found.attributes[0].arg(0, "decorates") == "N\\Core\\Route"
        assert found.attributes[0].arg(2, "x") is None
        assert found.method("F").attributes[0].args == (1,)
        assert found.method("f").comment == "/** doc */"
        assert found.method("g") is None

    def test_the_comment_before_a_member(self):
        found = read(
            "class A {\n/*\n * module: x\n * version: 1\n */\npublic function a() {}\n"
            "# one\n// two\nfunction b() {} function c() {} }"
        ).classes[0]

        assert [entry.comment for entry in found.methods] == [
            "/*\n * module: x\n * version: 1\n */",
            "# one\n// two",
            "",
        ]


class TestParents:
    def test_calls_of_the_parent(self):
        found = read(
            "class A extends B {"
            "function a() { return PARENT::A(); } function b() { parent::other(); }"
            "function c() { 'parent::c()'; /* parent::c() */ parent::X; }"
            "function d() { f(function () { parent::d(); }); }"
            "function e() { new class extends C { function e() { parent::e(); } }; }"
            "function f() { parent::{$x}(); } function g() { call_user_func('parent::g'); }"
            "function h() { call_user_func_array(array($this, 'parent'), 1); } }"
        ).find("A")

        assert [entry.calls_parent for entry in found.methods] == [
            *(True, False, False, True, False, False, False, False),
        ]
        assert [found.reaches_parent(name) for name in "abcdefgh"] == [
            *(True, False, None, True, False, None, None, None),
        ]
        assert found.methods[1].parent_calls == ("other",)

    def test_wrappers_are_followed(self):
        found = read(
            "class A extends B {"
            "function finalize() { return $this->_finalize_parent(); }"
            "protected function _finalize_parent() { return parent::finalize(); }"
            "function save() { self::one(); } function one() { static::two(); }"
            "function two() { $this->save(); } function lost() { $other->_finalize_parent(); } }"
        ).find("A")

        assert found.reaches_parent("Finalize") is True
        assert found.reaches_parent("save") is False
        assert found.reaches_parent("lost") is False
        assert found.reaches_parent("none") is False
        assert found.method("save").own_calls == ("one",)

    def test_classes_in_methods_keep_what_is_theirs(self):
        found = read(
            "class A extends B { function a() { $x = new class extends C {"
            "function b() { $y = new class extends D { function c() { parent::c(); } };"
            "parent::b(); }"
            "}; parent::a(); } function z() { parent::z(); } }"
        )

        assert [
            (entry.extends, [method.parent_calls for method in entry.methods])
            for entry in found.classes
        ] == [(("B",), [("a",), ("z",)]), (("C",), [("b",)]), (("D",), [("c",)])]


class TestCalls:
    def test_of_functions_with_their_arguments(self):
        found = read(
            "add_action('init', 'f');\n"
            "function g() { \\ADD_ACTION('a' . 'b', [$this, 'c'], -1, $x); }"
            "if ($y) add_action(hook_name: 'n', callback: fn() => 1);"
        )

        first, second, third = found.calls
        assert (first.name, first.args, first.line) == ("add_action", ("init", "f"), 1)
        assert (first.in_function, first.is_conditional) == ("", False)
        assert (second.args[0], second.args[2], second.line) == ("ab", -1, 2)
        assert plain(second.args[1]) == {0: "<it is a variable>", 1: "c"}
        assert (second.in_function, second.is_conditional) == ("g", True)
        assert (third.arg(0, "hook_name"), third.is_conditional) == ("n", True)

    def test_what_is_no_call_of_it(self):
        found = read(
            "function add_action() {} class A { function add_action() {} } $x->add_action('a');"
            "A::add_action('b'); new add_action('c'); 'add_action(1)'; Other\\add_action('d');"
            "/* add_action('e') */ $add_action('f'); add_actions('g'); add_action;"
        )

        assert found.calls == ()

    def test_namespaces_decide_which_function_it_is(self):
        assert len(read("namespace N; add_action('a');").calls) == 1
        assert len(read("namespace N; \\add_action('a');").calls) == 1
        assert read("namespace N; use function M\\add_action; add_action('a');").calls == ()
        assert read("namespace N; function add_action() {} add_action('a');").calls == ()
        assert read("namespace N; namespace\\add_action('a');").calls == ()
        assert len(read("namespace X; use function Acme\\hook; hook(1);").calls) == 1
        assert len(read("namespace Acme; function hook() {} hook(1);").calls) == 1
        assert read("namespace Acme; hook(1);").calls == ()

    def test_of_methods(self):
        found = read(
            "namespace N; use W\\FeaturesUtil;"
            "class A { function install() { return parent::install() && $this->registerHook('h')"
            "&& $this?->module->RegisterHook(['i', 'j']); } }"
            "FeaturesUtil::declare_compatibility('x', __FILE__, true);"
            "self::declare_compatibility();"
        )

        assert [(call.name, call.receiver) for call in found.calls] == [
            ("->registerHook", "$this"),
            ("->registerHook", ""),
            ("::declare_compatibility", "W\\FeaturesUtil"),
            ("::declare_compatibility", "self"),
        ]
        assert (found.calls[0].in_class, found.calls[0].in_function) == ("N\\A", "install")
        assert plain(found.calls[1].args[0]) == {0: "i", 1: "j"}

    def test_what_is_spread_is_unresolved(self):
        call = read("add_action('a', ...$b);").calls[0]

        assert [plain(arg) for arg in call.args] == ["a", "<it is a list that is spread>"]
        assert len(read("add_action(...);").calls[0].args) == 1

    def test_branches_in_either_spelling_are_conditions(self):
        found = read(
            "if ($a): add_action('a'); elseif ($b): add_action('b'); endif; add_action('c');"
            "if ($a) { add_action('d'); } else add_action('e'); $x && add_action('f');"
            "foreach ($a as $b): ?> html <?php add_action('g'); endforeach ?>"
            "<?php @add_action('h');"
        )

        assert [call.args[0] for call in found.calls if not call.is_conditional] == ["c", "h"]

    def test_functions(self):
        found = read("namespace N; function &a() { function b() {} } if ($x) { function c() {} }")

        assert [(entry.name, entry.is_conditional) for entry in found.functions] == [
            ("N\\a", False),
            ("N\\b", True),
            ("N\\c", True),
        ]


class TestAssignments:
    def test_to_variables_and_properties(self):
        found = read(
            "$aModule = ['id' => 'x']; $aModule['extend']['a'] = B::class; $aModule['v'][] .= f();"
            "class M { function __construct() { $this->name = 'm'; } }"
        )

        assert [
            (entry.target, tuple(map(plain, entry.path)), entry.operator, plain(entry.value))
            for entry in found.assignments
        ] == [
            ("$aModule", (), "=", {"id": "x"}),
            ("$aModule", ("extend", "a"), "=", "B"),
            ("$aModule", ("v", "<it is empty>"), ".=", "<it is computed>"),
            ("$this->name", (), "=", "m"),
        ]
        assert (found.assignments[3].in_class, found.assignments[3].in_function) == (
            "M",
            "__construct",
        )
        assert [entry.is_conditional for entry in found.assignments] == [False, False, False, True]

    def test_what_is_none(self):
        found = read(
            "class A { public $name = 'a'; function f($name = 'b') { A::$name = 'c'; $name == 'd';"
            "$x->name = 'e'; $this->name; $this->names = 'f'; $name['a']; } } fn($name = 1) => 2;"
        )

        assert found.assignments == ()

    def test_behind_others_and_conditions(self):
        found = read("$x = $name = 'a'; if ($y) $name = 'b'; else $name = 'c';")

        assert [(entry.value, entry.is_conditional) for entry in found.assignments] == [
            ("a", False),
            ("b", True),
            ("c", True),
        ]


class TestReturns:
    def test_only_those_of_the_file_itself(self):
        found = read(
            "function f() { return 1; } class A { function g() { return 2; } }"
            "array_map(function () { return 3; }, []); if ($x) { return 4; } return 5;"
        )

        assert found.returns == (4, 5)


class TestUnread:
    @pytest.mark.parametrize(
        ("head", "name"),
        [
            ("<?php //0046a\nif(!extension_loaded('ionCube Loader')){}", "ionCube"),
            ("<?php //ICB0 81:0 82:bd6\n", "ionCube"),
            ("<?php @Zend;\n3074;\n", "Zend Guard"),
            ("Zend\0 2004", "Zend Guard"),
            ("<?php if(!function_exists('sg_load')){}return sg_load('AB3FA1", "SourceGuardian"),
            ('<?php phpshield_load("AAQA', "phpSHIELD"),
        ],
    )
    def test_encoded_files_say_with_what(self, head, name):
        found = read_php(head.encode() + bytes(range(256)))

        assert found.unread == f"it is encoded with {name}"
        assert found.classes == ()
        assert find_encoder(head) == found.unread

    @pytest.mark.parametrize(
        "code",
        [
            "<?php if (!extension_loaded('ionCube Loader')) { exit; }",
            "<?php // 0046 ways",
            "<?php class Zend {}",
            "<?php if (!function_exists('sg_load')) { exit; }",
            "",
        ],
    )
    def test_files_that_merely_ask_for_a_loader_are_read(self, code):
        assert read_php(code).unread == ""

    def test_too_long(self, monkeypatch):
        monkeypatch.setattr(_reader, "MAX_CHARACTERS", 20)

        assert read_php("<?php " + " " * 14).unread == ""
        assert read_php("<?php " + " " * 15).unread == "it has more than 20 characters"

    def test_too_many_tokens(self):
        assert read_php("<?php " + ";" * 1_000_001).unread == "it has more than 1000000 tokens"

    def test_what_may_be_code_is_noted(self):
        found = read_php("a\n<? class A {}\n?><?php eval('class B {}'); $x->eval(); <<<A\nb\nA;")

        assert [(note.line, note.reason) for note in found.notes] == [
            (1, "code behind <? was not read"),
            (3, "it runs code that is in a text"),
        ]


class TestEncodings:
    def test_utf_8_and_else_latin_1(self):
        assert decode_php("ä".encode()) == "ä"
        assert decode_php(b"\xe4") == "ä"
        assert read_php(b"<?php return '\xe4';").returns == ("ä",)
        assert read_php("<?php class Ü {}".encode("latin-1")).classes[0].name == "Ü"

    def test_a_byte_order_mark(self):
        assert read_php(b"\xef\xbb\xbf<?php class A {}").classes[0].name == "A"

    def test_utf_16_is_no_php(self):
        assert read_php("<?php class A {}".encode("utf-16")).classes == ()


class TestValues:
    def test_can_be_hashed_and_pickled(self):
        found = read("class A { const B = [1, $x]; } add_action('a', [1]);")

        assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301  ours
        assert hash(found) == hash(found)

    def test_every_name_of_the_package_is_there(self):
        assert all(hasattr(_php, name) for name in _php.__all__)

    def test_the_last_of_equal_keys_wins(self):
        assert value("['a' => 1, 'a' => 2]").get("a") == 2

    @pytest.mark.property
    @given(st.lists(st.tuples(st.text(max_size=9), st.integers(-(2**62), 2**62))))
    def test_arrays_come_back_as_written(self, items):
        def quoted(text):
            return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

        code = ", ".join(f"[{quoted(text)}, {number}]" for text, number in items)
        found = value(f"[{code}]")

        assert [tuple(item.values()) for item in found.values()] == items

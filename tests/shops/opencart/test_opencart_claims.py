from sellxed_sdk.compatibility import Mode, match_overlaps
from sellxed_sdk.findings import Severity

ANCHOR = "return 1;"


def _claims(tree, uid, kind="oc.ocmod"):
    return [claim for claim in tree.read().find(uid).claims if claim.kind == kind]


class TestEdits:
    def test_each_operation_is_a_place_of_its_own(self, tree, operation):
        tree.modification(
            "system/a.ocmod.xml",
            "A",
            operation(ANCHOR, "$a = 1;", position="before"),
            operation("get()", "get($a)", position="replace"),
        )
        first, second = _claims(tree, "opencart:a")
        assert (first.target, first.member) == ("catalog/model/a.php", "operation 1 of a")
        assert (first.mode, first.value, first.label) == (Mode.EXTEND, "before", ANCHOR)
        assert (second.mode, second.value) == (Mode.REPLACE, "replace")
        assert (first.path, first.line, second.line) == ("system/a.ocmod.xml", 6, 7)

    def test_two_that_go_together_share_no_place(self, tree, operation):
        for name in ("A", "B"):
            tree.modification(f"system/{name}.ocmod.xml", name, operation(ANCHOR, f"${name} = 1;"))
        a, b = _claims(tree, "opencart:a"), _claims(tree, "opencart:b")
        assert {claim.target for claim in (*a, *b)} == {"catalog/model/a.php"}
        assert not {claim.member for claim in a} & {claim.member for claim in b}
        assert a[0].rank < b[0].rank
        assert not a[0].undone_by + b[0].undone_by

    def test_paths_are_lists_and_patterns(self, tree, operation):
        for name in ("b", "c"):
            tree.write(f"catalog/model/{name}.php", "return 1;")
        tree.write("admin/model/d.php", "return 1;")
        tree.modification(
            "system/a.ocmod.xml",
            "A",
            operation(ANCHOR, "x"),
            file="catalog/model/{b,c}.php|admin/*/d.php|catalog/model/none.php",
        )
        assert [claim.target for claim in _claims(tree, "opencart:a")] == [
            "admin/model/d.php",
            "catalog/model/b.php",
            "catalog/model/c.php",
        ]

    def test_targets_have_the_real_name_of_the_admin_directory(self, make_tree, operation):
        tree = make_tree(admin="office")
        tree.write("office/model/d.php", "return 1;")
        tree.modification(
            "system/a.ocmod.xml", "A", operation(ANCHOR, "x"), file="admin/model/d.php"
        )
        assert _claims(tree, "opencart:a")[0].target == "office/model/d.php"


class TestNotFound:
    def test_what_finds_no_place_says_what_the_platform_does(self, tree, operation):
        tree.modification(
            "system/a.ocmod.xml",
            "A",
            operation("none", "x", error="skip"),
            operation(ANCHOR, "x"),
            operation("nothing", "x"),
            operation(ANCHOR, "y"),
        )
        found = _claims(tree, "opencart:a", "oc.notfound")
        assert [(claim.member, claim.value, claim.mode) for claim in found] == [
            ("operation 1 of a", "goes on", Mode.OBSERVE),
            ("operation 3 of a", "drops the rest of the file's edits", Mode.OBSERVE),
        ]
        # The fourth is never reached.
        assert [claim.member for claim in _claims(tree, "opencart:a")] == ["operation 2 of a"]

    def test_a_search_of_two_lines_is_never_found(self, tree, operation):
        tree.modification(
            "system/a.ocmod.xml", "A", operation("{\n\t\treturn 1;", "x", error="skip")
        )
        assert _claims(tree, "opencart:a", "oc.notfound")

    def test_what_builds_on_another_modification_is_no_finding(self, tree, operation):
        tree.modification("system/a.ocmod.xml", "A", operation(ANCHOR, "$added = 1;"))
        tree.modification("system/b.ocmod.xml", "B", operation("$added", "$more = 2;"))
        assert not _claims(tree, "opencart:b", "oc.notfound")
        assert _claims(tree, "opencart:b")


class TestUndone:
    def test_who_takes_the_anchor_away_undoes_the_later_one(self, tree, operation):
        tree.modification(
            "system/a.ocmod.xml", "A", operation(ANCHOR, "return 2;", position="replace")
        )
        tree.modification("system/b.ocmod.xml", "B", operation(ANCHOR, "$b = 1;"))
        tree.modification("system/c.ocmod.xml", "C", operation("class", "// c"))
        undone = _claims(tree, "opencart:b")[0]
        assert undone.undone_by == ("opencart:a",)
        # The other one is at that place as well, so that both are seen there.
        members = [claim.member for claim in _claims(tree, "opencart:a")]
        assert members == ["operation 1 of a", undone.member]
        assert not any(claim.undone_by for claim in _claims(tree, "opencart:c"))

    def test_the_other_order_loses_nothing(self, tree, operation):
        tree.modification(
            "system/z.ocmod.xml", "Z", operation(ANCHOR, "return 2;", position="replace")
        )
        tree.modification("system/b.ocmod.xml", "B", operation(ANCHOR, "$b = 1;"))
        assert not _claims(tree, "opencart:b")[0].undone_by

    def test_rows_of_the_table_are_applied_by_name(self, tree, operation):
        tree.modification("ocmod/1.xml", "Zeta", operation(ANCHOR, "return 2;", position="replace"))
        tree.modification("ocmod/2.xml", "alpha", operation(ANCHOR, "$alpha = 1;"))
        zeta, alpha = _claims(tree, "opencart:zeta"), _claims(tree, "opencart:alpha")
        assert alpha[0].rank < zeta[0].rank
        assert not alpha[0].undone_by

    def test_what_is_wiped_out_afterwards_is_undone(self, tree, operation):
        tree.modification(
            "system/a.ocmod.xml", "A", operation(ANCHOR, "$added_by_a = true;", position="before")
        )
        tree.modification(
            "system/b.ocmod.xml",
            "B",
            operation(ANCHOR, "return 3;", position="replace", of_add=' offset="-1"'),
        )
        assert _claims(tree, "opencart:a")[0].undone_by == ("opencart:b",)

    def test_abort_keeps_all_behind_it_from_being_applied(self, tree, operation):
        tree.write("catalog/model/b.php", "return 1;")
        tree.modification("system/a.ocmod.xml", "A", operation("none", "x", error="abort"))
        tree.modification(
            "system/b.ocmod.xml", "B", operation(ANCHOR, "y"), file="catalog/model/b.php"
        )
        assert _claims(tree, "opencart:b")[0].undone_by == ("opencart:a",)
        found = _claims(tree, "opencart:a", "oc.notfound")
        assert found[0].value == "drops the modification and all behind it"

    def test_in_version_4_1_it_is_the_modification_alone(self, make_tree, operation):
        tree = make_tree(version="4.1.0.4")
        tree.modification("system/a.ocmod.xml", "A", operation("none", "x", error="abort"))
        tree.modification("system/b.ocmod.xml", "B", operation(ANCHOR, "y"))
        assert not _claims(tree, "opencart:b")[0].undone_by

    def test_inactive_ones_undo_nothing(self, tree, operation):
        tree.modification("ocmod/a.xml", "A", operation(ANCHOR, "return 2222;", position="replace"))
        tree.modification("ocmod/b.xml", "B", operation(ANCHOR, "$bbbbbb = 1;"))
        tree.write("system/storage/modification/catalog/model/a.php", "$bbbbbb = 1;")
        assert not _claims(tree, "opencart:b")[0].undone_by

    def test_three_that_only_together_undo_one_are_all_named(self, tree, operation):
        tree.write("catalog/model/b.php", "one\ntwo\n")
        edits = (
            ("A", operation("one", "three", position="replace")),
            ("B", operation("two", "three", position="replace")),
            (
                "C",
                "<operation><search regex='true'>~one|two~</search><add>$0 seen</add></operation>",
            ),
        )
        for name, edit in edits:
            tree.modification(f"system/{name}.ocmod.xml", name, edit, file="catalog/model/b.php")
        assert _claims(tree, "opencart:c")[0].undone_by == ("opencart:a", "opencart:b")

    def test_vqmod_works_on_what_ocmod_made(self, tree, operation):
        tree.vqmod()
        tree.modification(
            "system/a.ocmod.xml", "A", operation(ANCHOR, "return 2;", position="replace")
        )
        tree.write(
            "vqmod/xml/v.xml",
            '<modification><id>v</id><file name="catalog/model/a.php">'
            f"{operation(ANCHOR, 'x')}</file></modification>",
        )
        undone = _claims(tree, "opencart:v", "oc.vqmod")[0]
        assert undone.undone_by == ("opencart:a",)
        assert undone.member in {claim.member for claim in _claims(tree, "opencart:a")}


class TestConflicts:
    def test_one_that_loses_an_edit_is_a_warning(self, tree, operation):
        tree.modification(
            "system/a.ocmod.xml",
            "A",
            operation("class", "// a", position="before"),
            operation(ANCHOR, "return 2;", position="replace"),
        )
        tree.modification("system/b.ocmod.xml", "B", operation(ANCHOR, "$b = 1;"))
        (conflict,) = match_overlaps(tree.read())
        assert (conflict.rule_id, conflict.severity) == ("overlap.oc.file", Severity.WARNING)
        assert (conflict.winner, conflict.lost) == ("opencart:a", ("opencart:b",))

    def test_edits_of_one_file_that_go_together_are_none(self, tree, operation):
        tree.modification("system/modification.xml", "Default", operation("get()", "get()"))
        for number in range(4):
            tree.modification(
                f"system/{number}.ocmod.xml",
                f"M{number}",
                operation(ANCHOR, f"$m{number} = 1;"),
                operation("get()", f"get() /* word{number} */", position="replace"),
            )
        assert tuple(match_overlaps(tree.read())) == ()

    def test_replacements_that_leave_the_anchor_are_none(self, tree, operation):
        for name in ("A", "B"):
            tree.modification(
                f"system/{name}.ocmod.xml",
                name,
                operation(ANCHOR, f"${name} = 1; {ANCHOR}", position="replace"),
            )
        assert tuple(match_overlaps(tree.read())) == ()

    def test_two_that_make_the_same_edit_are_none(self, tree, operation):
        for name in ("A", "B"):
            tree.modification(
                f"system/{name}.ocmod.xml",
                name,
                operation(ANCHOR, "return $this->total;", position="replace"),
            )
        assert tuple(match_overlaps(tree.read())) == ()

    def test_a_lost_edit_is_told_though_another_operation_puts_the_same_there(
        self, tree, operation
    ):
        tree.modification(
            "system/a.ocmod.xml", "A", operation(ANCHOR, "return 2;", position="replace")
        )
        tree.modification(
            "system/b.ocmod.xml",
            "B",
            operation("class Model", "$shared_line = 1;"),
            operation(ANCHOR, "$shared_line = 1;"),
        )
        (conflict,) = match_overlaps(tree.read())
        assert conflict.target.endswith("operation 2 of b")

    def test_the_platform_s_own_one_has_a_name_of_its_own(self, tree, operation):
        tree.modification("system/modification.xml", "Default", operation("get()", "get()"))
        tree.modification("system/a.ocmod.xml", "Default", operation("get()", "get()"))
        kinds = {plugin.uid: plugin.kind for plugin in tree.read().plugins}
        assert kinds == {
            "opencart:default": "plugin",
            "opencart:modification-default": "core",
        }

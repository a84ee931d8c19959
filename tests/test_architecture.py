"""What must hold for the house as a whole."""

from __future__ import annotations

import ast
import copy
import importlib
import inspect
import pickle
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import sellxed_sdk
from sellxed_sdk import errors
from sellxed_sdk.findings import Severity, registry

ROOT = Path(sellxed_sdk.__file__).parent
HEAVY = ("requests", "tuf", "cryptography", "attrs", "attr", "ssl", "asyncio", "django")
# The rooms whose answers depend on their arguments alone. `read_tree` of integrity is
# the one part of them that reads the disk.
PURE = ("versions", "licence", "releases", "compatibility", "integrity", "support")


def modules():
    for found in pkgutil.walk_packages([str(ROOT)], "sellxed_sdk."):
        # Integrations need their frameworks; tests/hosts imports them.
        if found.name.startswith("sellxed_sdk.integrations."):
            continue
        if not found.name.endswith(("__main__", "testing.plugin")):
            yield found.name


def run(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()


class TestLightness:
    def test_the_root_loads_nothing_heavy(self):
        loaded = run(
            "import sys; before = set(sys.modules); import sellxed_sdk;"
            "print(*(m.split('.')[0] for m in set(sys.modules) - before))"
        )

        assert set(loaded) <= {"sellxed_sdk", "__future__"}

    def test_checking_a_licence_needs_no_network_library(self):
        loaded = run(
            "import sys; from sellxed_sdk import check_licence, Module;"
            "print(*{m.split('.')[0] for m in sys.modules})"
        )

        assert not {"requests", "tuf", "urllib3", "ssl", "asyncio", "django"} & set(loaded)

    def test_the_pytest_plugin_loads_nothing_of_the_sdk(self):
        loaded = run(
            "import sys, pytest; before = set(sys.modules); import sellxed_sdk.testing.plugin;"
            "print(*(set(sys.modules) - before))"
        )

        assert set(loaded) <= {
            "sellxed_sdk",
            "sellxed_sdk.testing",
            "sellxed_sdk.testing.plugin",
        }


class TestExports:
    def test_every_public_name_of_the_root_can_be_had(self):
        for name in sellxed_sdk.__all__:
            assert getattr(sellxed_sdk, name) is not None
        assert set(sellxed_sdk.__all__) <= set(dir(sellxed_sdk))
        with pytest.raises(AttributeError):
            sellxed_sdk.check_license  # noqa: B018  the American spelling is not here

    def test_every_module_has_all_names_it_promises(self):
        for name in modules():
            module = importlib.import_module(name)
            for exported in getattr(module, "__all__", ()):
                assert hasattr(module, exported), f"{name}.{exported}"

    def test_modules_inside_packages_are_private(self):
        public = {"sellxed_sdk.errors"}
        for found in pkgutil.walk_packages([str(ROOT)], "sellxed_sdk."):
            leaf = found.name.rpartition(".")[2]
            if found.ispkg or leaf.startswith("_") or found.name in public:
                continue
            allowed = found.name.startswith(
                # Django finds these by their names.
                ("sellxed_sdk.findings.codes.", "sellxed_sdk.integrations.django.")
            )
            assert allowed or found.name == "sellxed_sdk.testing.plugin", found.name


class TestErrors:
    CLASSES = tuple(
        value
        for value in vars(errors).values()
        if inspect.isclass(value) and issubclass(value, Exception)
    )

    def test_all_stand_in_the_tree_and_are_exported(self):
        assert {cls.__name__ for cls in self.CLASSES} == set(errors.__all__)
        for cls in self.CLASSES:
            assert issubclass(cls, errors.SellxedError)
            assert cls.__name__ in errors.__doc__

    @pytest.mark.parametrize("cls", CLASSES)
    def test_survive_pickle_and_copy(self, cls):
        error = cls("A sentence.", code="USAGE", hint="A way out.", path="x", status=3)
        for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301  ours
            assert type(twin) is cls
            assert (twin.message, twin.code, twin.hint, twin.context, str(twin)) == (
                "A sentence.",
                "USAGE",
                "A way out.",
                {"path": "x", "status": 3},
                "A sentence.",
            )


class TestCodes:
    @pytest.mark.parametrize("name", sorted(registry()))
    def test_every_code_says_cause_and_way_out(self, name):
        code = registry()[name]

        assert code.name == name == name.upper()
        assert code.message.endswith((".", ":", "}"))
        assert code.hint.endswith((".", "}")) or code.severity is Severity.INFO
        assert code.cause.endswith(".")
        assert not code.message.startswith(" ")

    def test_every_code_is_called_by_its_variable(self):
        for name in modules():
            if not name.startswith("sellxed_sdk.findings.codes."):
                continue
            module = importlib.import_module(name)
            for exported in module.__all__:
                assert getattr(module, exported).name == exported

    def test_every_use_passes_the_parameters_that_the_texts_need(self):
        faults = []
        for path in ROOT.rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                faults += find_fault(path, call)

        assert faults == []

    def test_every_code_is_used(self):
        text = "\n".join(
            path.read_text(encoding="utf-8")
            for path in ROOT.rglob("*.py")
            if path.parent.name != "codes"
        )

        assert [name for name in registry() if name not in text] == []


def find_fault(path, call):
    """Compare `codes.NAME.finding(...)` and `.error(...)` with the texts of NAME."""
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
        return []
    target = call.func.value
    if call.func.attr not in ("finding", "error") or not isinstance(target, ast.Attribute):
        return []
    code = registry().get(target.attr)
    if code is None or any(keyword.arg is None for keyword in call.keywords):
        return []
    given = {keyword.arg for keyword in call.keywords}
    missing = code.params - given
    return [f"{path.name}:{call.lineno} {target.attr} lacks {sorted(missing)}"] if missing else []


class TestPurity:
    def test_the_pure_rooms_read_no_clock(self):
        for room in PURE:
            for path in (ROOT / room).rglob("*.py"):
                text = path.read_text(encoding="utf-8")
                for word in (".now(", ".today(", ".utcnow(", "time.time(", "perf_counter"):
                    assert word not in text, f"{path.name}: {word}"

    def test_the_pure_rooms_touch_no_disk(self):
        for room in PURE:
            for path in (ROOT / room).rglob("*.py"):
                if path.name == "_digest.py":
                    continue
                names = {
                    alias.name.partition(".")[0]
                    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                    if isinstance(node, ast.Import)
                    for alias in node.names
                }
                assert not names & {"os", "socket", "subprocess", "shutil", "tempfile"}, path.name

    def test_no_module_grows_beyond_three_hundred_lines(self):
        long = [
            f"{path.name}: {count}"
            for path in ROOT.rglob("*.py")
            if (count := path.read_text(encoding="utf-8").count("\n")) > 300
        ]

        assert long == []


def test_the_package_says_that_it_is_typed():
    assert (ROOT / "py.typed").is_file()

"""What PHP itself answered, running the platform's own code on these texts."""

import json
from pathlib import Path

import pytest

from sellxed_sdk.shops._evidence import NO_EVIDENCE
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._modification import Outcome, apply_ocmod, apply_vqmod
from sellxed_sdk.shops._opencart._modifications import read_modifications
from sellxed_sdk.shops._opencart._platform import read_platform
from sellxed_sdk.shops._opencart._targets import Targets

VECTORS = json.loads(
    (Path(__file__).parent / "vectors" / "modifications.json").read_text(encoding="utf-8")
)


def _shop(make_tree, vector):
    is_vqmod = vector["platform"] == "vqmod"
    version = "3.0.3.8" if is_vqmod else vector["platform"]
    tree = make_tree(version=version)
    tree.vqmod()
    (tree.root / "catalog" / "model" / "a.php").unlink()
    for path, text in vector["files"].items():
        tree.write(path, text)
    for number, text in enumerate(vector["modifications"]):
        if is_vqmod:
            path = f"vqmod/xml/{number:04}.xml"
        elif number == 0 and not version.startswith("4"):
            path = "system/modification.xml"
        else:
            path = f"system/{number:04}.ocmod.xml"
        tree.write(path, text)
    return ShopFiles(tree.root)


@pytest.mark.parametrize("number", range(len(VECTORS)))
def test_every_vector_gives_the_texts_and_the_log_of_the_platform(make_tree, number):
    vector = VECTORS[number]
    files = _shop(make_tree, vector)
    platform = read_platform(files)
    found = read_modifications(files, platform, NO_EVIDENCE, taken=set())
    targets = Targets(files, platform)
    listed = [(entry.document.name, targets.steps(entry)) for entry in found]
    if vector["platform"] == "vqmod":
        run = apply_vqmod(listed, targets.texts)
        before = targets.texts
    else:
        run = apply_ocmod(listed, targets.texts, dialect=platform.dialect)
        before = {key: text.replace("\r\n", "\n") for key, text in targets.texts.items()}
    if any(result.outcome is Outcome.UNKNOWN for result in run.results):
        # What is not followed is said, with its reason.
        unknown = [entry for entry in run.results if entry.outcome is Outcome.UNKNOWN]
        assert all(entry.detail for entry in unknown)
        return
    assert {key: text for key, text in run.texts if text != before[key]} == vector["changed"]
    if vector["log"] is not None:
        assert "\n".join(run.log) == vector["log"]


def test_most_vectors_are_followed(make_tree):
    assert len(VECTORS) >= 140

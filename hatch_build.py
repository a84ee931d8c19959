"""Compiles the translation catalogues while the wheel is built."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[misc]
    """Turns every .po file of the package into the .mo file that gettext reads."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogues and add them to the build."""
        del version
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        root = Path(self.root)
        for source in sorted(root.glob("sellxed_sdk/**/*.po")):
            target = source.with_suffix(".mo")
            compiled = io.BytesIO()
            with source.open("rb") as file:
                write_mo(compiled, read_po(file))
            target.write_bytes(compiled.getvalue())
            build_data["artifacts"].append(target.relative_to(root).as_posix())

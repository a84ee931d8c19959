"""What the sections of a module's page are made from."""

from __future__ import annotations

import attrs

from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._host import HostForm, KeyField, PanelReply
from sellxed_sdk.notices._html_parts import heading, section
from sellxed_sdk.notices._markup import Html
from sellxed_sdk.notices._panel import Panel
from sellxed_sdk.notices._wording import Wording

__all__ = ["View"]


@attrs.frozen(kw_only=True)
class View:
    """A panel, how it is worded, and what the host brings."""

    panel: Panel
    """What is known."""
    wording: Wording
    """In which words."""
    level: int = 1
    """Of the first heading."""
    form: HostForm | None = None
    """Where forms go; there are none where None."""
    answer: PanelReply | None = None
    """What became of the last one."""
    key: KeyField | None = None
    """What may be shown of the key, where it can be seen to here."""

    @property
    def catalogue(self) -> Catalogue:
        """The texts."""
        return self.wording.catalogue

    def ui(self, name: str, /, **values: object) -> str:
        """Return a text of the renderers."""
        return self.wording.catalogue.ui(name, **values)

    def section(self, name: str, *children: str | None, title: str | None = None) -> Html:
        """Return a section; its title is the text of the same name where None."""
        return section(name, title or self.ui(name), *children, level=self.level + 1)

    def heading(self, text: str) -> Html:
        """Return a heading inside a section."""
        return heading(self.level + 2, text, depth=3)

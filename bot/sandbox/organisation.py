"""An Enterprise Grid organisation: a name over several workspaces, which can let an app into any of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.sandbox.shapes import App, Upload

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace


@dataclass
class Organisation:
    """An organisation. `app` is the app as it is in all its workspaces: one bot user; files are shared."""

    id: str
    name: str
    domain: str
    app: App
    workspaces: list[Workspace] = field(default_factory=list)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def body(self) -> dict[str, str]:
        """Its id and name, as payloads and answers spell them."""
        return {"id": self.id, "name": self.name}

    def reached(self) -> list[Workspace]:
        """The workspaces that an org-wide installation reaches."""
        return [workspace for workspace in self.workspaces if workspace.by_org]

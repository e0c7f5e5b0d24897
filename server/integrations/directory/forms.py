"""What forms about people from elsewhere send."""

from uuid import UUID

from msgspec import Struct


class TakeOverForm(Struct, kw_only=True):
    """A file is taken over as it was `seen`. `leave` are people who are let go; `partly`: rows with faults stay out."""

    seen: str
    leave: list[UUID] = []
    everybody: bool = False
    partly: bool = False


class RulesForm(Struct, kw_only=True):
    """What people of the directory begin with, and where their teams come from."""

    roles: list[str] = []
    teams: str = "groups"


class MeaningForm(Struct, kw_only=True):
    """What a group means: `none`, `team:ID`, `managers:ID` or `role:NAME`; `team:new` makes one."""

    means: str

    @property
    def kind(self) -> str:
        """The first part."""
        return self.means.partition(":")[0]

    @property
    def what(self) -> str:
        """The second one."""
        return self.means.partition(":")[2]

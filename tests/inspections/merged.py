"""The reference process after two stages became one."""

from msgspec.structs import replace

from tests.inspections.reference import PROCESS

NEW = PROCESS.motion["new"]


KEPT = tuple(stage for stage in NEW.stages if stage != "align")


MERGED = replace(
    PROCESS,
    stages=tuple(stage for stage in PROCESS.stages if stage.id != "align"),
    behaviours=tuple(replace(one, stage="discover") if one.stage == "align" else one for one in PROCESS.behaviours),
    motions=(replace(NEW, stages=KEPT, aliases=("small", "expansion")),),
    moved={"align": "discover"},
)
"""Align is a part of Discover now, with all that was asked there."""

"""What a run says at its end, whichever of its processes noticed it."""

left_out: set[str] = set()
"""What was missing on this machine, so that tests were left out."""

remarks: set[str] = set()
"""What is no fault yet."""


def pack() -> dict[str, list[str]]:
    """Both, to be sent to the process that prints them."""
    return {"left_out": sorted(left_out), "remarks": sorted(remarks)}


def unpack(sent: dict[str, list[str]]) -> None:
    """Adds what another process sent."""
    left_out.update(sent.get("left_out", ()))
    remarks.update(sent.get("remarks", ()))

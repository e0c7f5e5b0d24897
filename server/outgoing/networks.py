"""Which addresses belong to the public internet. Pure."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

NAT64: Final = IPv6Network("64:ff9b::/96")
"""IPv4 addresses as IPv6 ones for networks that only have those (RFC 6052)."""

UNICAST: Final = IPv6Network("2000::/3")
"""All that IANA gives out of IPv6 for the public internet. What lies beside it is of a machine or a site, or leads to an IPv4 address in a form that
only the network there knows.
"""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also by what an IPv6 address carries inside it. Raises ValueError for what is none."""
    found = ip_address(address.partition("%")[0])
    inner = _inside(found) if isinstance(found, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    return found.is_global and not found.is_multicast and (isinstance(found, IPv4Address) or found in UNICAST)


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a mapped, tunnelled or translated one leads to."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    return IPv4Address(address.packed[-4:]) if address in NAT64 else None

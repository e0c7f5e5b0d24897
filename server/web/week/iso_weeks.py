"""Weeks of a team: ISO weeks in its zone. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def began(now: datetime, zone: str) -> datetime:
    """When the week of `now` began in the zone, Monday 00:00 there, in UTC."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return datetime.combine(today - timedelta(days=today.weekday()), time(), ZoneInfo(zone)).astimezone(UTC)

"""Weeks of a team: ISO weeks in its zone. Pure."""

from datetime import datetime, time, timedelta

from server.zones import local_day, local_time


def began(now: datetime, zone: str) -> datetime:
    """When the week of `now` began in the zone, Monday 00:00 there, in UTC."""
    today = local_day(now, zone)
    return local_time(today - timedelta(days=today.weekday()), time(), zone)

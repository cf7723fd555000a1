"""Which time zone a name means: IANA names, and Windows names as ConnectWise stores them."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzlocal.windows_tz import win_tz

# ConnectWise's own set-ups carry Windows display names, such as
# "GMT-5/Eastern Time: US & Canada" (seen in recorded answers of two tenants). The words behind
# the offset name the place; the offset itself says nothing about daylight saving.
_PLACES = {
    "eastern time us canada": "America/New_York",
    "indiana east": "America/Indiana/Indianapolis",
    "central time us canada": "America/Chicago",
    "saskatchewan": "America/Regina",
    "mountain time us canada": "America/Denver",
    "arizona": "America/Phoenix",
    "pacific time us canada": "America/Los_Angeles",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "atlantic time canada": "America/Halifax",
    "newfoundland": "America/St_Johns",
    "brasilia": "America/Sao_Paulo",
    "buenos aires": "America/Argentina/Buenos_Aires",
    "bogota lima quito": "America/Bogota",
    "greenwich mean time dublin edinburgh lisbon london": "Europe/London",
    "dublin edinburgh lisbon london": "Europe/London",
    "amsterdam berlin bern rome stockholm vienna": "Europe/Berlin",
    "brussels copenhagen madrid paris": "Europe/Paris",
    "belgrade bratislava budapest ljubljana prague": "Europe/Budapest",
    "sarajevo skopje warsaw zagreb": "Europe/Warsaw",
    "helsinki kyiv riga sofia tallinn vilnius": "Europe/Kiev",
    "athens bucharest": "Europe/Bucharest",
    "athens istanbul minsk": "Europe/Athens",
    "harare pretoria": "Africa/Johannesburg",
    "cairo": "Africa/Cairo",
    "nairobi": "Africa/Nairobi",
    "jerusalem": "Asia/Jerusalem",
    "abu dhabi muscat": "Asia/Dubai",
    "chennai kolkata mumbai new delhi": "Asia/Kolkata",
    "bangkok hanoi jakarta": "Asia/Bangkok",
    "kuala lumpur singapore": "Asia/Singapore",
    "beijing chongqing hong kong urumqi": "Asia/Shanghai",
    "taipei": "Asia/Taipei",
    "perth": "Australia/Perth",
    "osaka sapporo tokyo": "Asia/Tokyo",
    "seoul": "Asia/Seoul",
    "adelaide": "Australia/Adelaide",
    "darwin": "Australia/Darwin",
    "brisbane": "Australia/Brisbane",
    "canberra melbourne sydney": "Australia/Sydney",
    "hobart": "Australia/Hobart",
    "auckland wellington": "Pacific/Auckland",
    "coordinated universal time": "UTC",
    "utc": "UTC",
}
_OFFSET = re.compile(
    r"^\(?\s*(?:GMT|UTC)\s*(?:[+-]\s*\d{1,2}(?::?\d{2})?)?\s*\)?\s*[/:]?\s*", re.IGNORECASE
)
_WINDOWS = {name.casefold(): iana for name, iana in win_tz.items()}


def zone_named(name: str) -> ZoneInfo | None:
    """The zone that a name means, or None where it is not understood.

    Understood are IANA names, Windows zone ids ("Eastern Standard Time", by the Unicode CLDR
    table that tzlocal carries) and the usual Windows display names. A bare offset is not: it
    does not tell when clocks change.
    """
    name = name.strip()
    if not name:
        return None
    if iana := _WINDOWS.get(name.casefold()):
        return ZoneInfo(iana)
    if found := _iana(name):
        return found
    place = " ".join(re.findall(r"[^\W\d_]+", _OFFSET.sub("", name).casefold()))
    iana = _PLACES.get(place) or _WINDOWS.get(place)
    return ZoneInfo(iana) if iana else None


def _iana(name: str) -> ZoneInfo | None:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){1,2}|UTC", name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None

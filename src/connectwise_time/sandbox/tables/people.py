"""The MSP itself: members and what they may do, offices, zones, calendars."""

from connectwise_time.sandbox.fields import (
    Field,
    Resource,
    choice,
    day,
    flag,
    flags,
    instant,
    integer,
    number,
    numbers,
    reference,
    text,
    texts,
)
from connectwise_time.sandbox.tables.words import CONTACT_WAYS, LEVELS, LICENSES

_MEMBER = (
    integer("id"),
    text("identifier", maximum=15, required=True),
    text("firstName", maximum=30, required=True),
    text("middleInitial", maximum=3),
    text("lastName", maximum=30, required=True),
    text("title", maximum=100),
    choice("licenseClass", LICENSES),
    reference("type", "memberType"),
    reference("timeZone"),
    instant("inactiveDate"),
    flag("inactiveFlag"),
    text("officeEmail", maximum=250),
    text("officePhone"),
    choice("defaultEmail", CONTACT_WAYS),
    choice("defaultPhone", CONTACT_WAYS),
    reference("securityRole"),
    flag("adminFlag"),
    reference("defaultLocation", "location"),
    reference("defaultDepartment", "department"),
    reference("reportsTo", "member"),
    reference("workRole"),
    reference("workType"),
    reference("timeApprover", "member"),
    reference("expenseApprover", "member"),
    *numbers("billableForecast", "dailyCapacity", "hourlyCost", "hourlyRate"),
    *flags("requireExpenseEntryFlag", "requireTimeSheetEntryFlag"),
    *flags("requireStartAndEndTimeOnTimeEntryFlag", "allowInCellEntryOnTimeSheet"),
    flag("enterTimeAgainstCompanyFlag"),
    integer("daysTolerance"),
    number("minimumHours"),
    instant("timeSheetStartDate"),
    instant("hireDate"),
    reference("calendar"),
)

MEMBERS = Resource(
    "system/members",
    "Member",
    "member",
    "Member",
    "members",
    (*_MEMBER, text("fullName", hidden=True)),
    module="Member Maintenance",
    indexes=("identifier",),
)

MY_MEMBER = Resource("system/myMembers", "MyMember", "member", "Member", "members", _MEMBER)

MEMBERS_INFO = Resource(
    "system/info/members",
    "MemberInfo",
    "member",
    "Member",
    "members",
    (
        integer("id"),
        *texts("identifier", "firstName", "middleInitial", "lastName", "fullName"),
        text("defaultEmail", column="office_email"),
        choice("licenseClass", LICENSES),
        flag("inactiveFlag"),
    ),
)

MY_SECURITY = Resource(
    "system/mySecurity",
    "MySecurity",
    "mySecurity",
    "My Security",
    "security_levels",
    (
        integer("id"),
        *(choice(f"{verb}Level", LEVELS) for verb in ("add", "edit", "delete", "inquire")),
        *texts("moduleFunctionName", "moduleFunctionIdentifier", "moduleName", "moduleIdentifier"),
        *texts("moduleDescription", "moduleFunctionDescription"),
        *flags("myAllFlag", "reportFlag", "restrictFlag", "customFlag"),
        integer("sortOrder"),
        reference("member"),
    ),
    indexes=("member_id",),
)

_PLACES_ROLES = (
    "(SELECT json_group_array(x.work_role_id) FROM (SELECT work_role_id FROM work_role_locations "
    "WHERE location_id = {t}.id ORDER BY work_role_id) AS x)"
)

LOCATIONS = Resource(
    "system/locations",
    "Location",
    "location",
    "Location",
    "locations",
    (
        integer("id"),
        integer("ownerLevelId"),
        reference("structureLevel"),
        text("name", maximum=50, required=True),
        reference("manager", "member"),
        reference("timeZoneSetup", "timeZone"),
        reference("calendar"),
        *flags("locationFlag", "clientFlag"),
        Field("workRoleIds", "integers", "work_role_ids", sql=_PLACES_ROLES, writable=False),
        Field("departmentIds", "integers", "department_ids"),
    ),
)

DEPARTMENTS = Resource(
    "system/departments",
    "Department",
    "department",
    "Department",
    "departments",
    (integer("id"), text("identifier"), text("name")),
)

TIME_ZONES = Resource(
    "system/timeZoneSetups",
    "TimeZoneSetup",
    "timeZoneSetup",
    "Time Zone Setup",
    "time_zone_setups",
    (
        integer("id"),
        text("name"),
        reference("timeZone", "cwTimeZone"),
        number("offset"),
        *flags("defaultFlag", "daylightSavingsFlag"),
        text("iana", hidden=True),
    ),
    module="Table Setup",
)

TIME_ZONES_INFO = Resource(
    "system/timeZoneSetups/info",
    "TimeZoneSetupInfo",
    "timeZoneSetup",
    "Time Zone Setup",
    "time_zone_setups",
    (integer("id"), text("name"), number("offset")),
)

CW_TIME_ZONES = Resource(
    "system/cwTimeZones",
    "CwTimeZone",
    "cwTimeZone",
    "Time Zone",
    "cw_time_zones",
    (
        integer("id"),
        text("name"),
        number("offset"),
        *texts("startDate", "endDate"),
        flag("daylightSavingsFlag"),
    ),
)

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CALENDAR = (
    integer("id"),
    text("name", maximum=50, required=True),
    reference("holidayList"),
    *(text(f"{name}{end}Time") for name in _DAYS for end in ("Start", "End")),
)

CALENDARS = Resource(
    "schedule/calendars", "Calendar", "calendar", "Calendar", "calendars", _CALENDAR
)

CALENDARS_INFO = Resource(
    "schedule/calendars/info", "CalendarInfo", "calendar", "Calendar", "calendars", _CALENDAR
)

HOLIDAY_LISTS = Resource(
    "schedule/holidayLists",
    "HolidayList",
    "holidayList",
    "Holiday List",
    "holiday_lists",
    (integer("id"), text("name", maximum=50)),
)

HOLIDAYS = Resource(
    "schedule/holidayLists/holidays",
    "Holiday",
    "holiday",
    "Holiday",
    "holidays",
    (
        integer("id"),
        text("name", maximum=50),
        flag("allDayFlag"),
        day("date"),
        *texts("timeStart", "timeEnd"),
        reference("holidayList"),
    ),
    parent="holiday_list_id",
)

ALL = (
    MEMBERS,
    MY_MEMBER,
    MEMBERS_INFO,
    MY_SECURITY,
    LOCATIONS,
    DEPARTMENTS,
    TIME_ZONES,
    TIME_ZONES_INFO,
    CW_TIME_ZONES,
    CALENDARS,
    CALENDARS_INFO,
    HOLIDAY_LISTS,
    HOLIDAYS,
)

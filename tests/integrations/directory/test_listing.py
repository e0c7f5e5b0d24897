"""What the exports of personnel systems and directories say of people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.deals.crm.sheet import open_sheet
from server.integrations.directory import words
from server.integrations.directory.heads import columns_of, gone, language_of, missing_of, role_of
from server.integrations.directory.listing import Listing, read_listing

# Heads as these systems write them in an export of people, by their public documentation.
EXPORTS = {
    "Microsoft Entra": (
        "userPrincipalName,displayName,surname,mail,givenName,id,department,accountEnabled,manager",
        "ada@corp.example,Ada Rep,Rep,ada@corp.example,Ada,1f2e,North,True,Mira North",
    ),
    "Google Workspace": (
        "First Name [Required],Last Name [Required],Email Address [Required],Status [READ ONLY],Org Unit Path [Required],Manager Email",
        "Ada,Rep,ada@corp.example,Active,/Sales/North,mira@corp.example",
    ),
    "Okta": (
        "login,firstName,lastName,email,displayName,department,managerId,status",
        "ada@corp.example,Ada,Rep,ada@corp.example,Ada Rep,North,m7,ACTIVE",
    ),
    "BambooHR": (
        "Employee #,Last Name, First Name,Work Email,Department,Division,Reporting to,Employment Status",
        "7,Rep,Ada,ada@corp.example,North,Sales,Mira North,Active",
    ),
    "Personio": (
        "First name;Last name;Email;Status;Department;Team;Supervisor email;Employee ID",
        "Ada;Rep;ada@corp.example;Active;Sales;North;mira@corp.example;7",
    ),
    "HiBob": (
        "Display name,Email,Department,Reports to,Reports to email,Employee ID",
        "Ada Rep,ada@corp.example,North,Mira North,mira@corp.example,7",
    ),
    "Workday": (
        "Worker,Employee ID,Email - Work,Manager ID,Supervisory Organization,Worker Status,Time Zone",
        '"Rep, Ada",7,ada@corp.example,3,North,Active,Europe/Prague',
    ),
}


def listed(*lines: str, columns: dict[str, str] | None = None) -> Listing:
    sheet = open_sheet("\r\n".join(lines).encode())
    return read_listing(sheet, columns if columns is not None else columns_of(sheet.heads))


@pytest.mark.parametrize("system", EXPORTS)
def test_an_export_is_recognised_by_its_heads(system: str):
    listing = listed(*EXPORTS[system])
    assert listing.faults == ()
    (ada,) = listing.people
    assert (ada.email, ada.name, ada.gone) == ("ada@corp.example", "Ada Rep", False)
    assert ada.team in {"North", ""}
    assert ada.manager


@pytest.mark.parametrize(
    ("row", "why", "column"),
    [
        ("no address,Ada Rep,,,", "address", "Email"),
        (",Ada Rep,,,", "empty", "Email"),
        ("ada@example.org,Ada Rep,Europe/Atlantis,,", "zone", "Time zone"),
        ("ada@example.org,Ada Rep,,rep; astronaut,", "role", "Role"),
        ("ada@example.org,Ada Rep,,,perhaps", "state", "Status"),
        (f"ada@example.org,{'A' * 121},,,", "long", "Name"),
        ("ada@example.org,Ada Rep,,,,too,many", "cells", ""),
        ('ada@example.org,"Ada Rep,,,', "broken", ""),
    ],
)
def test_a_row_that_cannot_be_meant_stays_out_by_its_line(row: str, why: str, column: str):
    listing = listed("Email,Name,Time zone,Role,Status", "bo@example.org,Bo Rep,,,", row)
    assert [one.email for one in listing.people] == ["bo@example.org"]
    (fault,) = listing.faults
    assert (fault.line, fault.why, fault.column) == (3, why, column)


def test_a_row_tells_all_that_keeps_it_out():
    listing = listed("Email,Name,Time zone,Role,Status", "nobody,Ada,Europe/Atlantis,astronaut,perhaps", "bo@example.org,Bo,,,")
    assert [one.line for one in listing.people] == [3]
    assert [(one.line, one.why) for one in listing.faults] == [(2, "address"), (2, "role"), (2, "zone"), (2, "state")]
    ((line, why),) = words.by_line(listing.faults)
    assert (line, why.count("“")) == (2, 8)


def test_who_is_listed_twice_is_taken_from_the_first_line():
    listing = listed("Email,Name", "ada@example.org,Ada", "ADA@example.org ,Ada again")
    assert [one.name for one in listing.people] == ["Ada"]
    assert [(fault.line, fault.why, fault.other) for fault in listing.faults] == [(3, "twice", 2)]


def test_a_role_is_told_in_the_words_of_sales_and_never_makes_an_admin_of_an_administrator():
    listing = listed("Email,Name,Roles", "a@x.example,A,Account Executive + team lead", "b@x.example,B,admin")
    assert [one.roles for one in listing.people] == [("rep", "manager"), ("admin",)]
    assert role_of("Administrator") == ""


@pytest.mark.parametrize(
    ("word", "head", "meant"),
    [
        ("Active", "Status", False),
        ("TERMINATED", "Status", True),
        ("False", "accountEnabled", True),
        ("True", "Block credential", True),
        ("False", "Block credential", False),
        ("On leave", "Status", False),
        ("Perhaps", "Status", None),
    ],
)
def test_a_state_says_who_left(word: str, head: str, meant: bool | None):
    assert gone(word, head) is meant


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        *(("en", "en"), ("EN-us", "en"), ("English", "en"), ("English (United Kingdom)", "en"), ("inglés", "")),
        *(("es", "es"), ("es_MX", "es"), ("es-419", "es"), ("Spanish", "es"), ("ESPAÑOL", "es"), ("", ""), ("Klingon", "")),
    ],
)
def test_a_language_is_meant_by_its_code_or_its_name(word: str, meant: str):
    assert language_of(word) == meant


def test_a_file_without_address_or_name_says_what_is_missing():
    assert missing_of(()) == ("email", "name")
    assert missing_of(("given", "email")) == ("name",)
    assert missing_of(("given", "family", "email")) == ()


@given(rows=st.lists(st.lists(st.text(st.characters(exclude_characters="\0"), max_size=20), min_size=1, max_size=9), max_size=8))
def test_every_row_is_somebody_or_a_fault_whatever_stands_there(rows: list[list[str]]):
    heads = "Email,Name,Manager,Team,Role,Status,Time zone"
    text = "\n".join([heads, *(",".join(row) for row in rows)])
    listing = read_listing(open_sheet(text.encode("utf-8", "replace")), columns_of(heads.split(",")))
    there, out = [one.line for one in listing.people], {fault.line for fault in listing.faults}
    assert len(there) == len({*there} - out)
    assert all("@" in one.email for one in listing.people)

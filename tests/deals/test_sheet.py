"""Files as spreadsheets and CRMs write them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.deals.crm.sheet import BadRow, Row, Unreadable, open_sheet, rows

TABLE = 'Key;Name;Worth\r\n1;Žluťoučký kůň;12,50\r\n2;"Two\r\nlines; quoted";7\r\n\r\n3;Short\r\n'


def read(data: bytes) -> list[Row | BadRow]:
    return list(rows(open_sheet(data)))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TABLE.encode(), "utf-8"),
        (TABLE.encode("utf-8-sig"), "utf-8"),
        (TABLE.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TABLE.encode("utf-16-be"), "utf-16"),
        (("sep=;\r\n" + TABLE).encode(), "utf-8"),
        (TABLE.replace("\r\n", "\n").replace("Two\n", "Two\r\n").encode(), "utf-8"),
        (TABLE.replace(";", "\t").replace("lines\t", "lines;").encode(), "utf-8"),
        (TABLE.replace(";", "|").replace("lines|", "lines;").encode(), "utf-8"),
    ],
    ids=["plain", "with a mark", "16 bits", "16 bits the other way", "told separator", "bare line ends", "tabs", "bars"],
)
def test_a_table_is_read_however_it_is_written(data: bytes, encoding: str):
    sheet = open_sheet(data)
    assert (sheet.heads, sheet.encoding) == (("Key", "Name", "Worth"), encoding)
    assert [row.cells for row in rows(sheet) if isinstance(row, Row)] == [
        ("1", "Žluťoučký kůň", "12,50"),
        ("2", "Two\r\nlines; quoted", "7"),
        ("3", "Short", ""),
    ]


def test_rows_have_the_line_that_they_begin_on():
    assert [row.line for row in read(TABLE.encode())] == [2, 3, 6]
    assert [row.line for row in read(("sep=;\r\n\r\n" + TABLE).encode())] == [4, 5, 8]


def test_letters_of_western_europe_are_read_without_being_told_and_others_when_told():
    assert read("a,b\nMüller,Ørsted\n".encode("cp1252")) == [Row(2, ("Müller", "Ørsted"))]
    assert list(rows(open_sheet("a,b\nžluť,š\n".encode("cp1250"), encoding="cp1250"))) == [Row(2, ("žluť", "š"))]


def test_a_comma_in_a_quoted_cell_parts_nothing():
    assert read(b'name,amount\n"Alder, Quay",1\n"He said ""yes""",2\n') == [
        Row(2, ("Alder, Quay", "1")),
        Row(3, ('He said "yes"', "2")),
    ]


def test_heads_are_each_there_once_and_an_empty_one_has_its_place():
    assert open_sheet(b"a,,a,a , A\n1,2,3,4,5\n").heads == ("a", "Column 2", "a (2)", "a (3)", "A")


def test_a_row_with_more_cells_than_heads_is_bad_unless_they_are_empty():
    assert read(b"a,b\n1,2,3\n1,2,,\n") == [BadRow(2, "cells"), Row(3, ("1", "2"))]


def test_a_quotation_mark_that_never_ends_is_a_bad_row():
    assert read(b'a,b\n1,2\n3,"' + b"x" * 200_000) == [Row(2, ("1", "2")), BadRow(3, "broken")]
    assert read(b'a,b\n1,2\n3,"cut off') == [Row(2, ("1", "2")), BadRow(3, "broken")]


@pytest.mark.parametrize(
    "last", [b"3,Cedar\n", b'3,"Cedar"\n', b'3,"Cedar, Ltd"\n'], ids=["never", "in another quotation", "with a comma"]
)
def test_a_quotation_mark_that_is_not_closed_takes_no_other_row_along(last: bytes):
    name = last.decode().partition(",")[2].strip().strip('"')
    assert read(b'id,name\n1,"Alder\n2,Birch\n' + last) == [BadRow(2, "broken"), Row(3, ("2", "Birch")), Row(4, ("3", name))]


def test_quotation_marks_that_stay_within_their_line_are_read():
    assert read(b'a,b,c\n1,"Alder" Ltd,x\n2,"Birch" ,y\n3,6" pipe,z\n') == [
        Row(2, ("1", "Alder Ltd", "x")),
        Row(3, ("2", "Birch", "y")),
        Row(4, ("3", '6" pipe', "z")),
    ]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"sep=,\n", "empty"),
        (b"a\nb\n", "one-column"),
        (b"x" * 2_000_000, "one-column"),
        (b"PK\x03\x04....", "workbook"),
        (b"PK\x03\x04....PK\x01\x02....hubspot-crm-exports-all-deals.CSV....", "archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "workbook"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "binary"),
    ],
)
def test_what_is_no_table_says_why(data: bytes, why: str):
    with pytest.raises(Unreadable) as refused:
        open_sheet(data)
    assert refused.value.why == why


@given(data=st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(data: bytes):
    try:
        sheet = open_sheet(data)
    except Unreadable:
        return
    for row in rows(sheet):
        assert isinstance(row, BadRow) or len(row.cells) == len(sheet.heads)


words = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\n", exclude_categories=["Cs", "Zs", "Zl", "Zp", "Cc"]), min_size=1
)


def test_the_heads_are_parted_whatever_the_cells_hold():
    sheet = open_sheet(b"Email,Name,Team\nann@example.com;\nbob@example.com;\n")
    assert (sheet.separator, sheet.heads) == (",", ("Email", "Name", "Team"))


@given(table=st.lists(st.tuples(words, words, words), min_size=1, max_size=6), separator=st.sampled_from(",;\t|"))
def test_what_a_writer_of_tables_wrote_comes_back(table: list[tuple[str, str, str]], separator: str):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([("Alpha", "Beta", "Gamma"), *table])
    assert [row.cells for row in read(out.getvalue().encode("utf-8-sig")) if isinstance(row, Row)] == table

"""Days, times and amounts, as columns write them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.deals.crm.values import decimal_mark, is_day_first, proven_day_first, read_amount, read_day, read_moment

PRAGUE = "Europe/Prague"


@pytest.mark.parametrize(
    ("cell", "day_first", "day"),
    [
        ("2026-11-16", False, date(2026, 11, 16)),
        ("2026/11/16", False, date(2026, 11, 16)),
        ("16/11/2026", True, date(2026, 11, 16)),
        ("11/16/2026", False, date(2026, 11, 16)),
        ("3/1/17", False, date(2017, 3, 1)),
        ("16. 11. 2026", True, date(2026, 11, 16)),
        ("16.11.2026", True, date(2026, 11, 16)),
        ("16-Nov-2026", True, date(2026, 11, 16)),
        ("16-Nov-26", True, date(2026, 11, 16)),
        ("2026. 11. 16.", True, date(2026, 11, 16)),
        ("16 November 2026", False, date(2026, 11, 16)),
        ("Nov 16, 2026", True, date(2026, 11, 16)),
        ("November 16 2026", True, date(2026, 11, 16)),
        ("Nov 16th, 2026", False, date(2026, 11, 16)),
        ("16. November 2026", True, date(2026, 11, 16)),
        ("1. März 2026", True, date(2026, 3, 1)),
        ("1. Ma\u0308rz 2026", True, date(2026, 3, 1)),
        ("01-Mrz-26", True, date(2026, 3, 1)),
        ("05-Dez-26", True, date(2026, 12, 5)),
        ("16 de noviembre de 2026", True, date(2026, 11, 16)),
        ("16 ene 2026", True, date(2026, 1, 16)),
        ("1er février 2026", True, date(2026, 2, 1)),
        ("16 janv. 2026", True, date(2026, 1, 16)),
        ("16 juil. 2026", True, date(2026, 7, 16)),
        ("16 août 2026", True, date(2026, 8, 16)),
        ("16 AOUT 2026", True, date(2026, 8, 16)),
        ("16 gen 2026", True, date(2026, 1, 16)),
        ("16/mag/2026", True, date(2026, 5, 16)),
        ("16 de fev. de 2026", True, date(2026, 2, 16)),
        ("16 mrt. 2026", True, date(2026, 3, 16)),
        ("16. června 2026", True, date(2026, 6, 16)),
        ("16. července 2026", True, date(2026, 7, 16)),
        ("16. říjen 2026", True, date(2026, 10, 16)),
        ("2026-11-16T23:30:00Z", False, date(2026, 11, 17)),
        ("", True, None),
    ],
)
def test_a_day_is_read_as_its_column_writes_it(cell: str, day_first: bool, day: date | None):
    assert read_day(cell, day_first=day_first, zone=PRAGUE) == day


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-11-16T06:00:00Z", datetime(2026, 11, 16, 6, tzinfo=UTC)),
        ("2026-11-16T06:00:00.123+01:00", datetime(2026, 11, 16, 5, tzinfo=UTC)),
        ("2026-11-16 06:00", datetime(2026, 11, 16, 5, tzinfo=UTC)),
        ("16/11/2026, 6:00", datetime(2026, 11, 16, 5, tzinfo=UTC)),
        ("16/11/2026 6:05 PM", datetime(2026, 11, 16, 17, 5, tzinfo=UTC)),
        ("16/11/2026, 6:05 p. m.", datetime(2026, 11, 16, 17, 5, tzinfo=UTC)),
        ("16-Nov-26 6:05", datetime(2026, 11, 16, 5, 5, tzinfo=UTC)),
        ("16/11/2026 12:05 am", datetime(2026, 11, 15, 23, 5, tzinfo=UTC)),
        ("2026/11/16T10:05", datetime(2026, 11, 16, 9, 5, tzinfo=UTC)),
        ("16/11/2026T10:05", datetime(2026, 11, 16, 9, 5, tzinfo=UTC)),
        ("16.11.26T10:05:00Z", datetime(2026, 11, 16, 10, 5, tzinfo=UTC)),
        ("16. Dez. 2026, 10:05", datetime(2026, 12, 16, 9, 5, tzinfo=UTC)),
        ("2026.11.16T10:05:00", datetime(2026, 11, 16, 9, 5, tzinfo=UTC)),
        ("16/11/2026", datetime(2026, 11, 16, 22, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_time_is_in_the_zone_of_its_source_and_a_day_alone_is_its_last_second(cell: str, moment: datetime):
    assert read_moment(cell, day_first=True, zone=PRAGUE) == moment


@pytest.mark.parametrize(
    "cell",
    [
        "someday",
        "32/01/2026",
        "2026-13-01",
        "31/31/2026",
        "16 Foo 2026",
        "16 Marble 2026",
        "16 jui 2026",
        "16 červ 2026",
        "16/11/20261",
        "16 Nov 10:00",
        "16 Nov 203",
        "1/2/1803",
        "2026-11-16 25:00",
        "16/11/2026 13:00 PM",
        "1" * 99,
    ],
)
def test_what_is_no_day_is_said_to_be_none(cell: str):
    with pytest.raises(ValueError):  # noqa: PT011  # each says it in its own words
        read_moment(cell, day_first=True, zone=PRAGUE)


@pytest.mark.parametrize(
    ("cells", "otherwise", "first"),
    [
        (["03/04/2026", "16/11/2026"], False, True),
        (["03/04/2026", "11/16/2026"], True, False),
        (["03.04.2026"], False, True),
        (["03/04/2026", "2026-11-16"], False, False),
        (["03/04/2026"], True, True),
        ([], True, True),
    ],
)
def test_one_day_of_a_column_tells_how_all_are_written(cells: list[str], otherwise: bool, first: bool):
    assert is_day_first(cells, otherwise=otherwise) == first


@pytest.mark.parametrize(
    ("cell", "decimal", "amount", "currency"),
    [
        ("62000", ".", 6_200_000, ""),
        ("62,000.00 EUR", ".", 6_200_000, "EUR"),
        ("EUR 62.000,5", ",", 6_200_050, "EUR"),
        ("€62 000", ".", 6_200_000, "EUR"),
        ("$1,234.567", ".", 123_457, "USD"),
        ("₹1,23,456.50", ".", 12_345_650, "INR"),
        ("12\u202f500 Kč", ",", 1_250_000, "CZK"),
        ("1'000.25", ".", 100_025, ""),
        ("US$ 5", ".", 500, "USD"),
        ("A$ 5", ".", 500, "AUD"),
        ("CN¥5", ".", 500, "CNY"),
        ("$5.00 CAD", ".", 500, "CAD"),
        ("EUR 12.000 (est.)", ",", 1_200_000, "EUR"),
        ("$ 1,200 *", ".", 120_000, "USD"),
        ("$ 1,200 CAD (per month) **", ".", 120_000, "CAD"),
        ("1,200 (ARR)", ".", 120_000, ""),
        ("USD 1,200 US", ".", 120_000, "USD"),
        ("USD 1,200 usd", ".", 120_000, "USD"),
        ("EUR 12.000 net", ",", 1_200_000, "EUR"),
        ("5 net", ".", 500, ""),
        ("12 000,50 € HT", ",", 1_200_050, "EUR"),
        ("12.000 € h.t.", ",", 1_200_000, "EUR"),
        ("12 000 EUR T.T.C.", ",", 1_200_000, "EUR"),
        ("1.200 ht.", ",", 120_000, ""),
        ("net 5 EUR", ".", 500, "EUR"),
        ("0", ".", 0, ""),
        (".5", ".", 50, ""),
        ("", ".", None, ""),
        ("-", ".", None, ""),
    ],
)
def test_an_amount_is_read_as_its_column_writes_it(cell: str, decimal: str, amount: int | None, currency: str):
    assert read_amount(cell, decimal=decimal) == (amount, currency)


@pytest.mark.parametrize(
    "cell",
    [
        *("lots", "-5", "(1,200)", "1.2.3", "5k", "$5k", "$1.2M", "€ 3 apples", "12 apples", "Q$ 5", "9" * 30, "1" * 99, "٣"),
        *(
            "(est.)",
            "*",
            "$1.2M (est.)",
            "$ 1.2 (M)",
            "€ 5 (in thousands)",
            "€ 5 mio",
            "EUR 5 (k€)",
            "5 (USD)",
            "EUR 5 (in CAD)",
            "EUR 5 USD",
            "5 abc",
            "EUR 5 pcs",
            "$5k net",
        ),
    ],
)
def test_what_is_no_amount_is_said_to_be_none(cell: str):
    with pytest.raises(ValueError):  # noqa: PT011  # each says it in its own words
        read_amount(cell, decimal=".")


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1.234,50"], ","),
        (["1,234.50"], "."),
        (["1,234"], "?"),
        (["1,234", "12,5"], ","),
        (["1234.567"], "."),
        (["1.200", "1.200.000"], ","),
        (["1,200", "1,200,000"], "."),
        (["0,125"], ","),
        (["62000", "€ 1.000"], "?"),
        (["1.234,50 (est.)"], ","),
        (["12 000,50 € H.T."], ","),
        ([], "?"),
    ],
)
def test_one_amount_of_a_column_tells_how_all_are_written(cells: list[str], mark: str):
    assert decimal_mark(cells, otherwise="?") == mark


@pytest.mark.parametrize(
    ("cell", "decimal"), [("1.234,50", "."), ("1,234.50", ","), ("12,5", "."), ("12.5", ","), ("1,2345", ".")]
)
def test_an_amount_that_is_written_the_other_way_is_refused_and_never_a_thousandth(cell: str, decimal: str):
    with pytest.raises(ValueError, match="no amount"):
        read_amount(cell, decimal=decimal)


@pytest.mark.parametrize(
    ("cells", "proven"),
    [
        (["03/04/2026", "", "2026-11-16"], None),
        (["03/04/2026", "25.03.2026"], True),
        (["03/25/2026", "03/04/2026"], False),
        (["25/03/2026", "03/25/2026"], None),
        (["25/25/2026"], None),
    ],
)
def test_days_prove_an_order_when_they_agree(cells: list[str], proven: bool | None):
    assert proven_day_first(cells) is proven


@given(cell=st.text(max_size=80), day_first=st.booleans(), decimal=st.sampled_from(".,"))
def test_any_cell_is_read_or_refused(cell: str, day_first: bool, decimal: str):
    for read in (lambda: read_moment(cell, day_first=day_first, zone=PRAGUE), lambda: read_amount(cell, decimal=decimal)):
        try:
            read()
        except ValueError:
            continue


@given(minor=st.integers(0, 10**12), mark=st.sampled_from(".,"))
def test_an_amount_that_was_written_comes_back(minor: int, mark: str):
    whole, part = divmod(minor, 100)
    written = f"{whole:,}.{part:02d}"
    cell = written if mark == "." else written.translate(str.maketrans(",.", ".,"))
    assert read_amount(cell, decimal=mark) == (minor, "")


@given(day=st.dates(date(1990, 1, 1), date(2099, 12, 31)), day_first=st.booleans())
def test_a_day_that_was_written_comes_back(day: date, day_first: bool):
    for form in ("%d/%m/%Y" if day_first else "%m/%d/%Y", "%Y-%m-%d", "%d %b %Y", "%B %d, %Y"):
        assert read_day(day.strftime(form), day_first=day_first, zone=PRAGUE) == day

from concurrent.futures import ThreadPoolExecutor

from msgspec.structs import replace

from server.search.queries import Indexed
from tests.selling import EDITION


def test_the_index_of_an_edition_is_made_once_for_all_who_search_it_at_once():
    indexed = Indexed()
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(indexed.of, [EDITION] * 16))
    assert {id(one) for one in made} == {id(indexed.indexes[""])}


def test_who_reads_another_language_has_an_index_of_its_own_words():
    indexed = Indexed()
    first = indexed.of(EDITION)
    assert indexed.of(replace(EDITION, language="es")) is not first
    assert indexed.of(EDITION) is first


def test_another_edition_takes_the_place_of_the_last():
    indexed = Indexed()
    first = indexed.of(EDITION)
    assert first.entries
    other = indexed.of(replace(EDITION, hash="f" * 64))
    assert other is not first
    assert list(indexed.indexes.values()) == [other]
    assert indexed.of(EDITION) is not first

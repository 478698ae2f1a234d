"""The shipped gazetteer: its rows are well formed, and countries come from CLDR as built."""

from collections import Counter

from wirewatch.core.entities.gazetteer import shipped_gazetteer
from wirewatch.core.entities.gazetteer_building import own_rows
from wirewatch.core.entities.gazetteer_file import unmarked

GAZETTEER = shipped_gazetteer()


def test_ids_name_their_kind_and_every_row_has_a_label() -> None:
    for entity_id, known in GAZETTEER.by_id.items():
        assert entity_id.startswith(f"{known.kind}:")
        assert known.name.strip() == known.name != ""


def test_no_label_of_ours_stands_for_two_rows() -> None:
    labels = Counter((known.kind, known.name) for known, _ in own_rows())
    assert [label for label, count in labels.items() if count > 1] == []


def test_every_country_is_there() -> None:
    assert sum(len(entity_id) == len("place:XX") for entity_id in GAZETTEER.by_id) >= 249


def test_a_name_finds_its_row_in_any_spelling() -> None:
    for name in ("Germany", "Allemagne", "Германия", "ألمانيا", "德国", "ドイツ", "Γερμανία"):
        found = GAZETTEER.named(name, "place")
        assert found is not None, name
        assert found.entity_id == "place:DE"


def test_the_built_file_has_what_our_tables_say() -> None:
    for known, names in own_rows():
        assert GAZETTEER.by_id.get(known.entity_id) == known, "build the gazetteer again"
        assert {unmarked(name) for name in names} <= set(GAZETTEER.labels(known.entity_id))


def test_large_cities_are_there_in_other_scripts() -> None:
    for name, country in (("Нижний Новгород", "RU"), ("札幌市", "JP"), ("Guadalajara", "MX")):
        found = GAZETTEER.named(name, "place")
        assert found is not None, name
        assert found.country == country

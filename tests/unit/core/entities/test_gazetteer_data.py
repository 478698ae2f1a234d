"""The shipped gazetteer: its rows are well formed, and countries come from CLDR as built."""

from collections import Counter

from wirewatch.core.entities.gazetteer import shipped_gazetteer

GAZETTEER = shipped_gazetteer()


def test_ids_name_their_kind_and_every_row_has_a_label() -> None:
    for entity_id, known in GAZETTEER.by_id.items():
        assert entity_id.startswith(f"{known.kind}:")
        assert known.name.strip() == known.name != ""


def test_no_label_stands_for_two_rows() -> None:
    labels = Counter((known.kind, known.name) for known in GAZETTEER.by_id.values())
    assert [label for label, count in labels.items() if count > 1] == []


def test_every_country_is_there() -> None:
    assert sum(len(entity_id) == len("place:XX") for entity_id in GAZETTEER.by_id) >= 249


def test_a_name_finds_its_row_in_any_spelling() -> None:
    for name in ("Germany", "Allemagne", "Германия", "ألمانيا", "德国", "ドイツ", "Γερμανία"):
        found = GAZETTEER.named(name, "place")
        assert found is not None, name
        assert found.entity_id == "place:DE"

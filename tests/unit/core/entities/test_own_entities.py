"""Entities of a user's own stand beside and over those that are shipped."""

from wirewatch.core.entities import EntityRecogniser, OwnEntity, gazetteer_with
from wirewatch.core.entities.gazetteer import shipped_gazetteer

FERRIES = OwnEntity("ferries", "organisation", "Lakeside Ferries", ("LFC", "Озёрные паромы"), "RU")
TALIBAN = OwnEntity("taliban", "organisation", names=("The Students",))
NICE = OwnEntity("nice", "organisation", "NICE Institute", ("Nice",))


def found(text: str, language: str, *own: OwnEntity) -> dict[str, str]:
    recogniser = EntityRecogniser(gazetteer=gazetteer_with(own))
    return {e.entity_id: e.name for e in recogniser.recognise("", [text], language)}


def test_own_names_are_found_in_every_script_and_case() -> None:
    names = found("Встреча с Озёрными паромами прошла в Кабуле.", "ru", FERRIES)
    assert names["organisation:ferries"] == "Lakeside Ferries"
    assert "place:kabul" in names


def test_an_own_acronym_needs_capitals() -> None:
    assert "organisation:ferries" in found("Die LFC fährt.", "de", FERRIES)
    assert "organisation:ferries" not in found("Die lfc fährt.", "de", FERRIES)


def test_a_shipped_id_gets_more_names_and_keeps_its_own() -> None:
    names = found("Los talibanes y The Students; Talibán.", "es", TALIBAN)
    assert names == {"organisation:taliban": "Taliban"}
    assert "Талибан" in gazetteer_with((TALIBAN,)).labels("organisation:taliban")


def test_an_own_name_comes_before_a_shipped_one() -> None:
    assert "organisation:nice" in found("Hier sagte Nice nein.", "fr", NICE)


def test_without_own_entities_it_is_the_shipped_gazetteer() -> None:
    assert gazetteer_with(()) is shipped_gazetteer()

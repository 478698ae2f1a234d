"""The keys of a document that are no words, under which rules may be filed."""

from collections.abc import Container, Iterator
from itertools import accumulate

from wirewatch.core.rules.anchors import ALWAYS, Key
from wirewatch.core.rules.facts import WORD_FIELDS, countries_of, fact_texts, hosts_of
from wirewatch.core.rules.layout import DocumentTokens

PAIR = " "
"""The kind of a key of two neighbours."""

_HYPHENED = "{}-{}".format


def condition_keys(tokens: DocumentTokens, kinds: Container[str]) -> Iterator[Key]:
    """Yield the keys of a document that are no words, of the kinds that are asked for."""
    document = tokens.document
    yield ALWAYS
    for name, code in (("lang", tokens.language), ("sitelang", tokens.site_language)):
        if name in kinds:
            yield from [f"{name}:{prefix}" for prefix in accumulate(code.split("-"), _HYPHENED)]
    if "site" in kinds:
        for host in hosts_of(document):
            labels = host.split(".")
            yield from [f"site:{'.'.join(labels[i:])}" for i in range(len(labels))]
    if "country" in kinds:
        yield from [f"country:{code}" for code in countries_of(document)]
    if "source" in kinds:
        yield f"source:{document.source.casefold()}"
    for name in WORD_FIELDS:
        if name in kinds:
            texts = fact_texts(name, document)
            yield from {f"{name}:{word}" for text in texts for word in text.split()}
    if "~" in kinds:
        yield from [f"~{stem}" for stem in tokens.stem_places]


def kind_of(key: Key) -> str | None:
    """What a key is of, None for a word; words hold letters and digits alone."""
    if isinstance(key, tuple):
        return PAIR
    if not key:
        return ALWAYS
    if key[0] in "~*":
        return key[0]
    return key.partition(":")[0] if ":" in key else None

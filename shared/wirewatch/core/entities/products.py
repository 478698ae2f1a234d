"""Products among the names of a text: known ones alone, apart from what models weigh."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from wirewatch.core.entities.entity import Span
from wirewatch.core.entities.name_matching import NameMatch
from wirewatch.core.entities.spans import merged

# What tells one model or version of a product from another: `iPhone 15 Pro`, `Falcon 9 v1.1`.
_VERSION = re.compile(
    r"(?:[ \u00a0-](?:v?\d{1,4}[A-Za-z]{0,3}(?:\.\w{1,4}){0,3}|Pro|Max|MAX|Plus|Ultra|Mini|Air|Lite"
    r"|[A-Z]\d{1,3}|[B-HJ-Z]|[IVX]{2,4})(?!\w))+"
)

_CLOSING = {"»": "«", "”": "“", "“": "„"}


def without_products(matches: Sequence[NameMatch]) -> list[NameMatch]:
    """The gazetteer's names that are no products: those that the scorers have learned from."""
    return [match for match in matches if match.known.kind != "product"]


def with_products(text: str, names: Sequence[Span], known: Sequence[Span]) -> list[Span]:
    """`names` with the products among the known names of a text, each with its version.

    A name that a product covers gives way to it, and so does one that ends in it, as a model takes
    a maker and its product for one organisation (`Apple iPhone`); a known name before the product
    then stands for itself. In any other longer name (`Windows Central`) the product is no product.
    """
    products = [span for span in known if span.kind == "product"]
    if not products:
        return list(names)
    whole = _with_versions(text, products)
    ends = {span.end: span.start for span in whole}
    kept = []
    for name in names:
        start = ends.get(name.end, name.start)
        if name.start < start:
            kept += [own for own in known if name.start <= own.start and own.end <= start]
        else:
            kept.append(name)
    return merged(sorted(kept), whole)


def _with_versions(text: str, products: Sequence[Span]) -> list[Span]:
    ends = [other.start for _, other in pairwise(products)]
    found = []
    for span, limit in zip(products, [*ends, len(text)], strict=True):
        version = _VERSION.match(text, span.end, limit)
        end = version.end() if version else span.end
        closing = _CLOSING.get(text[end : end + 1])
        if closing and closing in text[span.start : end]:  # `missile «Kinzhal»`
            end += 1
        found.append(replace(span, end=end))
    return found

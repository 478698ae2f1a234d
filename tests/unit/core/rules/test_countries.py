"""`country:`: where a site is, as far as its top-level domain tells."""

import pytest

from wirewatch.core.rules import (
    Document,
    RuleSet,
    country_code,
    describe,
    holds,
    parse,
    why_not,
)
from wirewatch.core.text import analyse


@pytest.mark.parametrize(
    ("url", "rule", "wanted"),
    [
        ("https://news.quay.fr/a", "country:fr", True),
        ("https://news.quay.fr/a", "country:FR", True),
        ("https://news.quay.fr/a", "country:de", False),
        ("https://quay.co.uk/a", "country:gb", True),
        ("https://quay.co.uk/a", "country:uk", True),
        ("https://quay.com/fr", "country:fr", False),
        ("https://quay.io/a", "country:io", False),
        ("https://quay.com/a", "country:(fr OR de) OR x", True),
        ("https://quay.fr/a", "x NOT country:fr", False),
    ],
)
def test_country(url: str, rule: str, wanted: bool) -> None:
    article = Document(analyse("", ["x"]), "en", url=url)
    node = parse(rule)
    rules = RuleSet()
    rules.put("r", rule)
    assert holds(node, article) is wanted
    assert rules.matching(article) == (["r"] if wanted else [])
    assert parse(describe(node)) == node


@pytest.mark.parametrize(
    ("of_source", "rule", "wanted"),
    [("af", "country:af", True), ("af", "country:fr", False), ("", "country:fr", True)],
)
def test_the_source_knows_better_than_the_domain(of_source: str, rule: str, wanted: bool) -> None:
    article = Document(analyse("", ["x"]), "en", url="https://quay.fr/a", country=of_source)
    rules = RuleSet()
    rules.put("r", rule)
    assert holds(parse(rule), article) is wanted
    assert rules.matching(article) == (["r"] if wanted else [])


def test_codes_are_those_of_iso_3166() -> None:
    assert (country_code("UK"), country_code(" fr"), country_code("xk")) == ("gb", "fr", "xk")
    for wrong in ("zz", "eu", "fra", ""):
        with pytest.raises(ValueError, match="no country code"):
            country_code(wrong)


def test_why_not() -> None:
    article = Document(analyse("", ["x"]), "en", url="https://quay.de/a")
    assert why_not(parse("country:fr"), article)[0].reason == "the article has: de"

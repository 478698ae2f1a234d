"""Names that the gazetteer does not know, compared: how many pairs are found, how many are wrong.

The figures printed by `python -m pytest -s` stand in docs/languages.md.
"""

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from wirewatch.core.entities import same_name
from wirewatch.core.entities.scripts.script import script_of

_COMPARED_WITH_OTHERS = 3
"""So many spellings of a group are compared with those of other groups, for the time it takes."""

GROUPS = [
    (line.split("\t")[0], line.split("\t")[1].split("|"))
    for line in Path(__file__).with_name("name_groups.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="module")
def counts() -> Counter[tuple[str, str, bool, bool]]:
    """Pairs by kind, same or cross script, whether they are one thing, whether they are found."""
    items = [
        (number, kind, name, at < _COMPARED_WITH_OTHERS)
        for number, (kind, names) in enumerate(GROUPS)
        for at, name in enumerate(names)
    ]
    found: Counter[tuple[str, str, bool, bool]] = Counter()
    for (one, kind, a, first), (other, other_kind, b, second) in combinations(items, 2):
        if kind == other_kind and a != b and (one == other or (first and second)):
            scripts = "same" if script_of(a) == script_of(b) else "cross"
            found[kind, scripts, one == other, same_name(a, b, kind)] += 1
    return found


@pytest.mark.parametrize(
    ("kind", "scripts", "recall", "precision"),
    [
        ("PER", "same", 0.93, 0.98), ("PER", "cross", 0.90, 0.98),
        ("ORG", "same", 0.90, 0.98), ("ORG", "cross", 0.85, 0.98),
        ("LOC", "same", 0.85, 0.98), ("LOC", "cross", 0.83, 0.98),
    ],
)  # fmt: skip
def test_pairs(
    counts: Counter[tuple[str, str, bool, bool]],
    kind: str,
    scripts: str,
    recall: float,
    precision: float,
) -> None:
    right, wrong = counts[kind, scripts, True, True], counts[kind, scripts, False, True]
    missed = counts[kind, scripts, True, False]
    print(f"{kind} {scripts}: recall {right / (right + missed):.3f}, wrong {wrong}")
    assert right / (right + missed) >= recall
    assert right / (right + wrong) >= precision


def test_comparing_is_symmetric() -> None:
    names = [name for kind, names in GROUPS[:40] for name in names[:3]]
    for a, b in combinations(names, 2):
        assert same_name(a, b, "PER") == same_name(b, a, "PER"), (a, b)

"""Copies of a report against follow-ups that repeat a part of it, in seven languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wirewatch.core.stories import NearDuplicates, Signature

_RANGE = re.compile(r"@(\d+)(?:-(\d+))?$")
_CORRECTED = re.compile(r"@(\d+) (.+) -> (.+)$")


@dataclass
class _Text:
    kind: str
    report: str
    parts: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.parts)


def _texts() -> Iterator[_Text]:
    """The reports, each before what came after it."""
    lines = (Path(__file__).parent / "follow_ups.txt").read_text("utf-8").splitlines()
    report = current = _Text("", "", [])
    for line in [line for line in lines if line and not line.startswith("#")]:
        if line.startswith("= ") or line in ("copy", "follow-up"):
            if current.parts:
                yield current
            kind = "report" if line.startswith("= ") else line
            name = line[2:] if kind == "report" else report.report
            current = _Text(kind, name, [])
            report = current if kind == "report" else report
        elif found := _RANGE.match(line):
            first, last = int(found[1]), int(found[2] or found[1])
            current.parts += report.parts[first : last + 1]
        elif found := _CORRECTED.match(line):
            corrected = report.parts[int(found[1])]
            assert found[2] in corrected, line
            *_, last_part = ["", *current.parts]
            if last_part.startswith(corrected[:20]):
                current.parts[-1] = last_part.replace(found[2], found[3])
            else:
                current.parts.append(corrected.replace(found[2], found[3]))
        else:
            current.parts.append(line)
    yield current


def _wrong(kind: str, *, report_first: bool = True) -> list[str]:
    """The titles of those that are taken for what they are not."""
    texts = list(_texts())
    reports = {each.report: each for each in texts if each.kind == "report"}
    wrong = []
    for each in texts:
        if each.kind != kind:
            continue
        index: NearDuplicates[str] = NearDuplicates()
        for name, other in reports.items():
            if name != each.report:
                index.add(name, other.text)
        pair = [("report", reports[each.report].text), ("other", each.text)]
        (first, earlier), (second, later) = pair if report_first else reversed(pair)
        index.add(first, earlier)
        if (index.add(second, later) == [first]) != (kind == "copy"):
            wrong.append(each.parts[0])
    return wrong


def test_copies_with_cuts_titles_openings_corrections_and_credits_are_copies() -> None:
    assert _wrong("copy") == []
    assert _wrong("copy", report_first=False) == []


def test_a_follow_up_that_repeats_background_is_no_copy() -> None:
    assert _wrong("follow-up") == []


def test_nor_is_the_report_when_it_comes_after_its_follow_up() -> None:
    assert len(_wrong("follow-up", report_first=False)) <= 1


def _words(first: int, count: int) -> str:
    return " ".join(f"word{number}" for number in range(first, first + count))


def test_a_long_new_text_with_a_whole_flash_behind_it_is_no_copy_of_the_flash() -> None:
    flash, new = _words(0, 80), _words(1000, 300)
    assert _found(flash, f"{new} {flash}") == []
    assert _found(flash, f"{flash} {new}") == ["earlier"]
    assert _found(flash, f"{_words(1000, 40)} {flash} {new}") == ["earlier"]


def test_a_text_reworded_everywhere_is_a_copy_though_as_much_in_one_piece_is_not() -> None:
    report = _words(0, 300).split()
    reworded = [f"other{at}" if at % 9 == 4 else word for at, word in enumerate(report)]
    assert _found(" ".join(report), " ".join(reworded)) == ["earlier"]
    assert _found(" ".join(report), f"{_words(1000, 150)} {_words(0, 150)}") == []


def test_of_a_text_whose_order_was_not_recorded_the_share_alone_decides() -> None:
    report, follow_up = _words(0, 300), f"{_words(1000, 150)} {_words(0, 150)}"
    index: NearDuplicates[str] = NearDuplicates()
    index.add_signature("earlier", Signature.of(report))
    now = Signature.of(follow_up)
    assert index.find(now) == []
    ascending = Signature(np.sort(now.fingerprints), now.cutoff)
    assert [each.id for each in index.find(ascending)] == ["earlier"]


def test_very_long_texts_are_compared_where_both_kept_their_numbers() -> None:
    report = _words(0, 12_000)
    assert _found(report, f"{_words(20_000, 7_000)} {_words(0, 6_000)}") == []
    assert _found(report, f"{_words(0, 6_000)} {_words(20_000, 300)}") == ["earlier"]


def _found(earlier: str, later: str) -> list[str]:
    index: NearDuplicates[str] = NearDuplicates()
    index.add("earlier", earlier)
    return index.add("later", later)

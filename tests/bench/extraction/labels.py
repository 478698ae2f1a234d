"""Which blocks of a page belong to its article, told from a reference text."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

FOLDS = 5
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")


def fold(site: str) -> int:
    """The fold of a site, by a hash, so that no site is in two."""
    return int(hashlib.sha256(site.encode()).hexdigest(), 16) % FOLDS


def tokens(text: str) -> list[str]:
    """Words, and single characters of unspaced scripts."""
    return _TOKEN.findall(text)


def shingles(words: Sequence[str], size: int = 4) -> Counter[tuple[str, ...]]:
    """The bag of runs of `size` words; shorter texts are one run."""
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1)))


def labels(texts: Sequence[str], body: str, share: float = 0.6) -> list[bool]:
    """True where most of a block's shingles are still unclaimed in the reference.

    Blocks of under four words must equal a line of the reference and stand within the article.
    """
    bag = shingles(tokens(body))
    lines = Counter(" ".join(tokens(line)).lower() for line in body.split("\n"))
    keep: list[bool] = []
    for text in texts:
        words = tokens(text)
        if len(words) >= 4:
            own = shingles(words)
            found = sum((own & bag).values()) >= share * sum(own.values())
            if found:
                bag = bag - own
        else:
            key = " ".join(words).lower()
            found = bool(key) and lines[key] > 0
            lines[key] -= found
        keep.append(found)
    inside = [i for i, k in enumerate(keep) if k and len(tokens(texts[i])) >= 4]
    if not inside:
        return keep
    return [k and inside[0] <= i <= inside[-1] for i, k in enumerate(keep)]


def scores(truth: str, guess: str) -> tuple[float, float, bool]:
    """Precision and recall of shingles, and whether the token sequences are equal."""
    true_words, guess_words = tokens(truth), tokens(guess)
    a, b = shingles(true_words), shingles(guess_words)
    hit = sum((a & b).values())
    precision = hit / sum(b.values()) if b else 0.0
    recall = hit / sum(a.values()) if a else 0.0
    return precision, recall, true_words == guess_words

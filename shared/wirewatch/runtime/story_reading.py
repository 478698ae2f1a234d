"""What the store holds of one story: its copies, the first and the fullest; other tellings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from wirewatch.core.ports import ArticleStore, Query
from wirewatch.core.stories.tellings import SAME_EVENT_FROM, Telling, likeness
from wirewatch.events import ArticleGrouped

COPIES_READ = 500
"""The newest copies of a story that are looked at."""

TELLINGS_WITHIN = timedelta(days=3)
"""How far apart two tellings of one event are accepted at most."""

_PAGE = 100
_NAMES_ASKED = 3
_TELLINGS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Story:
    """The articles that carry one text, in order of acceptance; at least one."""

    copies: Sequence[ArticleGrouped]
    complete: bool
    """Whether these are all; else the newest."""

    @property
    def first(self) -> ArticleGrouped:
        """The copy that was accepted first."""
        return self.copies[0]

    @property
    def fullest(self) -> ArticleGrouped:
        """The copy with the longest text, the first of several."""
        return max(self.copies, key=lambda copy: sum(len(p.text) for p in copy.article.body))

    @property
    def sites(self) -> Sequence[str]:
        """Where it stands, in the order in which they brought it."""
        return list(dict.fromkeys(copy.article.site for copy in self.copies))


def changes_in_words(grouped: ArticleGrouped) -> str:
    """What the revision changed of the one before; empty where nothing is known of it."""
    changed = grouped.difference
    if changed is None:
        return ""
    told = [
        f"{len(numbers)} {'paragraph' if len(numbers) == 1 else 'paragraphs'} {what}"
        for numbers, what in (
            (changed.added, "added"),
            (changed.changed, "reworded"),
            (changed.removed, "removed"),
        )
        if numbers
    ]
    return ", ".join((["another title"] if changed.title_changed else []) + told)


async def story_of(store: ArticleStore, grouped: ArticleGrouped) -> Story:
    """The story of an article.

    Raises:
        Retry: the store does not answer.
    """
    found: dict[str, ArticleGrouped] = {grouped.article.article_id: grouped}
    before = None
    for _ in range(COPIES_READ // _PAGE):
        results = await store.search(Query(story_id=grouped.story_id, limit=_PAGE, before=before))
        found |= {f.article.article.article_id: f.article for f in results.found}
        before = results.next_before
        if before is None:
            break
    copies = sorted(found.values(), key=lambda copy: (copy.first_seen, copy.article.article_id))
    return Story(copies, complete=before is None)


async def other_tellings(store: ArticleStore, grouped: ArticleGrouped) -> Sequence[ArticleGrouped]:
    """Other stories that likely tell of the article's event, one article of each, likeliest first.

    Looked for among the articles that name the same and were accepted within three days.

    Raises:
        Retry: the store does not answer.
    """
    own = Telling.of(grouped.article)
    at = grouped.article.accepted_at
    likely: dict[str, tuple[float, ArticleGrouped]] = {}
    for name in own.telling_names[:_NAMES_ASKED]:
        results = await store.search(
            Query(entity=name, since=at - TELLINGS_WITHIN, until=at + TELLINGS_WITHIN, limit=_PAGE)
        )
        for other in (found.article for found in results.found):
            if other.story_id == grouped.story_id:
                continue
            share = likeness(own, Telling.of(other.article))
            if share >= max(SAME_EVENT_FROM, likely.get(other.story_id, (0.0,))[0]):
                likely[other.story_id] = share, other
    best = sorted(likely.values(), key=lambda each: (-each[0], each[1].article.article_id))
    return [other for _, other in best[:_TELLINGS_SHOWN]]

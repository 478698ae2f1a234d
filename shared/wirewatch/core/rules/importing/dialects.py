"""The languages that queries are imported from, and the import itself."""

from enum import StrEnum

from wirewatch.core.rules.errors import RuleSyntaxError
from wirewatch.core.rules.importing import google, lexisnexis, meltwater
from wirewatch.core.rules.importing.imported import Imported
from wirewatch.core.rules.importing.lucene import WORD, LuceneLexer, LuceneReader
from wirewatch.core.rules.importing.query_lexer import QueryLexer
from wirewatch.core.rules.importing.query_reader import QueryReader
from wirewatch.core.rules.importing.query_tree import written
from wirewatch.core.rules.limits import MAX_EXPRESSION_CHARACTERS
from wirewatch.core.rules.reading import parse


class Dialect(StrEnum):
    """A query language that can be imported."""

    LUCENE = "lucene"
    GOOGLE = "google"
    MELTWATER = "meltwater"
    LEXISNEXIS = "lexisnexis"


_LEXERS: dict[Dialect, type[QueryLexer]] = {
    Dialect.GOOGLE: google.GoogleLexer,
    Dialect.MELTWATER: meltwater.MeltwaterLexer,
    Dialect.LEXISNEXIS: lexisnexis.LexisNexisLexer,
}
_BLANKS = {
    Dialect.GOOGLE: (("AND", google.AND_LEVEL), google.NOT_LEVEL),
    Dialect.MELTWATER: (("AND", meltwater.AND_LEVEL), meltwater.NOT_LEVEL),
    Dialect.LEXISNEXIS: (("AND", lexisnexis.AND_LEVEL), lexisnexis.NOT_LEVEL),
}


def import_query(query: str, dialect: Dialect) -> Imported:
    """Return a query of another system as a rule, with notes on what is not exactly the same.

    Raises RuleSyntaxError, with the position in the query, if it is none or asks for something
    that rules cannot say.
    """
    if len(query) > MAX_EXPRESSION_CHARACTERS:
        raise _refused(f"The query is longer than {MAX_EXPRESSION_CHARACTERS:,} characters", "")
    lexer: QueryLexer
    reader: QueryReader
    if dialect is Dialect.LUCENE:
        lexer = LuceneLexer(query, word_pattern=WORD)
        parts = list(lexer.parts())
        reader = LuceneReader(parts, len(query), ("OR", 0), 0, lexer.notes)
    else:
        lexer = _LEXERS[dialect](query)
        parts = list(lexer.parts())
        blank, not_level = _BLANKS[dialect]
        note = "" if dialect is Dialect.GOOGLE else "a blank between two parts is read as AND"
        reader = QueryReader(parts, len(query), blank, not_level, lexer.notes, note)
    text = written(reader.query())
    try:
        parse(text)
    except RuleSyntaxError as error:
        raise _refused(error.problem, text) from error
    return Imported(text, tuple(sorted(reader.notes, key=lambda note: note.position)))


def _refused(problem: str, became: str) -> RuleSyntaxError:
    as_rule = f" (it became {became[:200]})" if became else ""
    return RuleSyntaxError(
        f"{problem}{as_rule}",
        position=0,
        expected="a query that a rule can say",
        suggestion="Write that part anew as a rule.",
    )

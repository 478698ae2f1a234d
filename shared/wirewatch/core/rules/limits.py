"""How large a rule may be, so that none takes long to read or to match."""

MAX_EXPRESSION_CHARACTERS = 20_000
MAX_CLAUSES = 4_000
"""Words, phrases and conditions in one rule."""

MAX_NESTING = 50
"""Brackets and NOTs inside one another, and levels of the tree they make."""

MAX_DISTANCE = 100
"""Words between the two sides of a NEAR."""

MAX_OCCURRENCES = 100
"""What an ATLEAST may ask for."""

MAX_FIRST = 10_000
"""Words that `first/` may reach."""

MAX_REGEX_CHARACTERS = 300
MAX_REGEXES = 10
"""Regular expressions in one rule."""

MAX_REGEX_BYTES = 256 * 1024
"""Memory of one compiled regular expression and of the states it goes through."""

MAX_REGEX_PROGRAM_BYTES = 64 * 1024
"""What the program itself must fit into: RE2 counts 16 bytes a step, so some 4,000 steps."""

MAX_REGEX_MATCHES = 500
"""Matches of one regular expression in one article that are looked at, the first ones."""

MAX_NAMES = 10
"""Names in one rule that are spelled out, each in up to 300 spellings."""

MAX_ERRORS = 20
"""Mistakes of one expression that are told."""

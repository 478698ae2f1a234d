"""What language detection returns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """A language with how sure it is.

    `code` is a BCP 47 primary language, or `und` with a `reason`; `confidence` is between 0 and 1;
    `runner_up` is the second-best language, where there is one; `variant` is the BCP 47 tag with
    the script, where the language is written in several.
    """

    code: str
    confidence: float
    reason: str | None = None
    runner_up: str | None = None
    variant: str | None = None

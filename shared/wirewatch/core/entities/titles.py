"""Words before a name that are no part of it, and what they tell of the person."""

from wirewatch.core.text import fold

_MALE = "mr sir lord herr herrn monsieur m господин пан señor signor signore sr don bay baron"
_FEMALE = (
    "mrs ms miss lady dame frau madame mme госпожа пані señora signora sra doña bayan mlle "
    "mademoiselle baroness"
)
_EITHER = (
    "dr prof professor president chancellor senator general minister pm king queen prince "
    "princess pope president-elect judge justice captain colonel governor mayor sen rep gov gen lt "
    "col sgt capt congressman congresswoman secretary ambassador chairman premier sheikh emir "
    "ayatollah imam mullah rabbi bishop archbishop cardinal major admiral coach elect ex former "
    "vice prime "
    "президент канцлер министр генерал премьер президента президентом президенту глава министра "
    "президентка міністр прем'єр "
    "président présidente ministre premier général docteur maître cheikh roi "
    "presidente ministro primer rey papa doctor general canciller primeiro "
    "präsident bundeskanzler kanzler bundeskanzlerin kanzlerin minister papst könig ministerin "
    "prezydent premiera prezydenta kanclerz minister "
    "cumhurbaşkanı başkan bakan başbakan"
)
TITLES: dict[str, str] = {
    fold(word): sex
    for words, sex in ((_EITHER, ""), (_MALE, "m"), (_FEMALE, "f"))
    for word in words.split()
}
"""A title, folded, and the sex that it tells (m, f, or '')."""

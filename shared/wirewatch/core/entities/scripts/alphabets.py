"""Letters of Devanagari, Georgian and Armenian in Latin ones, for comparing names."""

_GEORGIAN = "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h"
_ARMENIAN = "a b g d e z e e t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts u p k o f"
_DEVANAGARI = "k kh g gh n ch ch j j n t t d d n t t d d n p f b b m y r l v sh sh s h"
_VOWELS = "a a i i u u e ai o au ri a i i u u e ai o au ri n n"
_TABLES = (
    ("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", _GEORGIAN),
    ("աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ", _ARMENIAN),
    ("कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह", _DEVANAGARI),
    ("अआइईउऊएऐओऔऋािीुूेैोौृंँ", _VOWELS),
)
TABLE = str.maketrans(
    {
        letter: latin
        for letters, latins in _TABLES
        for letter, latin in zip(letters, latins.split(), strict=True)
    }
    | {"्": "", "़": "", "և": "ev"}
)
"""Letter by letter; the vowel that a Devanagari consonant bears unwritten is left out."""

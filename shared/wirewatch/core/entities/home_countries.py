"""The countries whose news is in a language: their towns need no further introduction there."""

_HOME = {
    "bg": "BG", "bn": "BD IN", "ca": "ES", "cs": "CZ", "da": "DK", "de": "DE AT CH", "el": "GR CY",
    "es": "ES MX AR CO CL PE VE EC UY BO PY CU GT DO CR", "et": "EE", "fa": "IR AF", "fi": "FI",
    "fr": "FR BE CH", "he": "IL", "hi": "IN", "hr": "HR BA", "hu": "HU", "hy": "AM", "id": "ID",
    "it": "IT CH", "ja": "JP", "ka": "GE", "kk": "KZ", "ko": "KR KP", "lt": "LT", "lv": "LV",
    "mk": "MK", "ms": "MY", "nl": "NL BE", "no": "NO", "nb": "NO", "pl": "PL", "ps": "AF PK",
    "pt": "PT BR", "ro": "RO MD", "ru": "RU", "sk": "SK", "sl": "SI", "sq": "AL XK", "sr": "RS BA",
    "sv": "SE", "sw": "KE TZ", "th": "TH", "tr": "TR", "uk": "UA", "ur": "PK IN", "uz": "UZ",
    "vi": "VN", "zh": "CN TW HK SG",
}  # fmt: skip
HOME_COUNTRIES: dict[str, tuple[str, ...]] = {
    language: tuple(codes.split()) for language, codes in _HOME.items()
}
"""Country codes by language. English and Arabic have too many to tell anything: none are given."""

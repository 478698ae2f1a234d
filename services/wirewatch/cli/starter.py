"""The file that `wirewatch init` writes."""

_HEAD = """\
# wirewatch: what to read, what to watch for, and whom to tell.
# Every setting can also be given as a variable: WIREWATCH_CONSOLE__PORT=8081.
# `wirewatch config` prints what is in force; docs/configuration.md describes everything.

data_dir = "data"            # where the embedded system keeps its files

[console]
host = "127.0.0.1"           # beyond this machine a token is needed
port = 8080
# token = "choose a long one"

[ingest]
# Sites see this address with each request, so that they can reach you.
# contact_url = "https://newsroom.example/about-our-crawler"

# ── Whom to tell ────────────────────────────────────────────────────────────────────────────────
# [[endpoint]]
# id = "newsdesk"
# url = "https://hooks.newsroom.example/wirewatch"
# secret_file = "newsdesk.secret"   # whsec_… as in Standard Webhooks, one a line

# ── What to watch for (docs/rules.md) ───────────────────────────────────────────────────────────
[[rule]]
id = "haqqani"
name = "Haqqani network"
expression = 'haqqani'
# endpoints = ["newsdesk"]

[[rule]]
id = "doha-deal"
name = "Doha deal"
expression = '"doha deal" OR (doha AND taliban AND (deal OR agreement OR talks))'

# ── What to read: public news feeds, as their publishers announce them ──────────────────────────
# Publishers move and close feeds; `wirewatch run` says which ones do not answer.
"""

STARTER_FEEDS: tuple[tuple[str, str, str], ...] = (
    ("bbc-world", "BBC News, World (en)", "https://feeds.bbci.co.uk/news/world/rss.xml"),
    ("guardian-world", "The Guardian, World (en)", "https://www.theguardian.com/world/rss"),
    ("aljazeera", "Al Jazeera (en)", "https://www.aljazeera.com/xml/rss/all.xml"),
    ("un-news", "UN News (en)", "https://news.un.org/feed/subscribe/en/news/all/rss.xml"),
    ("npr-world", "NPR, World (en)", "https://feeds.npr.org/1004/rss.xml"),
    ("dw-world", "Deutsche Welle (en)", "https://rss.dw.com/rdf/rss-en-world"),
    ("tagesschau", "tagesschau (de)", "https://www.tagesschau.de/index~rss2.xml"),
    ("lemonde", "Le Monde (fr)", "https://www.lemonde.fr/rss/une.xml"),
    ("france24-fr", "France 24 (fr)", "https://www.france24.com/fr/rss"),
    ("elpais", "El País (es)", "https://feeds.elpais.com/mrss-s/pages/ep/site/elpais.com/portada"),
    ("meduza", "Meduza (ru)", "https://meduza.io/rss/all"),
    ("bbc-arabic", "BBC Arabic (ar)", "https://feeds.bbci.co.uk/arabic/rss.xml"),
    ("bbc-persian", "BBC Persian (fa)", "https://feeds.bbci.co.uk/persian/rss.xml"),
    ("nhk", "NHK News (ja)", "https://www3.nhk.or.jp/rss/news/cat0.xml"),
)
"""Feeds of public and well-known publishers: id, name with language, address."""


def starter_file() -> str:
    """The text of the file."""
    feeds = [
        f'[[source]]\nid = "{source_id}"\nkind = "feed"\nname = "{name}"\nlocation = "{url}"\n'
        for source_id, name, url in STARTER_FEEDS
    ]
    return _HEAD + "\n" + "\n".join(feeds)

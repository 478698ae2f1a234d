"""Every metric, in one place. Labels are bounded: services, topics, reasons, outcomes."""

from prometheus_client import Counter, Gauge, Histogram

RECORDS = Counter(
    "wirewatch_records_total",
    "Records handled, by what came of them.",
    ["service", "topic", "result"],
)
DEAD_LETTERS = Counter(
    "wirewatch_dead_letters_total", "Inputs refused for good.", ["service", "topic", "reason"]
)
RETRIES = Counter("wirewatch_retries_total", "Batches tried again.", ["service"])
HANDLING_SECONDS = Histogram(
    "wirewatch_handling_seconds",
    "Time from poll to commit of a batch.",
    ["service"],
    buckets=(0.005, 0.02, 0.1, 0.5, 1, 5, 30, 120),
)
LAG = Gauge("wirewatch_lag_records", "Records not committed yet.", ["service", "topic"])
OUTCOMES = Counter("wirewatch_outcomes_total", "Pages settled, by outcome.", ["service", "outcome"])
SOURCE_BREAKER = Counter(
    "wirewatch_source_breaker_total", "Sources whose input failed many times in a row.", ["service"]
)
WORKER_DEATHS = Counter(
    "wirewatch_worker_deaths_total", "Worker processes lost.", ["pool", "cause"]
)
DELIVERIES = Counter("wirewatch_delivery_attempts_total", "Delivery attempts.", ["result"])
PAGE_TO_ALERT_SECONDS = Histogram(
    "wirewatch_page_to_delivery_seconds",
    "From a page's acceptance to its first delivery.",
    buckets=(0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600),
)
RULES = Gauge("wirewatch_rules", "Rules known, by state.", ["state"])
STORY_SIGNATURES = Gauge("wirewatch_story_signatures", "Articles whose copies are found in memory.")
STORY_SIGNATURES_EVICTED = Counter(
    "wirewatch_story_signatures_evicted_total",
    "Articles that left memory before the story window's end; their copies are found on disk.",
)

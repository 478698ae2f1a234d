"""Every service: what it does, what it reads and writes, and what else it needs."""

from dataclasses import dataclass

from wirewatch.flow.topics import TOPICS


@dataclass(frozen=True, slots=True)
class Service:
    """A node of the graph. `tables` are the compacted topics it keeps a view of."""

    name: str
    work: str
    tables: tuple[str, ...] = ()
    needs_store: bool = False
    single: bool = False

    @property
    def reads(self) -> tuple[str, ...]:
        """The topics it consumes as `wirewatch.<service>`, in the table's order."""
        return tuple(t.name for t in TOPICS if self.name in t.readers)

    @property
    def writes(self) -> tuple[str, ...]:
        """The topics it writes, in the table's order."""
        return tuple(t.name for t in TOPICS if self.name in t.writers)


TOPOLOGY: tuple[Service, ...] = (
    Service(
        "ingest",
        "fetches pages politely and gives them their identity",
        tables=("sources", "erasures"),
    ),
    Service("enrich", "makes an article of each page: text, language, entities, topics"),
    Service(
        "group", "decides story and revision of each article", tables=("stories",), single=True
    ),
    Service(
        "index",
        "keeps articles, alerts, deliveries and outcomes searchable",
        tables=("erasures",),
        needs_store=True,
    ),
    Service("match", "tries every article against every rule", tables=("rules", "lists")),
    Service(
        "backfill",
        "holds a rule against the past that the store has",
        tables=("rules", "lists"),
        needs_store=True,
        single=True,
    ),
    Service(
        "alert",
        "folds matches into one alert per rule and story",
        tables=("rules", "alerts", "erasures"),
    ),
    Service(
        "notify",
        "delivers alerts, signed, until they arrive",
        tables=("endpoints", "deliveries", "erasures"),
        single=True,
    ),
    Service(
        "console",
        "shows it all, and keeps the rules",
        tables=("rules", "lists", "sources", "endpoints", "backfills", "feedback"),
        needs_store=True,
    ),
)

BY_SERVICE = {service.name: service for service in TOPOLOGY}


def service(name: str) -> Service:
    """The service of that name.

    Raises:
        KeyError: there is no such service.
    """
    return BY_SERVICE[name]


def group_id(service_name: str, prefix: str = "wirewatch") -> str:
    """The consumer group of a service."""
    return f"{prefix}.{service_name}"

"""The whole settings tree: from wirewatch.toml, overlaid by WIREWATCH_* variables."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from wirewatch.cli.entries import EndpointEntry, ListEntry, RuleEntry, SourceEntry
from wirewatch.console.settings import ConsoleSettings
from wirewatch.core.errors import Misconfigured
from wirewatch.core.signing import check_secret
from wirewatch.enrich.stage import EnrichSettings
from wirewatch.group.app import GroupSettings
from wirewatch.ingest.settings import IngestSettings
from wirewatch.notify.app import NotifySettings
from wirewatch.runtime.settings import (
    ElasticsearchSettings,
    HealthSettings,
    KafkaSettings,
    KibanaSettings,
    LogSettings,
)

PREFIX = "WIREWATCH_"
DEFAULT_FILE = Path("wirewatch.toml")
TABLES = {"source": "sources", "rule": "rules", "list": "lists", "endpoint": "endpoints"}
"""The repeated tables of the file, and the fields that they fill."""

_OUTSIDE = re.compile("CONFIG|CONSOLE_TOKEN|JAVA_HOME|CACHE|CHROMIUM|REQUIRE_SERVERS|TEST_.*")
"""Variables of the command line itself, of the compose file, or of the project's tests."""

_ENDPOINT_PATH = re.compile(r"^([a-z]+://[^/?#]*)[/?#].+", re.DOTALL)
"""Chat services give whoever knows the address of a webhook the right to post to it."""

_USER_INFO = re.compile(r"(?<=://)[^/@\s]*@")


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        frozen=True,
        extra="forbid",
    )

    system: Literal["embedded", "kafka"] = Field(
        default="embedded",
        description="which system the commands that look or change something act on",
    )
    data_dir: Path = Field(
        default=Path("data"),
        description="where the embedded system and local views keep their files",
    )
    log: LogSettings = Field(default_factory=LogSettings, description="logging")
    health: HealthSettings = Field(default_factory=HealthSettings, description="health and metrics")
    kafka: KafkaSettings = Field(default_factory=KafkaSettings, description="Kafka")
    elasticsearch: ElasticsearchSettings = Field(
        default_factory=ElasticsearchSettings, description="Elasticsearch"
    )
    kibana: KibanaSettings = Field(default_factory=KibanaSettings, description="Kibana")
    ingest: IngestSettings = Field(default_factory=IngestSettings, description="fetching")
    enrich: EnrichSettings = Field(default_factory=EnrichSettings, description="enrichment")
    group: GroupSettings = Field(default_factory=GroupSettings, description="stories")
    notify: NotifySettings = Field(default_factory=NotifySettings, description="delivery of alerts")
    console: ConsoleSettings = Field(default_factory=ConsoleSettings, description="the web console")
    sources: tuple[SourceEntry, ...] = Field(default=(), description="where pages come from")
    rules: tuple[RuleEntry, ...] = Field(default=(), description="what to watch for")
    lists: tuple[ListEntry, ...] = Field(default=(), description="terms that rules name with @")
    endpoints: tuple[EndpointEntry, ...] = Field(default=(), description="where alerts go")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Variables win over the file, which comes in as the initial values."""
        return (env_settings, init_settings)


def load(path: Path | None, environ: Mapping[str, str] | None = None) -> Settings:
    """The effective settings.

    Args:
        path: the file; None takes WIREWATCH_CONFIG, then ./wirewatch.toml where there is one.
        environ: variables to check for misspelt names; default the process's own.

    Raises:
        Misconfigured: what is wrong, where, and what would be right.
    """
    variables = os.environ if environ is None else environ
    _refuse_unknown(variables)
    given = path or (
        Path(variables["WIREWATCH_CONFIG"]) if "WIREWATCH_CONFIG" in variables else None
    )
    file = given or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    values = _read(file) if file is not None else {}
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise Misconfigured(_explained(error, file)) from error
    except SettingsError as error:
        raise Misconfigured(f"the variables: {error}") from error
    _check_references(settings)
    return settings


def redacted(settings: Settings) -> dict[str, Any]:
    """The tree as plain values with every secret masked."""
    dumped: dict[str, Any] = _without_user_info(settings.model_dump(mode="json"))
    for endpoint in dumped["endpoints"]:
        endpoint["url"] = _ENDPOINT_PATH.sub(r"\1/**********", endpoint["url"])
    return dumped


def _without_user_info(value: Any) -> Any:
    """Names and passwords in URLs are secrets too."""
    if isinstance(value, dict):
        return {key: _without_user_info(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_user_info(inner) for inner in value]
    return _USER_INFO.sub("**********@", value) if isinstance(value, str) else value


def known_variables() -> Iterator[str]:
    """The name of each variable that can set something."""
    yield from _variables(Settings, PREFIX)


def _variables(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, info in model.model_fields.items():
        variable = prefix + name.upper()
        yield variable
        annotation = info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from _variables(annotation, variable + "__")


def _refuse_unknown(variables: Mapping[str, str]) -> None:
    known = set(known_variables())
    for name in sorted(variables):
        if not name.upper().startswith(PREFIX) or name.upper() in known:
            continue
        if _OUTSIDE.fullmatch(name[len(PREFIX) :]):
            continue
        raise Misconfigured(f"{name} sets nothing; `wirewatch config --variables` lists what does")


def _read(file: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured(f"{file}: {error.strerror}; `wirewatch init` writes one") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{file}: {error}") from error
    for table, name in TABLES.items():
        if table in values and name in values:
            raise Misconfigured(f"{file}: {table} and {name} are the same; keep one")
        if table in values:
            values[name] = values.pop(table)
    return values


def _explained(error: ValidationError, file: Path | None) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    more = error.error_count() - 1
    rest = f" (and {more} more)" if more else ""
    message = "is not known" if first["type"] == "extra_forbidden" else first["msg"]
    return f"{file or 'the settings'}: {where}: {message}{rest}"


def _check_references(settings: Settings) -> None:
    for entry in settings.endpoints:
        _check_secret(entry)
    for kind, ids in (
        ("source", [s.id for s in settings.sources]),
        ("rule", [r.id for r in settings.rules]),
        ("list", [x.id for x in settings.lists]),
        ("endpoint", [e.id for e in settings.endpoints]),
    ):
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise Misconfigured(f"the {kind} id {twice[0]} stands twice")
    endpoints = {e.id for e in settings.endpoints}
    for rule in settings.rules:
        for endpoint in rule.endpoints:
            if endpoint not in endpoints:
                raise Misconfigured(f"rule {rule.id}: there is no endpoint {endpoint}")


def _check_secret(entry: EndpointEntry) -> None:
    if entry.secret is None:
        return
    try:
        check_secret(entry.secret.get_secret_value())
    except ValueError as error:
        raise Misconfigured(f"endpoint {entry.id}: {error}") from error

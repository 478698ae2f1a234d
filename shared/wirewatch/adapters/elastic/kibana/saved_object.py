"""One saved object in the form that Kibana exports and imports: one line of JSON.

The two version fields tell Kibana from which shape to migrate; without them it would run all of its
old migrations. They name the oldest shapes we write, so that every Kibana 9 can import them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

CORE_MIGRATION_VERSION = "8.8.0"


class ObjectType(StrEnum):
    """The types of saved objects that we ship."""

    DATA_VIEW = "index-pattern"
    SEARCH = "search"
    DASHBOARD = "dashboard"


TYPE_MIGRATION_VERSIONS: Mapping[ObjectType, str] = {
    ObjectType.DATA_VIEW: "8.0.0",
    ObjectType.SEARCH: "10.2.0",
    ObjectType.DASHBOARD: "10.2.0",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """From one saved object to another, under a name that the referring part looks up."""

    name: str
    type: ObjectType
    id: str

    def as_json(self) -> dict[str, str]:
        """The form in which references stand in an object."""
        return {"id": self.id, "name": self.name, "type": self.type.value}

    def inside(self, panel: str) -> "Reference":
        """The same reference as the dashboard repeats it for one of its panels."""
        return Reference(f"{panel}:{self.name}", self.type, self.id)


@dataclass(frozen=True, slots=True)
class SavedObject:
    """A data view, a search or a dashboard. `id` is fixed, so that importing again replaces it."""

    type: ObjectType
    id: str
    attributes: Mapping[str, Any]
    references: Sequence[Reference] = ()

    def as_json(self) -> dict[str, Any]:
        """The object with its envelope."""
        return {
            "attributes": dict(self.attributes),
            "coreMigrationVersion": CORE_MIGRATION_VERSION,
            "id": self.id,
            "managed": False,
            "references": [reference.as_json() for reference in self.references],
            "type": self.type.value,
            "typeMigrationVersion": TYPE_MIGRATION_VERSIONS[self.type],
        }


def packed(value: Any) -> str:
    """JSON within JSON, as Kibana keeps the parts of its objects."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def ndjson(objects: Sequence[SavedObject]) -> str:
    """The lines of a file for Kibana's import."""
    return "".join(packed(saved.as_json()) + "\n" for saved in objects)

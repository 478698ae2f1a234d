"""The panels of a dashboard: Lens pictures by value, and saved searches by reference."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wirewatch.adapters.elastic.kibana.columns import Column
from wirewatch.adapters.elastic.kibana.data_views import view_reference
from wirewatch.adapters.elastic.kibana.saved_object import ObjectType, Reference
from wirewatch.adapters.storing import Kind

_LAYER = "layer"


class Picture(StrEnum):
    """How a Lens panel shows its columns."""

    NUMBER = "lnsMetric"
    BARS_OVER_TIME = "lnsXY"
    BARS = "lnsXY_horizontal"
    DONUT = "lnsPie"
    TABLE = "lnsDatatable"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a panel stands on the dashboard's grid of 48 columns."""

    x: int
    y: int
    width: int
    height: int

    def as_json(self, panel: str) -> dict[str, Any]:
        """The form in which it stands in a panel."""
        return {"h": self.height, "i": panel, "w": self.width, "x": self.x, "y": self.y}


@dataclass(frozen=True, slots=True)
class LensPanel:
    """A picture of one kind of documents; buckets come before measures in `columns`."""

    id: str
    title: str
    kind: Kind
    picture: Picture
    columns: Sequence[Column]
    place: Place

    @property
    def references(self) -> tuple[Reference, ...]:
        """What the panel itself refers to."""
        return (view_reference(self.kind, f"indexpattern-datasource-layer-{_LAYER}"),)

    def as_json(self) -> dict[str, Any]:
        """The panel as the dashboard holds it."""
        return {
            "embeddableConfig": {
                "attributes": {
                    "references": [reference.as_json() for reference in self.references],
                    "state": self._state(),
                    "title": self.title,
                    "type": "lens",
                    "visualizationType": self.picture.split("_")[0],
                },
                "enhancements": {},
            },
            "gridData": self.place.as_json(self.id),
            "panelIndex": self.id,
            "title": self.title,
            "type": "lens",
        }

    def _state(self) -> dict[str, Any]:
        layer = {
            "columnOrder": [column.id for column in self.columns],
            "columns": {column.id: column.definition for column in self.columns},
            "incompleteColumns": {},
            "sampling": 1,
        }
        return {
            "adHocDataViews": {},
            "datasourceStates": {"formBased": {"layers": {_LAYER: layer}}},
            "filters": [],
            "internalReferences": [],
            "query": {"language": "kuery", "query": ""},
            "visualization": self._visualization(),
        }

    def _visualization(self) -> dict[str, Any]:
        buckets = [column.id for column in self.columns if column.is_bucket]
        measures = [column.id for column in self.columns if not column.is_bucket]
        base = {"layerId": _LAYER, "layerType": "data"}
        match self.picture:
            case Picture.NUMBER:
                return {**base, "metricAccessor": measures[0]}
            case Picture.BARS_OVER_TIME:
                return _bars(base, "bar_stacked", buckets, measures)
            case Picture.BARS:
                return _bars(base, "bar_horizontal", buckets, measures)
            case Picture.DONUT:
                return _donut(base, buckets, measures)
            case Picture.TABLE:
                return {**base, "columns": [{"columnId": column.id} for column in self.columns]}


@dataclass(frozen=True, slots=True)
class SearchPanel:
    """A list of documents: a saved search."""

    id: str
    title: str
    search_id: str
    place: Place

    @property
    def references(self) -> tuple[Reference, ...]:
        """What the panel itself refers to."""
        return (Reference(f"panel_{self.id}", ObjectType.SEARCH, self.search_id),)

    def as_json(self) -> dict[str, Any]:
        """The panel as the dashboard holds it."""
        return {
            "embeddableConfig": {"enhancements": {}},
            "gridData": self.place.as_json(self.id),
            "panelIndex": self.id,
            "panelRefName": f"panel_{self.id}",
            "title": self.title,
            "type": "search",
        }


Panel = LensPanel | SearchPanel


def _bars(
    base: dict[str, str], series: str, buckets: Sequence[str], measures: Sequence[str]
) -> dict[str, Any]:
    layer: dict[str, Any] = {
        **base,
        "accessors": list(measures),
        "position": "top",
        "seriesType": series,
        "showGridlines": False,
        "xAccessor": buckets[0],
    }
    if len(buckets) > 1:
        layer["splitAccessor"] = buckets[1]
    return {
        "axisTitlesVisibilitySettings": {"x": False, "yLeft": False, "yRight": False},
        "layers": [layer],
        "legend": {"isVisible": len(buckets) > 1, "position": "right"},
        "preferredSeriesType": series,
        "valueLabels": "hide",
    }


def _donut(base: dict[str, str], buckets: Sequence[str], measures: Sequence[str]) -> dict[str, Any]:
    layer = {
        **base,
        "categoryDisplay": "default",
        "legendDisplay": "default",
        "metrics": list(measures),
        "nestedLegend": False,
        "numberDisplay": "percent",
        "primaryGroups": list(buckets),
    }
    return {"layers": [layer], "shape": "donut"}

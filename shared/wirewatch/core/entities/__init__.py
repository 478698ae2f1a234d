"""Who and what an article names: recognition, one entity per thing, names across scripts."""

from wirewatch.core.entities.cluster import cluster_mentions
from wirewatch.core.entities.entity import TITLE, Entity, Kind, Mention
from wirewatch.core.entities.names import same_name
from wirewatch.core.entities.own_entities import OwnEntity, gazetteer_with
from wirewatch.core.entities.read_before import ReadBefore
from wirewatch.core.entities.recogniser import EntityRecogniser
from wirewatch.core.entities.spellings import Spelling, spellings

__all__ = [
    "TITLE",
    "Entity",
    "EntityRecogniser",
    "Kind",
    "Mention",
    "OwnEntity",
    "ReadBefore",
    "Spelling",
    "cluster_mentions",
    "gazetteer_with",
    "same_name",
    "spellings",
]

"""Elasticsearch and Kibana: the store of the distributed system, and the dashboard over it."""

from wirewatch.adapters.elastic.store import ElasticStore

__all__ = ["ElasticStore"]

"""All partitions to one member of a group, for a service that must not run twice."""

import struct
from collections.abc import Iterable, Mapping

from aiokafka.cluster import ClusterMetadata
from aiokafka.coordinator.assignors.abstract import AbstractPartitionAssignor
from aiokafka.coordinator.protocol import (
    ConsumerProtocolMemberAssignment,
    ConsumerProtocolMemberMetadata,
)

_SINCE = struct.Struct(">q")
_VERSION = 0


class SingleActiveAssignor(AbstractPartitionAssignor):  # type: ignore[misc]  # untyped there
    """Gives everything to the member that joined first, by its own clock; ties go by member id.

    The others stand by. Every member that leads the group decides alike.

    Args:
        since_ms: when this member was started, in milliseconds since 1970.
    """

    name = "wirewatch-single"

    def __init__(self, since_ms: int) -> None:
        self._since_ms = since_ms

    def assign(
        self, cluster: ClusterMetadata, members: Mapping[str, ConsumerProtocolMemberMetadata]
    ) -> dict[str, ConsumerProtocolMemberAssignment]:
        """The assignment of each member."""
        active = min(members, key=lambda member: (_since(members[member]), member))
        topics = sorted({t for metadata in members.values() for t in metadata.subscription})
        everything = [(t, sorted(cluster.partitions_for_topic(t) or ())) for t in topics]
        return {
            member: ConsumerProtocolMemberAssignment(
                _VERSION, everything if member == active else [], b""
            )
            for member in members
        }

    def metadata(self, topics: Iterable[str]) -> ConsumerProtocolMemberMetadata:
        """What this member tells the group's leader."""
        return ConsumerProtocolMemberMetadata(_VERSION, list(topics), _SINCE.pack(self._since_ms))

    def on_assignment(self, assignment: ConsumerProtocolMemberAssignment) -> None:
        """Nothing to remember."""


def _since(metadata: ConsumerProtocolMemberMetadata) -> int:
    try:
        (since_ms,) = _SINCE.unpack(metadata.user_data or b"")
    except struct.error:
        return 2**63 - 1  # not one of ours: last
    return int(since_ms)

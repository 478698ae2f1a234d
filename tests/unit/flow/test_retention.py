"""How long topics are kept, against each other."""

import pytest

from wirewatch import flow


@pytest.mark.parametrize("service", flow.TOPOLOGY, ids=lambda service: service.name)
def test_memory_outlives_what_is_read_with_it(service: flow.Service) -> None:
    """Else a replay from the start finds inputs whose decisions are forgotten, and decides anew."""
    kept = [flow.topic(name).retention_days for name in service.tables]
    read = [flow.topic(name).retention_days for name in service.reads]
    assert all(memory > record for memory in kept for record in read)


def test_outcomes_outlive_pages() -> None:
    assert flow.topic("outcomes").retention_days > flow.topic("pages").retention_days

"""What a service is given to work with."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from wirewatch.core.ports import Bus, Clock
from wirewatch.runtime.health import Health


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of the services of one process."""

    bus: Bus
    clock: Clock
    stop: asyncio.Event
    health: Health
    state_dir: Path

    def state_file(self, service: str) -> Path:
        """Where a service keeps its local view, which can always be rebuilt from the topics."""
        self.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.state_dir / f"{service}.sqlite"

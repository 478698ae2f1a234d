"""Who of a consumer group holds which partition, within one process."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wirewatch.adapters.log.log import Slot


@dataclass(slots=True, eq=False)
class Member:
    """One consumer of a group. `held` maps its slots to the tenure in which it holds them."""

    slots: tuple[Slot, ...]
    single: bool
    held: dict[Slot, int] = field(default_factory=dict)
    generation: int = 0


class Group:
    """The members of one group. A slot has one holder; with each new one begins a new tenure."""

    def __init__(self) -> None:
        self._members: list[Member] = []
        self._tenure = 0

    def join(self, slots: Iterable[Slot], *, single: bool) -> Member:
        """Add a member that subscribes to these slots."""
        member = Member(tuple(slots), single)
        self._members.append(member)
        self._rebalance()
        member.generation = 1
        return member

    def leave(self, member: Member) -> None:
        """Give up what a member holds; safe to repeat."""
        if member in self._members:
            self._members.remove(member)
            member.held = {}
            self._rebalance()

    def _rebalance(self) -> None:
        taken: dict[int, list[Slot]] = {id(m): [] for m in self._members}
        wanted = dict.fromkeys(slot for m in self._members for slot in m.slots)
        for number, slot in enumerate(wanted):
            candidates = [m for m in self._members if slot in m.slots]
            taken[id(self._holder(candidates, number))].append(slot)
        for member in self._members:
            self._give(member, taken[id(member)])

    @staticmethod
    def _holder(candidates: Sequence[Member], number: int) -> Member:
        if any(m.single for m in candidates):
            return candidates[0]
        return candidates[number % len(candidates)]

    def _give(self, member: Member, slots: Sequence[Slot]) -> None:
        gained = [slot for slot in slots if slot not in member.held]
        member.held = {slot: tenure for slot, tenure in member.held.items() if slot in slots}
        if gained:
            self._tenure += 1
            member.generation += 1
            member.held.update(dict.fromkeys(gained, self._tenure))

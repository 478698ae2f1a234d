"""Which lists and rules an expression names with `@`, and what follows from it."""

from collections.abc import Iterator, Mapping, Sequence

from wirewatch.core.rules.lexer import Kind, parts_of


def references(expression: str) -> tuple[str, ...]:
    """Return the names after `@` in an expression, each once, in order; it may have mistakes."""
    if "@" not in expression:
        return ()
    names = [
        part.text[1:]
        for part in parts_of(expression)[0]
        if part.kind is Kind.WORD and part.text[:1] == "@" and not part.sign and len(part.text) > 1
    ]
    return tuple(dict.fromkeys(names))


def cycle_through(name: str, expression: str, named: Mapping[str, str]) -> tuple[str, ...]:
    """Return a way from a name back to itself if it stood for `expression`; empty if none.

    `named` are the expressions that the other names stand for.
    """
    reached: dict[str, str] = {}
    waiting = [(name, used) for used in references(expression)]
    while waiting:
        user, used = waiting.pop()
        if used == name:
            way = [name, user]
            while way[-1] != name:
                way.append(reached[way[-1]])
            return tuple(reversed(way))
        if used not in reached:
            reached[used] = user
            waiting += [(used, deeper) for deeper in references(named.get(used, ""))]
    return ()


def direct_users(named: Mapping[str, str]) -> dict[str, list[str]]:
    """Return for each name that is used the names whose expressions have it."""
    direct: dict[str, list[str]] = {}
    for user, expression in named.items():
        for used in references(expression):
            direct.setdefault(used, []).append(user)
    return direct


def users_of(name: str, direct: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the names that use a name, also by way of others, the nearest first.

    `direct` is what `direct_users` returns.
    """
    waiting, seen = [name], {name}
    while waiting:
        for user in direct.get(waiting.pop(0), ()):
            if user not in seen:
                seen.add(user)
                waiting.append(user)
                yield user

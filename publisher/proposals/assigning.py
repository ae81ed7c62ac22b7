"""Columns to meanings, each at most once, so that the scores are greatest in all."""

from __future__ import annotations

from collections.abc import Sequence


def assign(scores: Sequence[Sequence[float]]) -> list[int | None]:
    """For each row the column that it gets, or None where it gets none or only one of score 0.

    The Hungarian method (Kuhn 1955, Munkres 1957) on the square that holds the matrix; of equal
    assignments always the same one.
    """
    rows = len(scores)
    width = max((len(row) for row in scores), default=0)
    size = max(rows, width)
    if size == 0:
        return []
    cost = [
        [-scores[r][c] if r < rows and c < len(scores[r]) else 0.0 for c in range(size)]
        for r in range(size)
    ]
    taken = _matched(cost, size)
    found: list[int | None] = [None] * rows
    for column, row in enumerate(taken):
        if row < rows and column < len(scores[row]) and scores[row][column] > 0:
            found[row] = column
    return found


def _matched(cost: Sequence[Sequence[float]], size: int) -> list[int]:
    """The row of each column in the cheapest matching, by shortest augmenting paths."""
    endless = float("inf")
    of_row, of_column = [0.0] * (size + 1), [0.0] * (size + 1)
    owner, way = [0] * (size + 1), [0] * (size + 1)
    for row in range(1, size + 1):
        owner[0] = row
        least, used = [endless] * (size + 1), [False] * (size + 1)
        at = 0
        while owner[at]:
            used[at] = True
            here, step, following = owner[at], endless, 0
            for column in range(1, size + 1):
                if used[column]:
                    continue
                rest = cost[here - 1][column - 1] - of_row[here] - of_column[column]
                if rest < least[column]:
                    least[column], way[column] = rest, at
                if least[column] < step:
                    step, following = least[column], column
            for column in range(size + 1):
                if used[column]:
                    of_row[owner[column]] += step
                    of_column[column] -= step
                else:
                    least[column] -= step
            at = following
        while at:
            owner[at] = owner[way[at]]
            at = way[at]
    return [row - 1 for row in owner[1:]]

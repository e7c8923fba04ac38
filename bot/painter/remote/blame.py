"""Whose fault a death in the cluster was: the pictures that were there, or the node that they were on.

Bookkeeping of one request, over `Suspects`; without actors, processes or time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from bot.painter.orders import Order
from bot.painter.suspects import Suspects


class Blame:
    """Who died where. A death is blamed on the chunk's pictures until it turns out that it was not theirs."""

    def __init__(self, *, max_deaths: int) -> None:
        self._max_deaths = max_deaths
        self._suspects = Suspects(max_deaths=max_deaths)
        self._is_expecting = False
        self._died_at: defaultdict[int, set[str]] = defaultdict(set)  # picture id -> node ids

    def expect(self, *, painters: int) -> None:
        """How many there are at first: as many at once may die of something else than pictures."""
        if not self._is_expecting:
            self._suspects = Suspects(max_deaths=max(self._max_deaths, painters + 1))
            self._is_expecting = True

    def next_batch(self, waiting: Sequence[Order], *, node_id: str, elsewhere: Collection[str]) -> list[Order]:
        """What a painter on this node may try next: nothing that died here while there are other nodes to try."""
        fit = [order for order in waiting if node_id not in self._died_at[order.picture_id] or not elsewhere]
        return self._suspects.next_batch(fit)

    def clear(self, picture_id: int) -> None:
        """This picture was answered."""
        self._suspects.clear(picture_id)

    def mourn(
        self, batch: Sequence[Order], waiting: Sequence[Order], *, node_id: str
    ) -> tuple[list[Order], int | None]:
        """A painter died with this batch: who is spoilt by it, and after how many deaths all is lost, if it is."""
        for order in batch:
            self._died_at[order.picture_id].add(node_id)
        return self._suspects.blame([order.picture_id for order in batch], waiting)

    def forgive(self, picture_ids: Iterable[int], *, node_id: str) -> None:
        """These pictures did not kill what died on that node: the node went, or only the connection."""
        for picture_id in picture_ids:
            if node_id in self._died_at[picture_id]:
                self._died_at[picture_id].discard(node_id)
                self._suspects.clear(picture_id)

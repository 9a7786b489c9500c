"""What waits for somebody: each response in one place, and how many there are in each."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from spegla.analyses.standing.held import Held, Place
from spegla.disclosure import Audience
from spegla.disclosure.standing import ClearedStanding, clear_standing
from spegla.statistics.standing import CountedStanding


def inbox(held: Sequence[Held], today: date, audience: Audience) -> ClearedStanding:
    """How many responses stand in each `Place` on the day `today`, cleared for `audience`; `counts` has every place.

    Raises what `clear_standing` does.
    """
    found = Counter(one.place(today) for part in held for one in part.facts)
    counts = {place.value: found[place] for place in Place}
    return clear_standing(CountedStanding(tuple(part.origin for part in held), counts), audience)

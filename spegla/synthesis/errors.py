"""What can stop the making of invented registrations, as types that carry facts."""


class NotModelledError(Exception):
    """No model of dependence is known for the instrument `reference`; `known` are those that have one."""

    def __init__(self, reference: str, known: tuple[str, ...]) -> None:
        super().__init__(f"{reference}: {', '.join(known)}")
        self.reference = reference
        self.known = known


class TooFewMunicipalitiesError(Exception):
    """`needed` municipalities are needed, and only `given` were given."""

    def __init__(self, needed: int, given: int) -> None:
        super().__init__(f"{given} < {needed}")
        self.needed = needed
        self.given = given

"""Definitions that are read when they are asked for are the same, and as strictly checked."""

import pytest

from spegla.catalogue import Catalogue, DefinitionsError, load
from tests.unit.catalogue.definitions import INDICATORS, INSTRUMENT, Folder, Found


def test_what_is_opened_is_what_is_loaded() -> None:
    opened, loaded = Catalogue.opened(), load()

    assert dict(opened.instruments) == dict(loaded.instruments)
    assert dict(opened.maps) == dict(loaded.maps)
    assert dict(opened.reports) == dict(loaded.reports)


def test_a_wrong_definition_is_refused_when_it_is_asked_for(folder: Folder) -> None:
    folder.write("instruments/fel-1.yaml", "id: fel\n")
    opened = Catalogue.opened(folder.root)

    assert opened.instruments["lek-1"].reference == "lek-1"
    with pytest.raises(DefinitionsError):
        opened.instruments["fel-1"]


def test_a_released_file_that_has_changed_is_refused(folder: Folder) -> None:
    folder.write("released/lek-1.sha256", f"{'0' * 64}  {INSTRUMENT}\n")

    with pytest.raises(DefinitionsError, match="released_changed"):
        Catalogue.opened(folder.root).instruments["lek-1"]


def test_what_is_not_there_is_no_key(folder: Folder) -> None:
    opened = Catalogue.opened(folder.root)

    assert list(opened.instruments) == ["lek-1"]
    assert "lek-2" not in opened.instruments
    assert len(opened.instruments) == 1


def test_indicators_are_in_a_file_named_after_their_instrument(folder: Folder) -> None:
    folder.write("indicators/andra.yaml", folder.text(INDICATORS))

    assert folder.problems() == [Found("definition_unknown_instrument", folder.text(INDICATORS).splitlines()[0])]

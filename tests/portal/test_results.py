"""The results of one's own municipality and of each unit: who sees what, how rows are chosen, and that figures are those of the tables."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils.html import strip_tags

from spegla.catalogue import Catalogue
from spegla.catalogue.filters import fields_of
from spegla.portal.accounts.models import Organisation
from spegla.portal.accounts.roles import OrganisationKind
from spegla.portal.store.models import PartitionState
from spegla.portal.use_cases import organisations, partitions, rounds
from spegla.portal.use_cases import results as use_case
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError
from spegla.portal.use_cases.results import Results
from spegla.portal.web.results.kept import Kept
from spegla.portal.web.views import results as view
from tests.portal.conftest import AT, LogIn
from tests.portal.counted import counted, falun, unit
from tests.portal.registrations import INSTRUMENT, handed_in

pytestmark = pytest.mark.django_db
Actors = Callable[[str], Actor]
UNIT = "Barn och unga"


@pytest.fixture(autouse=True)
def columns(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Columns of each test's own, and nothing kept from another."""
    settings.COLUMNS = tmp_path
    monkeypatch.setattr(view, "_KEPT", Kept())
    return tmp_path


def see(actor: Actor, columns: Path, scope: int | None = None, instrument: str = "") -> Results:
    return use_case.see_results(actor=actor, columns=columns, scope=scope, instrument=instrument, at=AT)


def said(answer: Any) -> str:
    return " ".join(strip_tags(answer.content.decode()).replace("\u00a0", " ").split())


def n_of(results: Results, rule: str = "") -> list[int]:
    return [group.n for group in results.mirrored(rule).cleared.groups]


# ── Who sees what ─────────────────────────────────────────────────────────


def test_a_caseworker_sees_the_municipality_and_the_own_unit(actor: Actors, columns: Path) -> None:
    assert [(one.board.name, one.unit and one.unit.name) for one in see(actor("astrid"), columns).scopes] == [
        ("Falun", None),
        ("Falun", UNIT),
    ]


def test_a_role_in_a_unit_shows_no_other_unit(actor: Actors, columns: Path) -> None:
    other = organisations.add_part(actor=actor("maja"), parent=falun(), kind=OrganisationKind.UNIT, name="Jouren", at=AT)

    assert other.id not in {one.id for one in see(actor("astrid"), columns).scopes}
    with pytest.raises(RefusedError):
        see(actor("astrid"), columns, other.id)


def test_a_role_in_the_municipality_shows_every_unit(actor: Actors, columns: Path) -> None:
    organisations.add_part(actor=actor("maja"), parent=falun(), kind=OrganisationKind.UNIT, name="Jouren", at=AT)

    assert [one.unit and one.unit.name for one in see(actor("lena"), columns).scopes] == [None, UNIT, "Jouren"]


def test_a_role_in_the_municipality_shows_nothing_of_a_district(actor: Actors, columns: Path) -> None:
    district = organisations.add_part(actor=actor("maja"), parent=falun(), kind=OrganisationKind.DISTRICT, name="Hosjö", at=AT)
    inside = organisations.add_part(actor=actor("maja"), parent=district, kind=OrganisationKind.UNIT, name="Hosjö familj", at=AT)

    assert {one.board.name for one in see(actor("lena"), columns).scopes} == {"Falun"}
    for one in (district, inside):
        with pytest.raises(RefusedError):
            see(actor("lena"), columns, one.id)


def test_a_role_in_a_district_shows_its_own_and_nothing_of_the_municipality(actor: Actors, columns: Path) -> None:
    district = organisations.add_part(actor=actor("maja"), parent=falun(), kind=OrganisationKind.DISTRICT, name="Hosjö", at=AT)
    inside = organisations.add_part(actor=actor("maja"), parent=district, kind=OrganisationKind.UNIT, name="Hosjö familj", at=AT)
    someone = actor("lena")
    held = Actor(someone.person, someone.organisation, ((district, "namndsekreterare"),))

    assert [one.id for one in see(held, columns).scopes] == [district.id, inside.id]
    with pytest.raises(RefusedError):
        see(held, columns, unit().id)
    with pytest.raises(NotFoundError):
        see(held, columns, falun().id)


@pytest.mark.parametrize("name", ["disa", "karin", "nils", "sara", "rolf"])
def test_who_may_not_see_results_sees_none(actor: Actors, columns: Path, name: str) -> None:
    with pytest.raises(RefusedError):
        see(actor(name), columns)


def test_cecilia_sees_nothing_of_falun(actor: Actors, log_in: LogIn, columns: Path) -> None:
    counted(columns)

    for one in (falun(), unit()):
        with pytest.raises(NotFoundError):
            see(actor("cecilia"), columns, one.id)
        assert log_in("cecilia").get(f"/resultat/?var={one.id}").status_code == 404
    assert "416" not in said(log_in("cecilia").get("/resultat/"))


@pytest.mark.parametrize("given", ["x", "-1", "1e3", "٣", "9" * 30])
def test_what_is_no_number_is_nobodys(log_in: LogIn, given: str) -> None:
    assert log_in("astrid").get("/resultat/", {"var": given}).status_code == 404


def test_a_form_that_the_board_has_never_had_does_not_exist(actor: Actors, columns: Path) -> None:
    counted(columns)

    with pytest.raises(NotFoundError):
        see(actor("astrid"), columns, instrument="bbic-3.1")


# ── The figures ───────────────────────────────────────────────────────────


def test_the_figures_are_those_of_what_was_handed_in(actor: Actors, log_in: LogIn, columns: Path) -> None:
    for number in range(3):
        handed_in(actor("astrid"), f"BU-{number}", "avslut")
    partitions.refresh(columns)

    found = see(actor("astrid"), columns, unit().id)
    assert n_of(found) == [3, 3]
    assert n_of(found, 'kon == "pojke"') == [0, 0]
    assert "Visar 3 registreringar i Falun." in said(log_in("astrid").get("/resultat/"))


def test_a_registration_that_no_partition_has_yet_is_told_of(actor: Actors, log_in: LogIn, columns: Path) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    assert "Siffrorna räknas om" in said(log_in("astrid").get("/resultat/"))

    partitions.refresh(columns)
    assert "Siffrorna räknas om" not in said(log_in("astrid").get("/resultat/"))


def test_what_is_handed_in_later_is_shown_and_not_what_was_kept(actor: Actors, log_in: LogIn, columns: Path) -> None:
    client = log_in("astrid")
    for n in (1, 2):
        handed_in(actor("astrid"), f"BU-{n}", "avslut")
        partitions.refresh(columns)
        assert f"Visar {n} registrering" in said(client.get("/resultat/"))


def test_a_unit_that_gets_another_name_keeps_its_rows(actor: Actors, log_in: LogIn, columns: Path) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    partitions.refresh(columns)
    there = f"/resultat/?var={unit().id}"
    assert "Visar 1 registrering i Barn och unga." in said(log_in("astrid").get(there))

    organisations.rename_part(actor=actor("maja"), part_id=unit().id, name="Familj och barn", at=AT)
    partitions.refresh(columns)
    assert "Visar 1 registrering i Familj och barn." in said(log_in("astrid").get(there))


def test_a_unit_that_moves_to_a_district_takes_its_rows_along(actor: Actors, columns: Path) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    partitions.refresh(columns)
    district = organisations.add_part(actor=actor("maja"), parent=falun(), kind=OrganisationKind.DISTRICT, name="Hosjö", at=AT)

    organisations.move_unit(actor=actor("maja"), part_id=unit().id, parent=district, at=AT)

    behind = {(one.organisation.name, one.year) for one in PartitionState._base_manager.all() if one.written < one.changes}
    assert behind == {("Falun", 2026), ("Hosjö", 2026)}
    partitions.refresh(columns)
    assert n_of(see(actor("lena"), columns)) == [0]


def test_the_same_figures_are_made_once(log_in: LogIn, columns: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted(columns)
    client, asked = log_in("astrid"), []
    real = Results.mirrored

    def watched(self: Results, rule: str) -> Any:
        asked.append(rule)
        return real(self, rule)

    monkeypatch.setattr(Results, "mirrored", watched)
    for address in ("/resultat/", "/resultat/?kon=flicka", "/resultat/?regel=kon+%3D%3D+%22flicka%22", f"/resultat/?var={unit().id}"):
        assert client.get(address).content.count(b"<h1>") == client.get(address).content.count(b"<h1>") == 1
    assert asked == ["", 'kon == "flicka"', ""]


def test_only_so_many_are_kept(actor: Actors, columns: Path) -> None:
    counted(columns)
    kept, found = Kept(most=2), see(actor("astrid"), columns)
    first = kept.mirrored(found, "", "sv")

    assert kept.mirrored(found, "", "sv") is first
    kept.mirrored(found, "alder >= 7", "sv")
    kept.mirrored(found, "", "en")
    assert kept.mirrored(found, "", "sv") is not first


def test_partitions_that_cannot_be_read_are_said_to_be_counted_anew(log_in: LogIn, columns: Path) -> None:
    counted(columns)
    for manifest in columns.rglob("manifest.json"):
        manifest.write_text("{}")

    answer = log_in("astrid").get("/resultat/")
    assert answer.status_code == 200
    assert "Svaren räknas om." in said(answer)


def test_a_board_that_has_never_registered_is_told_what_comes(log_in: LogIn) -> None:
    text = said(log_in("malin").get("/resultat/"))

    assert "Borlänge har inte börjat registrera." in text


def test_an_open_round_without_registrations_says_so(log_in: LogIn, columns: Path) -> None:
    counted(columns, 0)

    assert "Här finns inga registreringar än." in said(log_in("astrid").get("/resultat/"))


def test_few_registrations_have_no_percent(log_in: LogIn, columns: Path) -> None:
    counted(columns, 7)

    figures = log_in("astrid").get("/resultat/").content.decode().replace("\u00a0", " ")
    assert "För få för procent." in figures
    assert re.findall(r">\d+ %<", figures) == []


# ── Choosing ──────────────────────────────────────────────────────────────


def test_ticked_answers_and_ends_are_one_rule(log_in: LogIn, columns: Path) -> None:
    counted(columns)
    asked = {"kon": ["flicka"], "alder-fran": "7", "alder-till": "15", "datum-fran": "2026-01-01", "tillfalle": ["uppfoljning", "avslut"]}
    answer = log_in("astrid").get("/resultat/", asked)

    rule = 'datum >= "2026-01-01" and tillfalle in ("uppfoljning", "avslut") and kon == "flicka" and alder >= 7 and alder <= 15'
    assert f'value="{rule.replace(chr(34), "&quot;").replace(">", "&gt;").replace("<", "&lt;")}"' in answer.content.decode()
    assert "datumet är tidigast 1 januari 2026" in said(answer)


def test_a_rule_in_the_address_ticks_the_fields_that_say_it(log_in: LogIn, columns: Path) -> None:
    counted(columns)
    page = log_in("astrid").get("/resultat/", {"regel": 'kon == "flicka" and alder >= 7'}).content.decode()

    assert re.findall(r'name="(\w+)" value="(\w+)" id="[\w-]+" checked', page) == [("kon", "flicka")]
    assert 'name="alder-fran" value="7"' in page
    assert "går att visa i fälten" not in page


def test_a_rule_that_no_field_can_say_is_shown_as_text(log_in: LogIn, columns: Path) -> None:
    counted(columns)
    page = log_in("astrid").get("/resultat/", {"regel": "risk_avslut < risk_beslut"})

    assert "inte går att visa i fälten" in said(page)
    assert "risk_avslut &lt; risk_beslut</textarea>" in page.content.decode()
    assert page.status_code == 200


def test_every_field_of_the_instrument_can_be_chosen_in(log_in: LogIn, columns: Path) -> None:
    counted(columns)
    page = log_in("astrid").get("/resultat/").content.decode()
    names = set(re.findall(r'<input[^>]* name="([\w-]+)"', page))

    for field in fields_of(Catalogue.opened().instruments["webbkollen-2017"]):
        assert ({field.id} if field.kind.has_codes else {f"{field.id}-fran", f"{field.id}-till"}) <= names


def test_what_is_chosen_stays_when_more_is_chosen(log_in: LogIn, columns: Path) -> None:
    counted(columns)
    page = log_in("astrid").get("/resultat/", {"var": str(unit().id), "kon": "flicka"}).content.decode()

    assert f'<option value="{unit().id}" selected>' in page
    assert f'<input type="hidden" name="var" value="{unit().id}">' in page


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"alder-fran": "sju"}, "Skriv ett helt tal."),
        ({"datum-fran": "2026-02-31"}, "Skriv dagen som 2026-11-23."),
        ({"datum-till": "i dag"}, "Skriv dagen som 2026-11-23."),
        ({"kon": 'flicka" or kon == "pojke'}, "valet finns inte i det här formuläret."),
        ({"regel": 'kon == "robot"'}, "robot är inget svarsalternativ"),
        ({"regel": "x" * 2001}, "2000"),
    ],
)
def test_what_cannot_be_read_is_said_where_it_is_and_no_figure_is_shown(
    log_in: LogIn, columns: Path, asked: dict[str, str], says: str
) -> None:
    counted(columns)
    answer = log_in("astrid").get("/resultat/", asked)

    assert answer.status_code == 422
    assert says in said(answer)
    assert said(answer).startswith("Fel:")
    assert "stap-huvud" not in answer.content.decode()


def test_what_is_chosen_by_a_question_that_another_form_does_not_have_is_told(actor: Actors, log_in: LogIn, columns: Path) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    partitions.refresh(columns)
    rounds.open_round(actor=actor("maja"), instrument="webbkollen-2016", at=AT)
    client, only = log_in("astrid"), "samtal_beslut"
    assert client.get("/resultat/", {only: "enskilt", "formular": INSTRUMENT}).status_code == 200
    other = client.get("/resultat/", {only: "enskilt", "formular": "webbkollen-2016"})

    assert (other.status_code, "valet finns inte i det här formuläret." in said(other)) == (422, True)


def test_what_the_address_says_of_no_field_chooses_nothing(log_in: LogIn, columns: Path) -> None:
    counted(columns)
    page = log_in("astrid").get("/resultat/", {"finns-inte": "x"})

    assert "Visar 416 registreringar i Falun." in said(page)


def test_a_rule_is_shown_as_text_and_never_as_a_tag(log_in: LogIn, columns: Path) -> None:
    counted(columns)
    page = log_in("astrid").get("/resultat/", {"regel": '<script>alert("x")</script>'})

    assert page.status_code == 422
    assert "<script>alert" not in page.content.decode()


def test_the_page_is_in_english_for_those_who_choose_it(log_in: LogIn, columns: Path, person: Callable[[str], Any]) -> None:
    counted(columns)
    astrid = person("astrid")
    astrid.language = "en"
    astrid.save()

    text = said(log_in("astrid").get("/resultat/", {"kon": "flicka"}))
    assert "The mirror: Falun" in text
    assert "Exact figures – for the municipality's own staff alone." in text.replace("&#39;", "'").replace("’", "'")


def test_the_menu_leads_to_the_page_for_those_who_may_see_it(log_in: LogIn) -> None:
    assert 'href="/resultat/"' in log_in("lena").get("/").content.decode()
    assert 'href="/resultat/"' not in log_in("karin").get("/").content.decode()


def test_organisations_are_named_once(actor: Actors, columns: Path) -> None:
    scopes = see(actor("maja"), columns).scopes

    assert len({one.id for one in scopes}) == len(scopes)
    assert all(isinstance(one.board, Organisation) for one in scopes)

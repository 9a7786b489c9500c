"""The municipality's own units and districts: opened, renamed, moved and closed, never deleted, and always on record."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from spegla.catalogue import Catalogue
from spegla.portal.accounts.models import Assignment, AssignmentState, GroupMembership, Organisation, Person
from spegla.portal.accounts.roles import OrganisationKind, Permission
from spegla.portal.store import groups, organisations, parts
from spegla.portal.store.log import Wanted, records_of
from spegla.portal.store.models import AuditRecord
from spegla.portal.use_cases import organisations as use_case
from spegla.portal.use_cases import people
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError
from spegla.portal.use_cases.installation import place_organisations
from spegla.portal.use_cases.people import NotPossibleError
from tests.portal.conftest import AT, LogIn

pytestmark = pytest.mark.django_db
Who = Callable[[str], Actor]
Someone = Callable[[str], Person]
TODAY = date(2026, 11, 23)
UNIT, DISTRICT = OrganisationKind.UNIT, OrganisationKind.DISTRICT
REGISTER = Catalogue.opened().municipalities


def added(actor: Who, name: str, parent: Organisation | None = None, kind: OrganisationKind = UNIT) -> Organisation:
    maja = actor("maja")
    return use_case.add_part(actor=maja, parent=parent or maja.organisation, kind=kind, name=name, at=AT)


def closed(actor: Who, part: Organisation, on: date = TODAY) -> Organisation:
    return use_case.close_part(actor=actor("maja"), part_id=part.id, on=on, at=AT)


def last() -> AuditRecord:
    found = AuditRecord._base_manager.select_related("actor", "organisation").order_by("-number").first()
    assert found is not None
    return found


def home_unit() -> Organisation:
    return Organisation.objects.get(path="sverige/20/2080/barn-och-unga")


def test_a_role_can_be_given_in_a_new_unit_at_once(actor: Who, person: Someone) -> None:
    unit = added(actor, "Öppenvård  för\tunga ")

    assert (unit.name, unit.code, unit.valid_from) == ("Öppenvård för unga", "oppenvard-for-unga", TODAY)
    assert unit in people.places(actor=actor("maja"), permission=Permission.PEOPLE_ASSIGN, at=AT)
    given = people.give_role(actor=actor("maja"), person_id=person("lena").id, organisation=unit, role="handlaggare", at=AT)
    assert given.state == AssignmentState.WAITING


def test_each_change_is_on_record_in_what_was_changed(actor: Who) -> None:
    unit = added(actor, "Stöd")
    assert (last().action, last().object, last().organisation_id) == ("organisation_added", f"organisation:{unit.id}", unit.id)
    use_case.rename_part(actor=actor("maja"), part_id=unit.id, name="Stöd och råd", at=AT)
    assert (last().action, last().actor) == ("organisation_renamed", actor("maja").person)
    district = added(actor, "Norra", kind=DISTRICT)
    use_case.move_unit(actor=actor("maja"), part_id=unit.id, parent=district, at=AT)
    assert (last().action, last().facts) == ("organisation_moved", {"from": unit.parent_id, "to": district.id})
    closed(actor, unit)
    assert (last().action, last().facts) == ("organisation_closed", {"on": "2026-11-23"})

    assert "Stöd" not in str([one.facts for one in AuditRecord._base_manager.all()])


def test_a_name_is_one_units_while_it_is_open(actor: Who) -> None:
    first = added(actor, "Stöd")
    with pytest.raises(NotPossibleError, match="organisation_name_taken"):
        added(actor, "  STÖD")
    district = added(actor, "Norra", kind=DISTRICT)
    added(actor, "Stöd", district)
    closed(actor, first)

    again = added(actor, "Stöd")

    assert (first.code, again.code) == ("stod", "stod-3")


@pytest.mark.parametrize("name", ["", "   ", "\t"])
def test_a_unit_has_a_name(actor: Who, name: str) -> None:
    with pytest.raises(NotPossibleError, match="organisation_without_name"):
        added(actor, name)


@pytest.mark.parametrize("name", ["–", "…", "!!", "  -  "])
def test_a_name_has_a_letter_or_a_figure(actor: Who, name: str) -> None:
    with pytest.raises(NotPossibleError, match="organisation_name_of_signs"):
        added(actor, name)


def test_a_unit_lies_in_a_municipality_or_a_district_and_a_district_in_a_municipality(actor: Who) -> None:
    district, unit = added(actor, "Norra", kind=DISTRICT), added(actor, "Stöd")
    for parent, kind in ((unit, UNIT), (unit, DISTRICT), (district, DISTRICT), (district, OrganisationKind.MUNICIPALITY)):
        with pytest.raises(NotPossibleError, match="organisation_not_there"):
            added(actor, "Inte här", parent, kind)


def test_a_new_name_keeps_the_code_and_the_old_name(actor: Who) -> None:
    unit = added(actor, "Stöd")

    renamed = use_case.rename_part(actor=actor("maja"), part_id=unit.id, name="Råd", at=AT)

    assert (renamed.name, renamed.code) == ("Råd", "stod")
    assert [(one.name, one.until) for one in renamed.formers.all()] == [("Stöd", TODAY)]


def test_saving_the_same_name_changes_nothing(actor: Who) -> None:
    unit = added(actor, "Stöd")
    before = last().number

    use_case.rename_part(actor=actor("maja"), part_id=unit.id, name="Stöd", at=AT)

    assert last().number == before


def test_people_roles_and_log_follow_a_unit_that_moves(actor: Who, person: Someone) -> None:
    district = added(actor, "Norra", kind=DISTRICT)

    use_case.move_unit(actor=actor("maja"), part_id=home_unit().id, parent=district, at=AT)

    unit = Organisation.objects.get(id=actor("astrid").holds[0][0].id)
    assert (unit.path, unit.authority) == ("sverige/20/2080/norra/barn-och-unga", district.path)
    assert actor("astrid").may(Permission.CASES_READ, unit)
    assert actor("maja").may(Permission.PEOPLE_READ, unit)
    found = records_of(district, Wanted(action="role_given"), limit=9)
    assert {one.facts["role"] for one in found} == {"handlaggare", "gruppledare"}


def test_a_unit_that_moves_back_stands_where_it_stood(actor: Who) -> None:
    district = added(actor, "Norra", kind=DISTRICT)
    unit = home_unit()
    for parent in (district, actor("maja").organisation):
        use_case.move_unit(actor=actor("maja"), part_id=unit.id, parent=parent, at=AT)

    assert Organisation.objects.get(id=unit.id).path == unit.path


def test_a_move_that_would_let_someone_see_cases_is_refused_and_says_whom(actor: Who, person: Someone) -> None:
    district = added(actor, "Norra", kind=DISTRICT)
    Assignment.objects.create_in(
        organisation=district, person=person("lena"), role="gruppledare", state=AssignmentState.ACTIVE, given_at=AT
    )

    with pytest.raises(NotPossibleError, match="organisation_lets_in") as caught:
        use_case.move_unit(actor=actor("maja"), part_id=home_unit().id, parent=district, at=AT)

    assert caught.value.facts == {"names": "Lena Vik"}


def test_a_role_that_waits_stands_in_the_way_of_no_move(actor: Who, person: Someone) -> None:
    district = added(actor, "Norra", kind=DISTRICT)
    people.give_role(actor=actor("maja"), person_id=person("lena").id, organisation=district, role="gruppledare", at=AT)

    assert use_case.move_unit(actor=actor("maja"), part_id=home_unit().id, parent=district, at=AT).parent == district


def test_a_move_is_to_another_place_that_is_open_and_has_not_the_name(actor: Who) -> None:
    district, other = added(actor, "Norra", kind=DISTRICT), added(actor, "Södra", kind=DISTRICT)
    unit = added(actor, "Stöd")
    added(actor, "Stöd", district)
    closed(actor, other)
    for parent, code in ((actor("maja").organisation, "there_already"), (district, "name_taken"), (other, "not_there")):
        with pytest.raises(NotPossibleError, match=code):
            use_case.move_unit(actor=actor("maja"), part_id=unit.id, parent=parent, at=AT)
    with pytest.raises(NotPossibleError, match="not_there"):
        use_case.move_unit(actor=actor("maja"), part_id=district.id, parent=actor("maja").organisation, at=AT)


def test_a_unit_where_someone_has_a_role_does_not_close_today(actor: Who, person: Someone) -> None:
    unit = home_unit()

    with pytest.raises(NotPossibleError, match="close_roles_first"):
        closed(actor, unit)

    found = use_case.holding(actor=actor("maja"), part_id=unit.id, at=AT)
    assert {one.person.name for one in found.roles} == {"Astrid Ek", "Bo Lind"}


def test_an_invitation_holds_a_unit_open_too(actor: Who) -> None:
    unit = added(actor, "Stöd")
    people.invite(actor=actor("maja"), organisation=unit, email="ny@exempel.se", name="Ny", role="handlaggare", at=AT, link=str)

    with pytest.raises(NotPossibleError, match="close_roles_first"):
        closed(actor, unit)


def test_a_unit_that_closes_later_holds_its_roles_until_that_day(actor: Who, person: Someone) -> None:
    unit = home_unit()
    on = TODAY + timedelta(days=30)

    closed(actor, unit, on)

    midnight = AT.replace(year=2026, month=12, day=22, hour=23)
    assert Actor.of(person("astrid"), midnight - timedelta(minutes=1)).may(Permission.CASES_READ, unit)
    assert not Actor.of(person("astrid"), midnight).may(Permission.CASES_READ, unit)


def test_nobody_gets_a_role_in_a_closed_unit(actor: Who, person: Someone) -> None:
    unit = added(actor, "Stöd")
    seen: list[str] = []
    people.invite(actor=actor("maja"), organisation=unit, email="ny@exempel.se", name="Ny", role="handlaggare", at=AT, link=seen.append)  # type: ignore[arg-type]
    closed(actor, unit, TODAY + timedelta(days=1))
    tomorrow = AT + timedelta(days=1)
    unit.refresh_from_db()

    assert unit not in people.places(actor=actor("maja"), permission=Permission.PEOPLE_ASSIGN, at=tomorrow)
    with pytest.raises(NotPossibleError, match="organisation_closed"):
        people.give_role(actor=actor("maja"), person_id=person("lena").id, organisation=unit, role="handlaggare", at=tomorrow)
    with pytest.raises(NotPossibleError, match="organisation_closed"):
        people.invite(actor=actor("maja"), organisation=unit, email="x@exempel.se", name="X", role="handlaggare", at=tomorrow, link=str)
    with pytest.raises(NotFoundError):
        people.invitation_with(token=seen[0], at=tomorrow)
    people.invitation_with(token=seen[0], at=AT)


def test_a_day_that_has_been_is_no_day_to_close(actor: Who) -> None:
    unit = added(actor, "Stöd")

    with pytest.raises(NotPossibleError, match="close_too_early"):
        closed(actor, unit, TODAY - timedelta(days=1))


def test_a_day_that_has_not_come_can_be_changed_and_one_that_has_cannot(actor: Who) -> None:
    unit = added(actor, "Stöd")
    closed(actor, unit, TODAY + timedelta(days=9))
    assert closed(actor, unit, TODAY).valid_until == TODAY

    tries: list[Callable[[], object]] = [
        lambda: closed(actor, unit, TODAY + timedelta(days=9)),
        lambda: use_case.rename_part(actor=actor("maja"), part_id=unit.id, name="Råd", at=AT),
        lambda: use_case.move_unit(actor=actor("maja"), part_id=unit.id, parent=actor("maja").organisation, at=AT),
    ]
    for act in tries:
        with pytest.raises(NotPossibleError, match="organisation_closed"):
            act()


def test_a_district_closes_after_its_units(actor: Who) -> None:
    district = added(actor, "Norra", kind=DISTRICT)
    unit = added(actor, "Stöd", district)
    with pytest.raises(NotPossibleError, match="close_units_first"):
        closed(actor, district)
    closed(actor, unit)
    closed(actor, district)

    with pytest.raises(NotPossibleError, match="organisation_closed"):
        added(actor, "Råd", district)


def test_nothing_comes_into_a_district_that_is_to_close_nor_outlives_it(actor: Who) -> None:
    district, unit = added(actor, "Norra", kind=DISTRICT), added(actor, "Stöd")
    inside = added(actor, "Råd", district)
    later = TODAY + timedelta(days=9)
    closed(actor, inside, later)
    closed(actor, district, later)

    assert district not in use_case.parents(actor=actor("maja"), at=AT)
    with pytest.raises(NotPossibleError, match="organisation_closed"):
        added(actor, "Ny", district)
    with pytest.raises(NotPossibleError, match="organisation_not_there"):
        use_case.move_unit(actor=actor("maja"), part_id=unit.id, parent=district, at=AT)
    with pytest.raises(NotPossibleError, match="close_with_district"):
        closed(actor, inside, later + timedelta(days=1))
    with pytest.raises(NotPossibleError, match="close_with_district"):
        use_case.keep_part(actor=actor("maja"), part_id=inside.id, at=AT)


def test_what_was_to_close_can_be_kept(actor: Who) -> None:
    unit = added(actor, "Stöd")
    with pytest.raises(NotPossibleError, match="organisation_open"):
        use_case.keep_part(actor=actor("maja"), part_id=unit.id, at=AT)
    closed(actor, unit, TODAY + timedelta(days=9))

    kept = use_case.keep_part(actor=actor("maja"), part_id=unit.id, at=AT)

    assert (kept.valid_until, last().action) == (None, "organisation_kept")
    closed(actor, unit)
    with pytest.raises(NotPossibleError, match="organisation_closed"):
        use_case.keep_part(actor=actor("maja"), part_id=unit.id, at=AT)


def test_a_closed_unit_stays_in_the_history(actor: Who) -> None:
    unit = added(actor, "Stöd")
    closed(actor, unit)

    tree = use_case.see_organisation(actor=actor("maja"), register=REGISTER, at=AT)

    assert [one.organisation.name for one in tree.closed] == ["Stöd"]
    assert "Stöd" not in [one.organisation.name for branch in tree.branches for one in branch.units]


def test_the_tree_says_who_has_roles_where(actor: Who) -> None:
    tree = use_case.see_organisation(actor=actor("maja"), register=REGISTER, at=AT)

    [branch] = tree.branches
    assert branch.part.holders == ["Karin Dahl", "Lena Vik", "Maja Holm", "Nils Berg"]
    assert [(one.organisation.name, one.holders, one.may_edit) for one in branch.units] == [
        ("Barn och unga", ["Astrid Ek", "Bo Lind"], True)
    ]


def test_who_leads_a_unit_sees_the_tree_but_not_who_has_roles_elsewhere(actor: Who) -> None:
    added(actor, "Annan")
    tree = use_case.see_organisation(actor=actor("bo"), register=REGISTER, at=AT)

    [branch] = tree.branches
    assert branch.part.holders is None
    assert [(one.organisation.name, one.holders, one.may_edit) for one in branch.units] == [
        ("Annan", None, False),
        ("Barn och unga", ["Astrid Ek", "Bo Lind"], False),
    ]


def test_å_ä_and_ö_come_last(actor: Who) -> None:
    for name in ("Östra", "Ängen", "Årsta", "Zeta", "anno"):
        added(actor, name)

    [branch] = use_case.see_organisation(actor=actor("maja"), register=REGISTER, at=AT).branches

    assert [one.organisation.name for one in branch.units] == ["anno", "Barn och unga", "Zeta", "Årsta", "Ängen", "Östra"]


def test_a_county_and_the_nation_see_those_that_answer_for_themselves(actor: Who) -> None:
    county = use_case.see_organisation(actor=actor("disa"), register=REGISTER, at=AT)
    nation = use_case.see_organisation(actor=actor("sara"), register=REGISTER, at=AT)

    assert (len(county.below), len(nation.below)) == (15, 21)
    assert (county.groups, nation.groups) == (None, None)


def test_who_coordinates_a_district_changes_what_is_in_it_alone(actor: Who, person: Someone) -> None:
    district = added(actor, "Norra", kind=DISTRICT)
    inside = Actor(person("lena"), district, ((district, "samordnare"),))
    unit = use_case.add_part(actor=inside, parent=district, kind=UNIT, name="Stöd", at=AT)

    assert use_case.parents(actor=inside, at=AT) == [district]
    assert use_case.rename_part(actor=inside, part_id=unit.id, name="Råd", at=AT).name == "Råd"
    for part in (district, home_unit()):
        with pytest.raises(RefusedError):
            use_case.close_part(actor=inside, part_id=part.id, on=TODAY, at=AT)
    with pytest.raises(RefusedError):
        use_case.move_unit(actor=inside, part_id=unit.id, parent=person("maja").organisation, at=AT)
    with pytest.raises(RefusedError):
        use_case.add_part(actor=inside, parent=person("maja").organisation, kind=UNIT, name="Ute", at=AT)


def test_who_may_not_is_refused_by_the_use_case_itself(actor: Who) -> None:
    unit, falun = home_unit(), actor("maja").organisation
    for who, error in (("karin", RefusedError), ("astrid", RefusedError), ("malin", NotFoundError), ("disa", NotFoundError)):
        tries: list[Callable[[Actor], object]] = [
            lambda one: use_case.add_part(actor=one, parent=falun, kind=UNIT, name="X", at=AT),
            lambda one: use_case.rename_part(actor=one, part_id=unit.id, name="X", at=AT),
            lambda one: use_case.move_unit(actor=one, part_id=unit.id, parent=falun, at=AT),
            lambda one: use_case.holding(actor=one, part_id=unit.id, at=AT),
            lambda one: use_case.close_part(actor=one, part_id=unit.id, on=TODAY, at=AT),
            lambda one: use_case.keep_part(actor=one, part_id=unit.id, at=AT),
        ]
        for act in tries:
            with pytest.raises(error):
                act(actor(who))
    for who in ("karin", "astrid"):
        with pytest.raises(RefusedError):
            use_case.parents(actor=actor(who), at=AT)
    for who in ("astrid", "lena"):
        with pytest.raises(RefusedError):
            use_case.see_organisation(actor=actor(who), register=REGISTER, at=AT)


def test_the_municipality_itself_is_no_part_to_change(actor: Who) -> None:
    with pytest.raises(NotFoundError):
        use_case.part_to_change(actor=actor("maja"), part_id=actor("maja").organisation.id)


def test_the_group_of_a_municipality_is_known_for_the_years_that_it_held(actor: Who) -> None:
    falun = actor("maja").organisation
    days = [date(2010, 12, 31), date(2011, 1, 1), date(2016, 12, 31), date(2017, 1, 1), TODAY]

    found = [groups.group_of(falun, "kommungrupp", day) for day in days]

    assert [one.group if one else None for one in found] == [None, "3", "3", None, None]


def test_groups_are_there_for_those_whose_group_is_known_and_for_nobody_else() -> None:
    before = GroupMembership.objects.count()
    place_organisations(register=REGISTER)

    assert before == GroupMembership.objects.count() == len(REGISTER.groupings["kommungrupp"]) == 15
    assert not GroupMembership.objects.filter(organisation__code="0180").exists()


def test_the_page_says_which_group_held_when_and_what_is_not_known(log_in: LogIn) -> None:
    page = log_in("maja").get("/organisation/").content.decode()

    assert "Kommungrupp enligt SKR 2011: grupp 3, Större städer" in page
    assert "Gällde 2011–2016" in page
    assert "Spegla har inte uppgifterna för indelningarna 2017 och 2023." in page
    assert "går därför inte att säga" in page


def test_a_municipality_without_a_known_group_is_told_so(log_in: LogIn, person: Someone) -> None:
    with transaction.atomic():
        GroupMembership.objects.filter(organisation=person("maja").organisation).delete()

    page = log_in("maja").get("/organisation/").content.decode()

    assert "Spegla har inga uppgifter om vilken kommungrupp Falun har hört till." in page
    assert "indelningarna" not in page


def test_a_coordinator_adds_renames_moves_and_closes_on_the_pages(log_in: LogIn, person: Someone) -> None:
    falun = person("maja").organisation
    maja = log_in("maja")
    for kind, name in (("district", "Norra"), ("unit", "Stöd")):
        answer = maja.post("/organisation/lagg-till/", {"kind": kind, "called": name, "parent": falun.id}, follow=True)
        assert f"{name} finns nu" in answer.content.decode()
    unit, district = (Organisation.objects.get(name=name, entity=falun.path) for name in ("Stöd", "Norra"))
    answer = maja.post(f"/organisation/{unit.id}/namn/", {"called": "Råd"}, follow=True)
    assert "Nu heter den Råd." in answer.content.decode()
    assert "hette Stöd till" in answer.content.decode()
    answer = maja.post(f"/organisation/{unit.id}/flytta/", {"parent": district.id}, follow=True)
    assert "Råd hör nu till Norra." in answer.content.decode()
    assert "Norra, stadsdel" in answer.content.decode()
    answer = maja.post(f"/organisation/{unit.id}/stang/", {"on": "2099-01-01"}, follow=True)
    assert "Råd stängs 1 jan 2099." in answer.content.decode()
    answer = maja.post(f"/organisation/{unit.id}/behall/", follow=True)
    assert "Råd är kvar." in answer.content.decode()
    assert "Den är inte på väg att stängas." in maja.post(f"/organisation/{unit.id}/behall/", follow=True).content.decode()
    for wrong in ({"on": "2001-01-01"}, {"on": "i morgon"}, {"on": ""}):
        assert maja.post(f"/organisation/{unit.id}/stang/", wrong).status_code == 422


def test_the_page_to_close_says_whose_roles_hold(log_in: LogIn) -> None:
    maja, unit = log_in("maja"), home_unit()
    page = maja.get(f"/organisation/{unit.id}/stang/").content.decode()
    assert "Astrid Ek, Handläggare" in page

    answer = maja.post(f"/organisation/{unit.id}/stang/", {"on": organisations.day_of(timezone.now()).isoformat()})

    assert answer.status_code == 422
    assert "Någon har en roll eller en inbjudan där." in answer.content.decode()


def test_what_is_another_municipalitys_cannot_be_named_in_a_form(log_in: LogIn, person: Someone) -> None:
    """Neither as what it belongs to nor as where it goes."""
    borlange, unit = person("cecilia").organisation, home_unit()
    foreign = parts.tree_of(borlange)[1]
    maja = log_in("maja")
    before = AuditRecord._base_manager.count()
    for id in (borlange.id, foreign.id, person("disa").organisation.id, 987654, "x", "", unit.id):
        assert maja.post("/organisation/lagg-till/", {"kind": "unit", "called": "X", "parent": id}).status_code == 422
        assert maja.post(f"/organisation/{unit.id}/flytta/", {"parent": id}).status_code == 422
    for page in ("namn", "flytta", "stang", "behall"):
        assert (
            maja.post(f"/organisation/{foreign.id}/{page}/", {"called": "X", "parent": unit.parent_id, "on": "2099-01-01"}).status_code
            == 404
        )
    assert AuditRecord._base_manager.count() == before

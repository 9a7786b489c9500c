"""Municipalities that merge, split, change name and county: nothing is lost, and whoever takes over answers for it."""

from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from spegla.catalogue import Catalogue
from spegla.catalogue.municipalities import Municipalities, Municipality
from spegla.portal.accounts.models import Assignment, AssignmentState, Former, Invitation, Organisation, Person
from spegla.portal.accounts.roles import OrganisationKind, Permission
from spegla.portal.commands.management.commands.organisations import Command
from spegla.portal.store import organisations, parts
from spegla.portal.store.audit import Audit, breaks, head
from spegla.portal.store.log import Wanted
from spegla.portal.store.models import AuditRecord
from spegla.portal.store.successions import predecessors, successors
from spegla.portal.use_cases import audits, people, reforms
from spegla.portal.use_cases import organisations as use_case
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.installation import place_organisations
from tests.portal.conftest import AT, PASSWORD, LogIn

pytestmark = pytest.mark.django_db
Who = Callable[[str], Actor]
Someone = Callable[[str], Person]
ON = date(2026, 1, 1)
REGISTER = Catalogue.opened().municipalities


def there(code: str) -> Organisation:
    found = organisations.by_code(code)
    assert found is not None
    return found


def merged(into: str = "2099", name: str = "Falun-Borlänge", codes: tuple[str, ...] = ("2080", "2081")) -> reforms.Reformed:
    return reforms.merge(codes=codes, into=into, name=name, on=ON, at=AT)


def log_of(actor: Actor) -> list[AuditRecord]:
    return [one.record for one in audits.see_log(actor=actor, wanted=Wanted(), at=AT).lines]


def test_two_municipalities_become_one(person: Someone) -> None:
    falun, borlange = there("2080"), there("2081")

    done = merged()

    [new] = done.now
    assert (new.code, new.name, new.path, new.valid_from) == ("2099", "Falun-Borlänge", "sverige/20/2099", ON)
    for gone in (falun, borlange):
        gone.refresh_from_db()
        assert (gone.valid_until, gone.entity, gone.path) == (ON, new.path, f"{new.path}/{gone.code}")
        assert list(successors(gone, ON)) == [new]
    assert {one.predecessor for one in predecessors(new, ON)} == {falun, borlange}
    assert [organisations.by_code(code) for code in ("2080", "2081", "2099")] == [None, None, new]


def test_who_worked_there_works_in_the_new_one(person: Someone, actor: Who) -> None:
    done = merged()

    [new] = done.now
    assert {person(one).organisation for one in ("astrid", "maja", "cecilia", "malin")} == {new}
    assert done.people == 8
    assert actor("maja").may(Permission.PEOPLE_INVITE, new)
    assert actor("maja").may(Permission.PEOPLE_READ, actor("cecilia").holds[0][0])


def test_a_role_in_a_unit_goes_on_since_it_sees_no_more_than_before(actor: Who) -> None:
    astrid, cecilia = actor("astrid").holds[0][0], actor("cecilia").holds[0][0]
    merged()

    assert actor("astrid").may(Permission.CASES_READ, Organisation.objects.get(id=astrid.id))
    assert not actor("astrid").may(Permission.CASES_READ, Organisation.objects.get(id=cecilia.id))


def test_a_role_that_would_see_the_others_cases_waits_for_a_second_person(actor: Who, person: Someone) -> None:
    falun = there("2080")
    Assignment.objects.create_in(organisation=falun, person=person("lena"), role="gruppledare", state=AssignmentState.ACTIVE, given_at=AT)

    done = merged()

    [waiting] = list(Assignment.objects.of(done.now[0]).filter(person=person("lena"), state=AssignmentState.WAITING))
    assert (waiting.role, waiting.organisation, done.waiting) == ("gruppledare", done.now[0], 1)
    assert not actor("lena").may(Permission.CASES_READ, done.now[0])
    people.decide_role(actor=actor("karin"), assignment_id=waiting.id, approved=True, at=AT)
    assert actor("lena").may(Permission.CASES_READ, actor("cecilia").holds[0][0])


def test_whose_role_changes_logs_in_again_and_others_work_on(person: Someone, log_in: LogIn) -> None:
    maja, astrid = log_in("maja"), log_in("astrid")
    assert {one.get("/").status_code for one in (maja, astrid)} == {200}

    merged()

    assert maja.get("/").status_code == 302
    assert "Falun-Borlänge" in astrid.get("/").content.decode()


def test_one_that_takes_over_another_lets_nobody_of_its_own_in_either(actor: Who, person: Someone) -> None:
    falun = there("2080")
    Assignment.objects.create_in(organisation=falun, person=person("lena"), role="handlaggare", state=AssignmentState.ACTIVE, given_at=AT)
    assert actor("lena").may(Permission.CASES_READ, falun)

    done = merged(into="2080", name="", codes=("2080", "2081"))

    assert done.now == [falun]
    assert falun.valid_until is None
    assert there("2080") == falun
    assert not actor("lena").permissions & {Permission.CASES_READ}
    assert actor("lena").permissions == {Permission.RESULTS_READ}
    assert done.waiting == 1
    assert done.people == 2


def test_the_new_ones_data_protection_officer_reads_the_log_of_what_was(actor: Who, person: Someone) -> None:
    """Of both, and each officer of either: the new municipality has one log, in which everything is."""
    malin = person("malin")
    before = AuditRecord._base_manager.filter(actor=None, organisation=malin.organisation).first()
    assert before is not None
    assert before.number not in {one.number for one in log_of(actor("karin"))}

    merged()

    assert before.number in {one.number for one in AuditRecord.objects.of(person("karin").organisation)}
    assert {"municipality_taken_over", "municipality_took_over", "municipality_formed", "person_moved"} <= {
        one.action for one in log_of(actor("karin"))
    }


def test_the_chain_holds_and_the_log_goes_on_naming_the_organisations_that_were(actor: Who) -> None:
    falun = there("2080")
    before = {one.number: one.organisation_id for one in AuditRecord._base_manager.all()}
    exported = head()

    merged()

    assert list(breaks(exported)) == []
    assert {one.number: one.organisation_id for one in AuditRecord._base_manager.filter(number__in=before)} == before
    [record] = AuditRecord._base_manager.filter(action="municipality_taken_over", organisation=falun)
    assert record.facts["by"] == there("2099").id


def test_invitations_to_what_has_ceased_are_withdrawn_and_those_to_its_units_stay(actor: Who, person: Someone) -> None:
    falun, unit = there("2080"), actor("astrid").holds[0][0]
    for where, email in ((falun, "a@exempel.se"), (unit, "b@exempel.se")):
        people.invite(actor=actor("maja"), organisation=where, email=email, name="Ny", role="handlaggare", at=AT, link=str)

    merged()

    rows = {one.email: one.withdrawn_at for one in Invitation.objects.of(there("2099"))}
    assert rows == {"a@exempel.se": AT, "b@exempel.se": None}


def test_who_joins_a_unit_of_what_has_ceased_belongs_to_the_new_one(actor: Who) -> None:
    unit = actor("astrid").holds[0][0]
    merged()
    seen: list[str] = []
    unit = Organisation.objects.get(id=unit.id)
    asked = {"email": "ny@exempel.se", "name": "Ny", "role": "handlaggare", "link": seen.append}
    people.invite(actor=actor("maja"), organisation=unit, at=AT, **asked)  # type: ignore[arg-type]

    assert people.accept(token=seen[0], password=PASSWORD, at=AT).organisation == there("2099")


def test_what_another_county_has_is_not_touched(actor: Who) -> None:
    before = list(Organisation.objects.exclude(entity__in=["sverige/20/2080", "sverige/20/2081"]).values())
    merged()

    after = Organisation.objects.exclude(entity="sverige/20/2099").values()
    assert list(after) == before


def test_the_list_of_municipalities_does_not_undo_it() -> None:
    merged()
    reforms.rename(code="2084", name="Nya Avesta", on=ON, at=AT)
    reforms.move_county(code="2062", into="2199", on=ON, at=AT)
    before = list(Organisation.objects.order_by("id").values())

    assert place_organisations(register=REGISTER) == 0
    assert list(Organisation.objects.order_by("id").values()) == before


def test_a_name_that_the_list_has_changed_is_changed_here() -> None:
    changed = dict(REGISTER.by_code)
    changed["2084"] = Municipality("2084", "Avesta stad", "20", "Dalarnas län")
    register = Municipalities(changed, REGISTER.spellings, REGISTER.groupings, REGISTER.group_names, REGISTER.versions)

    assert place_organisations(register=register) == 0
    assert there("2084").name == "Avesta stad"


def test_a_municipality_goes_on_when_a_part_of_it_is_split_off(person: Someone, actor: Who) -> None:
    falun = there("2080")

    done = reforms.split(code="2080", into={"2080": "Falun", "2098": "Svärdsjö"}, on=ON, at=AT)

    new = there("2098")
    assert done.now == [falun, new]
    assert (new.valid_from, person("maja").organisation, falun.valid_until) == (ON, falun, None)
    assert list(successors(falun, ON)) == [falun, new]
    assert list(successors(falun, date(2025, 12, 31))) == [falun]
    assert [(one.predecessor, one.whole) for one in predecessors(new, ON)] == [(falun, False)]


def test_the_first_takes_over_what_ceases_when_it_is_split(person: Someone, actor: Who) -> None:
    falun = there("2080")

    done = reforms.split(code="2080", into={"2097": "Norra Falun", "2098": "Södra Falun"}, on=ON, at=AT)

    first, second = done.now
    falun.refresh_from_db()
    assert (falun.entity, falun.valid_until, person("maja").organisation) == (first.path, ON, first)
    assert set(successors(falun, ON)) == {first, second}
    assert [one.whole for one in predecessors(first, ON)] == [True]
    assert [one.whole for one in predecessors(second, ON)] == [False]
    assert "organisation_closed" in {one.action for one in log_of(actor("karin"))}


def test_knivsta_was_split_from_uppsala_in_2003_though_both_are_in_the_list() -> None:
    day = date(2003, 1, 1)

    reforms.split(code="0380", into={"0380": "Uppsala", "0330": "Knivsta"}, on=day, at=AT)

    assert there("0330").valid_from == day
    assert {one.code for one in successors(there("0380"), day)} == {"0380", "0330"}
    assert Organisation.objects.filter(name="Knivsta").count() == 1
    with pytest.raises(reforms.ReformError, match="reform_code_used"):
        reforms.split(code="0380", into={"0380": "Uppsala", "0330": "Knivsta"}, on=day, at=AT)


def test_heby_changed_county_and_code_in_2007_and_is_the_same_municipality(person: Someone) -> None:
    """As it stood in a list from before: 1917 in Västmanland."""
    county = there("19")
    heby = organisations.add_municipality(county, "1917", "Hebytest", date(1971, 1, 1))
    unit = parts.add(heby, OrganisationKind.UNIT, "Stöd", None, Audit(None, "organisation_added", AT))
    day = date(2007, 1, 1)

    reforms.move_county(code="1917", into="0399", on=day, at=AT)

    heby.refresh_from_db()
    unit.refresh_from_db()
    assert (heby.path, heby.entity, heby.parent, heby.code) == ("sverige/03/0399", "sverige/03/0399", there("03"), "0399")
    assert (unit.path, unit.entity, unit.authority) == ("sverige/03/0399/stod", heby.path, heby.path)
    assert organisations.by_code("1917") is None
    assert there("0399") == heby
    with pytest.raises(reforms.ReformError) as caught:
        reforms.rename(code="1917", name="X", on=day, at=AT)
    assert (caught.value.code, caught.value.facts["now"]) == ("reform_gone", "Hebytest (0399)")


def test_one_may_take_over_another_and_be_taken_over_in_its_turn(person: Someone) -> None:
    bara, falun = there("2082"), there("2080")
    reforms.merge(codes=["2082"], into="2080", name="", on=date(1977, 1, 1), at=AT)
    reforms.merge(codes=["2080", "2081"], into="2099", name="Ny", on=ON, at=AT)

    new = there("2099")
    bara.refresh_from_db()
    assert (bara.path, bara.entity) == ("sverige/20/2099/2080/2082", new.path)
    assert list(successors(bara, ON)) == [new]
    assert list(successors(bara, date(1980, 1, 1))) == [Organisation.objects.get(id=falun.id)]
    assert [one.whole for one in predecessors(new, ON)] == [True, True, True]


def test_a_new_name_is_kept_beside_the_old(actor: Who) -> None:
    reforms.rename(code="2080", name="Nya Falun", on=ON, at=AT)

    assert [(one.name, one.until) for one in Former.objects.filter(organisation=there("2080"))] == [("Falun", ON)]
    assert "organisation_renamed" in {one.action for one in log_of(actor("karin"))}


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("reform_future", lambda: reforms.merge(codes=["2080", "2081"], into="2099", name="X", on=date(2026, 11, 24), at=AT)),
        ("reform_unknown", lambda: reforms.merge(codes=["2080", "9999"], into="2099", name="X", on=ON, at=AT)),
        ("reform_unknown", lambda: reforms.merge(codes=["2080", "20"], into="2099", name="X", on=ON, at=AT)),
        ("reform_too_few", lambda: reforms.merge(codes=["2080", "2080"], into="2099", name="X", on=ON, at=AT)),
        ("reform_too_few", lambda: reforms.merge(codes=["2080"], into="2080", name="", on=ON, at=AT)),
        ("reform_no_name", lambda: reforms.merge(codes=["2080", "2081"], into="2099", name=" ", on=ON, at=AT)),
        ("reform_code", lambda: reforms.merge(codes=["2080", "2081"], into="209", name="X", on=ON, at=AT)),
        ("reform_code", lambda: reforms.move_county(code="2080", into="०३९९", on=ON, at=AT)),
        ("reform_no_county", lambda: reforms.merge(codes=["2080", "2081"], into="9999", name="X", on=ON, at=AT)),
        ("reform_unknown", lambda: reforms.merge(codes=["2080", "2081"], into="20", name="X", on=ON, at=AT)),
        ("reform_too_few", lambda: reforms.split(code="2080", into={"2098": "X"}, on=ON, at=AT)),
        ("reform_code_used", lambda: reforms.split(code="2080", into={"2080": "Falun", "20": "X"}, on=ON, at=AT)),
        ("reform_other_name", lambda: reforms.split(code="2080", into={"2080": "Fel", "2098": "X"}, on=ON, at=AT)),
        ("reform_other_name", lambda: reforms.split(code="2080", into={"2080": "Falun", "2081": "X"}, on=ON, at=AT)),
        ("reform_unknown", lambda: reforms.rename(code="9999", name="X", on=ON, at=AT)),
        ("reform_same_name", lambda: reforms.rename(code="2080", name="Falun", on=ON, at=AT)),
        ("reform_same_name", lambda: reforms.rename(code="2080", name=" ", on=ON, at=AT)),
        ("reform_code_used", lambda: reforms.move_county(code="2080", into="0380", on=ON, at=AT)),
        ("reform_same_county", lambda: reforms.move_county(code="2080", into="2096", on=ON, at=AT)),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(code: str, act: Callable[[], object]) -> None:
    before = list(Organisation.objects.order_by("id").values())

    with pytest.raises(reforms.ReformError) as caught:
        act()

    assert caught.value.code == code
    assert list(Organisation.objects.order_by("id").values()) == before


def test_a_code_that_has_been_used_is_never_used_again() -> None:
    merged()

    for act in (
        lambda: reforms.split(code="2099", into={"2099": "Falun-Borlänge", "2081": "Borlänge"}, on=date(2026, 2, 1), at=AT),
        lambda: reforms.merge(codes=["2082", "2083"], into="2080", name="X", on=ON, at=AT),
        lambda: reforms.move_county(code="0380", into="2080", on=ON, at=AT),
    ):
        with pytest.raises(reforms.ReformError, match="reform_code_used"):
            act()


def test_nothing_is_merged_before_it_was_there() -> None:
    merged()

    with pytest.raises(reforms.ReformError, match="reform_too_early"):
        reforms.merge(codes=["2099", "2082"], into="2095", name="X", on=ON, at=AT)


def test_the_units_of_both_are_in_the_tree_and_can_be_moved_out(actor: Who, log_in: LogIn) -> None:
    merged()
    new = there("2099")
    tree = use_case.see_organisation(actor=actor("maja"), register=REGISTER, at=AT)
    assert [(one.part.organisation.name, [unit.organisation.name for unit in one.units]) for one in tree.branches] == [
        ("Falun-Borlänge", []),
        ("Borlänge", ["Barn och unga"]),
        ("Falun", ["Barn och unga"]),
    ]

    for branch in tree.branches[1:]:
        unit = branch.units[0].organisation
        if branch.part.organisation.name == "Falun":
            use_case.rename_part(actor=actor("maja"), part_id=unit.id, name="Barn i Falun", at=AT)
        use_case.move_unit(actor=actor("maja"), part_id=unit.id, parent=new, at=AT)

    assert {one.path for one in Organisation.objects.filter(parent=new, kind="unit")} == {
        f"{new.path}/barn-och-unga",
        f"{new.path}/barn-och-unga-2",
    }
    page = log_in("maja").get("/organisation/").content.decode()
    assert "Falun gick upp i Falun-Borlänge 1 jan 2026." in page
    assert "Egen kommun till 1 jan 2026" in page


def test_the_page_tells_the_history_of_the_municipality(log_in: LogIn) -> None:
    reforms.split(code="2081", into={"2081": "Borlänge", "2080": "Falun"}, on=date(1900, 1, 1), at=AT)
    reforms.rename(code="2080", name="Falu", on=ON, at=AT)

    page = log_in("maja").get("/organisation/").content.decode()

    assert "Delades från Borlänge 1 jan 1900." in page
    assert "Hette Falun till 1 jan 2026." in page


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("organisations", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_was_done_in_swedish_or_english() -> None:
    told = said("merge", "2080", "2081", "--into", "2099", "--name", "Falun-Borlänge", "--on", "2026-01-01")
    assert "2080, 2081 är Falun-Borlänge (2099) sedan 2026-01-01." in told
    assert "8 personer följde med." in told

    told = said("--lang", "en", "split", "2099", "--into", "2099", "Falun-Borlänge", "--into", "2098", "Svärdsjö", "--on", "2026-02-01")
    assert "2099 is Falun-Borlänge (2099), Svärdsjö (2098) since 2026-02-01." in told
    assert "each of 2098" in told

    told = said("rename", "2085", "--name", "Nya Ludvika", "--on", "2026-01-01", "--lang", "en")
    assert told == "2085 is called Nya Ludvika since 2026-01-01.\n"
    told = said("rename", "2084", "--name", "Nya Avesta", "--on", "2026-01-01")
    assert told == "2084 heter Nya Avesta sedan 2026-01-01.\n"
    told = said("move-county", "2062", "--into", "2199", "--on", "2026-01-01")
    assert told == "Mora ligger i Gävleborgs län sedan 2026-01-01 och har koden 2199 i stället för 2062.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("merge", "2080", "9999", "--into", "2099", "--name", "X", "--on", "2026-01-01"), "Ingen kommun har koden 9999."),
        (("--lang", "en", "rename", "9999", "--name", "X", "--on", "2026-01-01"), "No municipality has the code 9999."),
        (("rename", "2080", "--name", "X", "--on", "igår"), "”igår” är ingen dag."),
    ],
)
def test_the_command_says_what_is_wrong(arguments: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        said(*arguments)


@pytest.mark.parametrize("language", [["--lang", "en"], ["--lang=en"]])
def test_the_help_is_in_the_language_that_is_asked_for(language: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for asked, words in (([], "Slår ihop kommuner"), (language, "Merges municipalities")):
        with pytest.raises(SystemExit):
            Command().run_from_argv(["spegla-portal", "organisations", *asked, "merge", "--help"])
        assert words in capsys.readouterr().out

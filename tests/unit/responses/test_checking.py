"""One response checked: range, routing, exclusive answers and checks, as codes in the order of the instrument."""

from dataclasses import replace

import pytest

from spegla.catalogue import Answer, Catalogue, Instrument, Reason
from spegla.catalogue.rules import bind
from spegla.messages import Words, messages
from spegla.responses import Completeness, Response, check, check_response, completeness


@pytest.fixture
def webbkollen(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["webbkollen-2017"]


def elsa(answers: dict[str, Answer], **rows: int) -> Response:
    return Response("2080", "", answers, rows)


def told(answers: dict[str, Answer], instrument: Instrument) -> list[tuple[str, str, str]]:
    return [(problem.column, problem.code, problem.severity.name) for problem in check_response(elsa(answers), instrument)]


@pytest.mark.parametrize(("age", "problems"), [(0, 0), (24, 0), (-1, 1), (25, 1)])
def test_a_number_outside_its_limits_is_out_of_range(webbkollen: Instrument, age: int, problems: int) -> None:
    assert told({"alder": age}, webbkollen) == [("alder", "out_of_range", "ERROR")] * problems


@pytest.mark.parametrize(
    ("origin", "found"),
    [
        ("utland", []),
        ("sverige", [("ensamkommande", "not_asked", "ERROR")]),
        ("saknas", [("ensamkommande", "asked_unknown", "WARNING")]),
        (Reason.NOT_ANSWERED, [("ensamkommande", "asked_unknown", "WARNING")]),
    ],
)
def test_an_answer_is_held_against_the_routing(webbkollen: Instrument, origin: Answer, found: list[tuple[str, str, str]]) -> None:
    assert told({"ursprung": origin, "ensamkommande": "ja"}, webbkollen) == found


@pytest.mark.parametrize("blank", [Reason.NOT_ANSWERED, Reason.NOT_ASKED])
def test_a_blank_is_never_wrong(webbkollen: Instrument, blank: Reason) -> None:
    assert told({"ursprung": "sverige", "ensamkommande": blank, "alder": blank, "utsatthet_hemmet": blank}, webbkollen) == []


@pytest.mark.parametrize(
    ("chosen", "problems"),
    [
        ({"ingen"}, 0),
        ({"saknas"}, 0),
        ({"annat", "missbruk"}, 0),
        ({"ingen", "annat"}, 1),
        ({"saknas", "annat"}, 1),
        ({"ingen", "saknas"}, 1),
    ],
)
def test_an_exclusive_or_missing_code_stands_alone(webbkollen: Instrument, chosen: set[str], problems: int) -> None:
    answers: dict[str, Answer] = {"utsatthet_foraldrar": frozenset(chosen)}

    assert told(answers, webbkollen) == [("utsatthet_foraldrar", "exclusive", "ERROR")] * problems


def test_a_check_is_called_by_its_id_when_wrong_and_implausible_when_doubted(webbkollen: Instrument) -> None:
    answers: dict[str, Answer] = {"insats_oppenvard": frozenset({"ingen"}), "insats_heldygnsvard": "ingen", "lagrum": "lvu"}

    assert told(answers, webbkollen) == [("", "ingen_insats", "ERROR"), ("", "implausible", "WARNING")]


def test_problems_come_in_the_order_of_the_instrument(webbkollen: Instrument) -> None:
    answers: dict[str, Answer] = {
        "sip": "ja",
        "samverkan": "nej",
        "utsatthet_hemmet": frozenset({"ingen", "annat"}),
        "ensamkommande": "ja",
        "alder": 99,
    }

    assert [code for _, code, _ in told(answers, webbkollen)] == ["out_of_range", "asked_unknown", "exclusive", "implausible"]


def test_a_problem_stands_in_the_row_of_its_answer(webbkollen: Instrument) -> None:
    response = elsa({"alder": 99, "sip": "ja", "samverkan": "nej"}, alder=4, sip=7, samverkan=6)

    assert [problem.row for problem in check_response(response, webbkollen)] == [4, 6]


@pytest.mark.parametrize(
    ("answers", "swedish", "english"),
    [
        ({"alder": 99}, "Barnets ålder i hela år ska vara mellan 0 och 24.", "The child's age in whole years must be between 0 and 24."),
        (
            {"samtal_beslut": frozenset({"inget", "enskilt"})},
            "”Inget samtal” går inte att välja tillsammans med andra svar i ”Samtal med barnet under utredningen”. "
            "Ta bort det som inte stämmer.",
            "“No conversation” cannot be chosen together with other answers to “Conversation with the child during the assessment”. "
            "Remove what is not right.",
        ),
    ],
)
def test_a_problem_says_the_label_in_the_language_of_the_reader(
    webbkollen: Instrument, answers: dict[str, Answer], swedish: str, english: str
) -> None:
    (problem,) = check_response(elsa(answers), webbkollen)

    assert (problem.message(messages("sv")), problem.message(messages("en"))) == (swedish, english)


def test_a_total_that_is_not_the_sum_says_both(catalogue: Catalogue) -> None:
    answers: dict[str, Answer] = {"egen_regi": 80, "konsulentstodda": 70, "natverkshem": 5, "totalt": 87}
    (problem,) = check(elsa(answers), catalogue.instruments["familjehem-2020"])

    assert problem.words is not None
    assert problem.message(messages("sv")) == f"{problem.words.sv} Alla familjehem är 87, men delarna ger 155."
    assert problem.message(messages("en")) == f"{problem.words.en} All foster homes is 87, but the parts make 155."


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("egen_regi + natverkshem != totalt", " Alla familjehem är 4, men delarna ger 3."),
        ("totalt > egen_regi + natverkshem", " Alla familjehem är 4, men delarna ger 3."),
        ("egen_regi + natverkshem < totalt", " Alla familjehem är 4, men delarna ger 3."),
        # Here they are the same, or there is no total, or more than the sum is asked for.
        ("egen_regi + konsulentstodda == totalt", ""),
        ("egen_regi + natverkshem != 4", ""),
        ("egen_regi != totalt", ""),
        ("egen_regi + natverkshem != totalt and totalt > 0", ""),
        ("egen_regi + natverkshem != ar", ""),
    ],
)
def test_only_a_check_of_a_sum_says_its_numbers(catalogue: Catalogue, rule: str, sentence: str) -> None:
    homes = catalogue.instruments["familjehem-2020"]
    scope = {variable.id: variable for variable in homes.variables}
    asked = replace(homes, checks=(replace(homes.checks[0], rule=bind(rule, scope), says=Words("Fel.", "Wrong.")),))
    answers: dict[str, Answer] = {"egen_regi": 1, "konsulentstodda": 3, "natverkshem": 2, "totalt": 4, "ar": 2020}
    (problem,) = check(elsa(answers), asked)

    assert problem.message(messages("sv")) == f"Fel.{sentence}"


def test_completeness_counts_the_questions_of_a_step_that_were_asked(webbkollen: Instrument) -> None:
    at_closure = [variable for variable in webbkollen.variables if "avslut" in variable.steps]
    not_at_closure = [v for v in at_closure if v.asked_when is not None and "tillfalle" not in v.asked_when.names]
    too_young = [variable for variable in at_closure if variable.id == "forsorjning_avslut"]

    found = completeness(elsa({"tillfalle": "avslut", "alder": 7}), webbkollen, "avslut")

    assert found == Completeness(2, len(at_closure) - len(not_at_closure) - len(too_young))


def test_completeness_counts_not_known_as_filled_in(webbkollen: Instrument) -> None:
    blank = completeness(elsa({"tillfalle": "avslut"}), webbkollen, "avslut")
    told_unknown = completeness(elsa({"tillfalle": "avslut", "risk_avslut": "inte_kant"}), webbkollen, "avslut")

    assert (told_unknown.filled, told_unknown.asked) == (blank.filled + 1, blank.asked)


def test_a_question_of_unknown_routing_counts_when_it_is_filled_in(webbkollen: Instrument) -> None:
    blank = completeness(elsa({}), webbkollen, "beslut")
    answered = completeness(elsa({"ensamkommande": "ja"}), webbkollen, "beslut")

    assert (answered.filled - blank.filled, answered.asked - blank.asked) == (1, 1)


def test_an_answer_to_a_question_that_was_not_asked_does_not_make_it_asked(webbkollen: Instrument) -> None:
    right = completeness(elsa({"ursprung": "sverige"}), webbkollen, "beslut")

    assert completeness(elsa({"ursprung": "sverige", "ensamkommande": "ja"}), webbkollen, "beslut") == right


def test_completeness_of_a_step_that_is_not_there_is_refused(webbkollen: Instrument) -> None:
    with pytest.raises(ValueError, match="uppföljning"):
        completeness(elsa({}), webbkollen, "uppföljning")

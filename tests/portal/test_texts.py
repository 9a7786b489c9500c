"""Every sentence that a page or a use case asks for is in the table, in both languages, and none is there in vain."""

import re
from pathlib import Path

from spegla.messages import messages
from spegla.portal.accounts.roles import roles
from spegla.portal.store.models import ResponseState
from spegla.portal.store.models.rounds import CommentKind
from spegla.portal.texts import texts
from spegla.portal.use_cases import rounds
from spegla.portal.web.registration.forms import STEPS

CORE = Path(__file__).parents[2] / "spegla"
PORTAL = CORE / "portal"
# Codes that are put together: where someone is invited, acts, things, kinds, fields and their errors, pages of errors, how one made sure,
# reasons, answers, findings (which have a test of their own), what is wrong with the log, commands, kinds of files and of help, and for
# registrations the steps, how far one has come, what it is called there, what is missed in a question and what could tell who somebody is;
# how far a file that is read in has come, and what it does.
MADE = (
    "accept_place_",
    *("action_", "object_", "kind_", "field_", "error_", "sure_", "reason_", "why_", "answer_"),
    *("menu_", "doctor_", "verify_", "command_", "demo_kind_", "help_kind_"),
    *("step_", "state_", "begin_", "form_day_", "form_when_", "comment_", "identity_"),
    *("export_as_", "export_kind_", "export_state_"),
    *("import_state_", "import_says_", "import_step_", "import_example_", "context_", "counted_"),
)


def asked() -> set[str]:
    templates = "".join(path.read_text(encoding="utf-8") for ending in ("html", "txt") for path in PORTAL.rglob(f"*.{ending}"))
    code = "".join(path.read_text(encoding="utf-8") for path in PORTAL.rglob("*.py"))
    found = set(re.findall(r"{% say [\"'](\w+)[\"']", templates))
    for name in re.findall(r"{% say_count [\"'](\w+)[\"']", templates) + re.findall(r"say_count\(\"(\w+)\"", code):
        found |= {f"{name}_one", f"{name}_many"}
    found |= set(re.findall(r"(?:say|said)\(\"(\w+)\"", code)) | set(re.findall(r"NotPossibleError\(\"(\w+)\"", code))
    # What is no answer is told by the core and said by the portal.
    for path in (CORE / "responses").rglob("*.py"):
        found |= set(re.findall(r"GivenError\(\"(\w+)\"", path.read_text(encoding="utf-8")))
    found |= {
        f"action_{name}" for name in re.findall(r"Audit\([^)]*?\"([a-z]+_[a-z_]+)\"", code) + re.findall(r"_record\(user, \"(\w+)\"", code)
    }
    return found


def own() -> set[str]:
    return set(re.findall(r"^(\w+): {", (PORTAL / "texts.yaml").read_text(encoding="utf-8"), re.M))


def test_everything_that_is_asked_for_is_there() -> None:
    assert asked() - set(texts("sv").table) == set()


def test_each_sentence_is_there_in_both_languages() -> None:
    assert [code for code in own() if not (texts("sv").table[code].sv and texts("sv").table[code].en)] == []


def test_each_sentence_is_there_once() -> None:
    codes = re.findall(r"^(\w+): {", (PORTAL / "texts.yaml").read_text(encoding="utf-8"), re.M)

    assert sorted(codes) == sorted(set(codes))


def test_nothing_is_there_in_vain() -> None:
    words = "".join(path.read_text(encoding="utf-8") for path in PORTAL.rglob("*.py"))
    # What the rest of the house says, and a page says otherwise.
    otherwise = set(messages("sv").table)
    unused = {code for code in own() - asked() - otherwise if f'"{code}"' not in words and not code.startswith(MADE)}

    assert unused == set()


def test_each_role_has_a_name_and_a_sentence_in_both_languages() -> None:
    assert all(words.sv and words.en for role in roles().values() for words in (role.title, role.says))


def test_each_step_that_can_be_registered_and_all_that_can_be_said_of_it_has_words() -> None:
    steps = {step for one in rounds.choices() for step in one.steps}
    codes = {f"{what}_{step}" for step in steps for what in ("step", "step_of", "begin")}
    codes |= {f"state_{one.value}" for one in ResponseState} | {f"comment_{one.value}" for one in CommentKind}

    assert steps == set(STEPS)
    assert codes - set(texts("sv").table) == set()

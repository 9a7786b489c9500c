"""Every sentence that a page or a use case asks for is in the table, in both languages, and none is there in vain."""

import re
from pathlib import Path

from spegla.portal.accounts.roles import roles
from spegla.portal.texts import texts

PORTAL = Path(__file__).parents[2] / "spegla" / "portal"
# Codes that are put together: where someone is invited, acts, things, kinds, fields and their errors, pages of errors, how one made sure,
# reasons, answers, findings (which have a test of their own), what is wrong with the log, commands, and kinds of files and of help.
MADE = (
    "accept_place_",
    *("action_", "object_", "kind_", "field_", "error_", "sure_", "reason_", "why_", "answer_"),
    *("doctor_", "verify_", "command_", "demo_kind_", "help_kind_"),
)


def asked() -> set[str]:
    templates = "".join(path.read_text(encoding="utf-8") for ending in ("html", "txt") for path in PORTAL.rglob(f"*.{ending}"))
    code = "".join(path.read_text(encoding="utf-8") for path in PORTAL.rglob("*.py"))
    found = set(re.findall(r"{% say [\"'](\w+)[\"']", templates))
    for name in re.findall(r"{% say_count [\"'](\w+)[\"']", templates) + re.findall(r"say_count\(\"(\w+)\"", code):
        found |= {f"{name}_one", f"{name}_many"}
    found |= set(re.findall(r"(?:say|said)\(\"(\w+)\"", code)) | set(re.findall(r"NotPossibleError\(\"(\w+)\"\)", code))
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
    unused = {code for code in own() - asked() if f'"{code}"' not in words and not code.startswith(MADE)}

    assert unused == set()


def test_each_role_has_a_name_and_a_sentence_in_both_languages() -> None:
    assert all(words.sv and words.en for role in roles().values() for words in (role.title, role.says))

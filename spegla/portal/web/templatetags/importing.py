"""What a file that is read in is called, how far it has come, and numbers."""

from django import template

from spegla.portal.store.models.imports import Import
from spegla.portal.texts import grouped, language, moment, said
from spegla.portal.use_cases.imports import ImportPage

register = template.Library()


@register.simple_tag
def import_name(one: Import) -> str:
    """`Inläsning 12, Procapita`."""
    return said("import_name", number=one.id, source=one.source.name)


@register.simple_tag
def import_state(one: Import) -> str:
    """`Kontrolleras`, `Inläst`."""
    return said(f"import_state_{one.state}")


@register.simple_tag
def import_says(page: ImportPage) -> str:
    """How the file stands, in a sentence."""
    one = page.one
    if one.state == "checked" and not page.may_commit:
        return said("import_says_nothing_new")
    who = one.undone_by if one.state == "undone" else one.committed_by
    at = one.undone_at if one.state == "undone" else one.committed_at
    return said(f"import_says_{one.state}", name=who.name if who else "", at=moment(at, language()) if at else "")


@register.simple_tag
def import_step(one: Import) -> str:
    """What a job is doing with the file."""
    return said(f"import_step_{one.step}" if one.step else "import_step_waiting")


@register.simple_tag
def import_example(name: str) -> str:
    """What a file to try is."""
    return said(f"import_example_{name.partition('.')[0]}")


register.filter("grouped", grouped)

"""Letters to people: each goes when what it tells of is stored, and one that fails takes nothing back."""

from django.core.mail import send_mail
from django.db import transaction

from spegla.portal.texts import texts


def post(to: str, language: str, /, *, subject: str, letter: str, **facts: str) -> None:
    """Send the sentences `subject` and `letter` to an address when the transaction is stored."""
    say = texts(language).say
    words, body = say(subject), say(letter, **facts)
    transaction.on_commit(lambda: send_mail(words, body, None, [to]), robust=True)

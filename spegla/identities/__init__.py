"""What could tell who somebody is, found in what people write: personal numbers, telephone, mail, names and addresses."""

from spegla.identities.found import found_in
from spegla.identities.numbers import PERSONAL_FORM, PHONE_FORMS, mail_addresses, personal_numbers, phone_numbers
from spegla.identities.plain import INVISIBLE, plain_text
from spegla.identities.spans import KINDS, Found

__all__ = [
    "INVISIBLE",
    "KINDS",
    "PERSONAL_FORM",
    "PHONE_FORMS",
    "Found",
    "found_in",
    "mail_addresses",
    "personal_numbers",
    "phone_numbers",
    "plain_text",
]

"""Telephone numbers as people write them, read for the region of a location."""

from __future__ import annotations

import phonenumbers
from phonenumbers import PhoneNumberFormat, ValidationResult

from lightwell.access.errors import InvalidInput

# Numbers without a country code are read as national numbers; Europe has no single country,
# so there a number is given with its country code, except the ones that all countries share.
COUNTRY = {"us": "US"}
LONGEST = 30


def tidy(text: str, *, region: str, local_allowed: bool = False) -> str:
    """One spelling for one number, so that the same telephone is found again.

    ``(212) 555-0123`` for a national number, ``+44 20 7946 0958`` for one from abroad. With
    ``local_allowed``, seven digits without an area code are kept as they are said here.
    Raises ``InvalidInput`` for what no telephone can reach; validity tables age, so a number
    counts when it has a possible length for its country.
    """
    country = COUNTRY.get(region)
    try:
        number = phonenumbers.parse(text[: LONGEST * 2], country)
    except phonenumbers.NumberParseException:
        raise InvalidInput(_remedy(country), field="phone") from None
    possible = phonenumbers.is_possible_number_with_reason(number)
    local = possible == ValidationResult.IS_POSSIBLE_LOCAL_ONLY
    if possible != ValidationResult.IS_POSSIBLE and not (local and local_allowed):
        raise InvalidInput(_remedy(country), field="phone")
    national = number.country_code == phonenumbers.country_code_for_region(country or "")
    style = PhoneNumberFormat.NATIONAL if national else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def _remedy(country: str | None) -> str:
    if country is None:
        return "Enter your phone number with its country code, like +49 30 901820"
    return "Enter your phone number with its area code, like (212) 555-0123"

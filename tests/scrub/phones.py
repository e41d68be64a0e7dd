"""Phone numbers that are valid by Google's libphonenumber, in the forms in which people write them."""

import string

import phonenumbers
from phonenumbers import PhoneNumberFormat as Format, PhoneNumberType as Type

# Where shops sell.
REGIONS = ("AE AR AT AU BE BG BR CA CH CL CN CO CY CZ DE DK EC EE EG ES FI FR GB GR HK HR HU ID IE IL IN IS IT JP KE KR KZ LT "
           "LU LV MA MT MX MY NG NL NO NZ PE PH PK PL PT RO RS RU SA SE SG SI SK TH TN TR TW UA US UY VN ZA").split()

# Digits of a number's end that are drawn; those before them say which area or network it is.
DRAWN = 6


def drawn(rng):
    """A valid number of a mobile phone or a land line."""
    while True:
        region = rng.choice(REGIONS)
        example = phonenumbers.example_number_for_type(region, rng.choice([Type.MOBILE, Type.MOBILE, Type.FIXED_LINE]))
        if example is None:
            continue
        known = phonenumbers.national_significant_number(example)
        text = known[:-DRAWN] + "".join(rng.choice(string.digits) for _ in range(min(DRAWN, len(known))))
        number = phonenumbers.parse(f"+{example.country_code}{text}")
        if phonenumbers.is_valid_number(number):
            return number


def count(text):
    return sum(c.isdigit() for c in text)


def national(rng):
    """As at home, 9 digits at least: shorter ones have no form of their own."""
    while True:
        text = phonenumbers.format_number(drawn(rng), Format.NATIONAL)
        if 9 <= count(text):
            break
    form = rng.randrange(8)
    if form == 0:
        return text.replace(" ", "-").replace("(", "").replace(")", "").replace("--", "-")
    if form == 1:
        return text.replace(" ", ".").replace("-", ".").replace("(", "").replace(")", "")
    if form == 2:
        return "".join(c for c in text if c.isdigit())
    if form == 3 and text.startswith("0") and " " in text:
        return text.replace(" ", "/", 1)
    return text


def international(rng):
    """With the country's code."""
    number = drawn(rng)
    text = phonenumbers.format_number(number, Format.INTERNATIONAL)
    form = rng.randrange(10)
    if form == 0:
        return phonenumbers.format_number(number, Format.E164)
    if form == 1:
        return "tel:{}", phonenumbers.format_number(number, Format.RFC3966).removeprefix("tel:")
    if form == 2 and 8 < count(text):
        return "00" + text[1:]
    if form == 3 and 8 < count(text):
        return "00" + "".join(c for c in text if c.isdigit())
    code, rest = text.split(" ", 1)
    if form == 4:
        return f"{code} (0) {rest}"
    if form == 5:
        return f"({code}) {rest}"
    if form == 6:
        return text.replace(" ", "-")
    if form == 7:
        return text.replace(" ", ".").replace("-", ".")
    return text

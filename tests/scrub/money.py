"""Numbers of payment cards and bank accounts: of every issuer and country, in the forms in which people write them."""

import string

from stdnum import iban

# First digits of issuers, and the lengths of their numbers: Visa, Mastercard, American Express, Diners Club, JCB, Discover,
# UnionPay, Maestro, Mir, RuPay, Troy, Elo, Hipercard, Verve, Dankort.
ISSUERS = [
    ("4", (13, 16, 16, 16, 19)), ("51", (16,)), ("52", (16,)), ("53", (16,)), ("54", (16,)), ("55", (16,)), ("2221", (16,)),
    ("24", (16,)), ("26", (16,)), ("2720", (16,)), ("34", (15,)), ("37", (15,)), ("300", (14, 16)), ("305", (14, 16)), ("36", (14,)),
    ("38", (14, 16)), ("3528", (16,)), ("3589", (16,)), ("6011", (16, 19)), ("644", (16,)), ("65", (16,)), ("62", (16, 17, 18, 19)),
    ("5018", (12, 16, 19)), ("5020", (16,)), ("6304", (12, 16, 18, 19)), ("6759", (12, 16, 18, 19)), ("6762", (16,)), ("2200", (16,)), ("2204", (16,)),
    ("60", (16,)), ("82", (16,)), ("508", (16,)), ("9792", (16,)), ("5067", (16,)), ("4389", (16,)), ("636368", (16,)), ("606282", (16,)),
    ("506099", (16, 19)), ("5019", (16,)),
]

# How the groups of a card's digits are written, by its length.
GROUPS = {13: [[4, 3, 3, 3]], 14: [[4, 6, 4]], 15: [[4, 6, 5]], 16: [[4, 4, 4, 4]] * 5 + [[8, 8]], 17: [[4, 4, 4, 5]], 18: [[6, 12], [4, 4, 4, 6]],
          19: [[4, 4, 4, 4, 3], [6, 13]]}


def digits(rng, count):
    return "".join(rng.choice(string.digits) for _ in range(count))


def luhn(body):
    total = 0
    for i, c in enumerate(reversed(body)):
        n = int(c) * (2 if i % 2 == 0 else 1)
        total += n // 10 + n % 10
    return body + str(-total % 10)


def grouped(text, sizes, separator):
    out, at = [], 0
    for size in sizes:
        out.append(text[at:at + size])
        at += size
    return separator.join(part for part in out + [text[at:]] if part)


def card(rng):
    prefix, lengths = rng.choice(ISSUERS)
    length = rng.choice(lengths)
    number = luhn(prefix + digits(rng, length - len(prefix) - 1))
    if rng.random() < 0.5 or length not in GROUPS:
        return number
    return grouped(number, rng.choice(GROUPS[length]), rng.choice([" ", "-", " ", ".", "  ", "\u00a0"]))


def countries():
    """Country and the form of its accounts, as python-stdnum has it from the registry of SWIFT."""
    for code in map("".join, ((a, b) for a in string.ascii_uppercase for b in string.ascii_uppercase)):
        form = iban._ibandb.info(code)[0][1].get("bban")
        if form:
            yield code, form


def bank_account(rng, known=[]):
    if not known:
        known.extend(countries())
    code, form = rng.choice(known)
    alphabets = {"n": string.digits, "a": string.ascii_uppercase, "c": string.ascii_uppercase + string.digits}
    body, at = "", 0
    for kind in form:
        if kind in alphabets:
            body += "".join(rng.choice(alphabets[kind]) for _ in range(int(form[at:form.index(kind, at)].strip("!"))))
            at = form.index(kind, at) + 1
    number = code + iban.calc_check_digits(code + "00" + body) + body
    assert iban.is_valid(number, check_country=False), number
    if rng.random() < 0.4:
        return number
    number = grouped(number, [4] * 8, rng.choice([" ", " ", "-", ".", "\u00a0"]))
    return number.lower() if rng.random() < 0.2 else number

"""Writes texts with and without identifiers, one a line, as JSON: what scrub is measured on.

    generate.py --seed 1 --identifiers 50000 --clean 40000 > texts.jsonl

Each line: class, encoding, field, text; with identifiers also `secret`, the identifier as it stands in the text. The same
seed gives the same lines. Clean texts say in which field a shop has them: `code`, `catalogue` or `free_text`.
"""

import argparse
import base64
import json
import logging
import random
import string
import urllib.parse
import warnings

from faker import Faker
from faker.config import AVAILABLE_LOCALES
from stdnum import iban as stdnum_iban

import clean
import money
import national
import numbers_of_shops
import phones

LOCALES = sorted(locale for locale in AVAILABLE_LOCALES if "_" in locale)

CONTEXTS = ["{}"] * 8 + [
    "call me at {}", "order 12345 for {}", "{}, please", "({})", "{}.", "my number is {}", "{} thanks!", "hello, {} is mine",
    '{{"q":"{}"}}', '{{"page":2,"value": "{}"}}', "q={}&page=2", "https://shop.example/search?q={}", "Lieferung an {} bitte",
    "size 42 {}", "contact:{}", "tent for {} and friends", "{};", "'{}'", "re: {} (urgent)",
]

CYRILLIC = str.maketrans("aceopxyABEKMHOPCTX", "асеорхуАВЕКМНОРСТХ")
NAMED = {"@": "&commat;", ".": "&period;", "+": "&plus;", "-": "&hyphen;", "(": "&lpar;", ")": "&rpar;", ":": "&colon;",
         "/": "&sol;", "_": "&lowbar;", "=": "&equals;", ",": "&comma;", " ": "&nbsp;"}


def math_bold(text):
    out = []
    for c in text:
        if c.isascii() and c.isdigit():
            out.append(chr(0x1D7CE + int(c)))
        elif c in string.ascii_uppercase:
            out.append(chr(0x1D400 + ord(c) - 65))
        elif c in string.ascii_lowercase:
            out.append(chr(0x1D41A + ord(c) - 97))
        else:
            out.append(c)
    return "".join(out)


def between(mark):
    return lambda text, rng: "".join(c + (mark if rng.random() < 0.4 else "") for c in text)


def spoken(text, rng):
    name, _, host = text.partition("@")
    at = rng.choice([" at ", " (at) ", "[at]", " [at] ", " AT ", "(a)", " {at} "])
    dot = rng.choice([" dot ", " (dot) ", "[dot]", " [dot] ", " DOT "])
    if at == " at " or at == " AT ":
        dot = rng.choice([" dot ", " DOT "])
    return name + at + host.replace(".", dot)


ENCODINGS = {
    "percent": lambda t, r: urllib.parse.quote(t, safe=""),
    "percent, every character": lambda t, r: "".join("%%%02X" % b for b in t.encode()),
    "percent, lower case": lambda t, r: "".join("%%%02x" % b if b > 127 or not chr(b).isalnum() else chr(b) for b in t.encode()),
    "percent twice": lambda t, r: urllib.parse.quote(urllib.parse.quote(t, safe=""), safe=""),
    "percent three times": lambda t, r: urllib.parse.quote(urllib.parse.quote(urllib.parse.quote(t, safe=""), safe=""), safe=""),
    "entities, decimal": lambda t, r: "".join("&#%d;" % ord(c) for c in t),
    "entities, hexadecimal": lambda t, r: "".join("&#x%x;" % ord(c) for c in t),
    "entities, padded": lambda t, r: "".join("&#%04d;" % ord(c) for c in t),
    "entities, named": lambda t, r: "".join(NAMED.get(c, c) for c in t),
    "entities, escaped twice": lambda t, r: "".join("&amp;#%d;" % ord(c) if not c.isalnum() else c for c in t),
    "full width": lambda t, r: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t),
    "mathematical": lambda t, r: math_bold(t),
    "arabic digits": lambda t, r: "".join(chr(0x660 + int(c)) if c.isascii() and c.isdigit() else c for c in t),
    "devanagari digits": lambda t, r: "".join(chr(0x966 + int(c)) if c.isascii() and c.isdigit() else c for c in t),
    "zero-width space": between("\u200b"),
    "zero-width joiner": between("\u200d"),
    "soft hyphen": between("\u00ad"),
    "word joiner": between("\u2060"),
    "direction marks": lambda t, r: "\u202a" + "".join(c + ("\u200e" if r.random() < 0.2 else "") for c in t) + "\u202c",
    "combining marks": between("\u0336"),
    "no-break space": lambda t, r: t.replace(" ", "\u00a0"),
    "en dash": lambda t, r: t.replace("-", "\u2013"),
    "javascript \\u": lambda t, r: "".join("\\u%04x" % ord(c) for c in t),
    "javascript \\x": lambda t, r: "".join("\\x%02x" % ord(c) if ord(c) < 256 else c for c in t),
    "percent-u": lambda t, r: "".join("%%u%04X" % ord(c) for c in t),
    "cyrillic letters": lambda t, r: t.translate(CYRILLIC),
    "base64": lambda t, r: base64.b64encode(t.encode()).decode(),
    "base64, no padding": lambda t, r: base64.urlsafe_b64encode(t.encode()).decode().rstrip("="),
    "hexadecimal": lambda t, r: t.encode().hex(),
    "upper case": lambda t, r: t.upper(),
    "nul between": lambda t, r: "\0".join(t),
}
EMAIL_ENCODINGS = {
    "spoken": spoken,
    "spaces beside @": lambda t, r: t.replace("@", r.choice([" @ ", "@ ", " @"])),
    "look-alike @": lambda t, r: t.replace("@", r.choice(["﹫", "＠"])),
    "look-alike dot": lambda t, r: t.replace(".", r.choice(["．", "。", "․", "｡"])),
    "quoted-printable": lambda t, r: t.replace("@", "=40"),
}


class Makers:
    def __init__(self, rng, seed):
        self.rng = rng
        self.fakers = []
        for locale in LOCALES:
            fake = Faker(locale)
            fake.seed_instance(seed)
            self.fakers.append(fake)
        self.english = self.fakers[LOCALES.index("en_US")]

    def fake(self, provider="email"):
        """Of a locale that has the provider."""
        while True:
            fake = self.rng.choice(self.fakers)
            if hasattr(fake, provider):
                return fake

    def email(self):
        fake, rng = self.fake(), self.rng
        kind = rng.random()
        if kind < 0.5:
            return fake.email()
        if kind < 0.7:
            return fake.ascii_company_email()
        if kind < 0.8:
            return fake.ascii_free_email()
        name, host = self.english.email().split("@")
        return rng.choice([
            f"{name}+shop{rng.randrange(99)}@{host}", f"{name}@mail.{host}", f"{name.upper()}@{host.upper()}",
            f"{name}.{rng.randrange(1950, 2010)}@{host}", f"{name[0]}@{host[:1]}x.de", f"{money.digits(rng, 9)}@qq.com",
            f"o'{name}@{host}", f"{name}@xn--mller-kva.de", f"{name}@müller-{rng.randrange(99)}.de", f"{name}_x@{host}.co.uk",
            f"{name}@gmail.com", f"{name}@web.de",
        ])

    def phone(self):
        while True:
            number = self.fake("phone_number").phone_number()
            count = sum(c.isdigit() for c in number)
            # Shorter ones have no form of their own: see "phone, local".
            if 9 <= count <= 15:
                return number

    def phone_e164(self):
        rng = self.rng
        code, length = rng.choice([("1", 10), ("44", 10), ("49", 10), ("49", 11), ("33", 9), ("39", 10), ("34", 9), ("31", 9),
                                   ("48", 9), ("46", 9), ("47", 8), ("45", 8), ("358", 9), ("351", 9), ("353", 9), ("41", 9),
                                   ("43", 10), ("420", 9), ("36", 9), ("30", 10), ("90", 10), ("7", 10), ("380", 9), ("91", 10),
                                   ("86", 11), ("81", 10), ("82", 10), ("61", 9), ("64", 9), ("55", 11), ("52", 10), ("971", 9)])
        area = rng.choice("23456789")
        number = "+" + code + area + money.digits(rng, length - 1)
        if rng.random() < 0.5:
            return number
        rest = number[1 + len(code):]
        separator = rng.choice([" ", "-", ".", " "])
        return "+" + code + separator + rest[:3] + separator + money.grouped(rest[3:], [3], separator)

    def phone_local(self):
        """Up to eight digits: printed, and no part of the thresholds."""
        while True:
            number = self.fake("phone_number").phone_number()
            if sum(c.isdigit() for c in number) < 9:
                return number

    def phone_named(self):
        word = self.rng.choice(["tel ", "phone: ", "call ", "Tel. ", "mobile ", "WhatsApp ", "fax: "])
        return word, self.phone_local()

    def phone_national(self):
        return phones.national(self.rng)

    def phone_international(self):
        return phones.international(self.rng)

    def card(self):
        if self.rng.random() < 0.3:
            return self.english.credit_card_number()
        return money.card(self.rng)

    def iban(self):
        # Some of Faker's countries have no IBAN, or one of another length.
        number = self.fake("iban").iban()
        if self.rng.random() < 0.3 and stdnum_iban.is_valid(number, check_country=False):
            return number
        return money.bank_account(self.rng)

    def ip4(self):
        return self.rng.choice([self.english.ipv4, self.english.ipv4_public, self.english.ipv4_private])()

    def ip6(self):
        rng = self.rng
        number = self.english.ipv6()
        if rng.random() < 0.4:
            parts = number.split(":")
            at = rng.randrange(1, 5)
            number = ":".join(parts[:at]) + "::" + ":".join(parts[at + 2:])
        return number.upper() if rng.random() < 0.2 else number

    def mac(self):
        number = self.english.mac_address()
        form = self.rng.randrange(4)
        if form == 1:
            return number.replace(":", "-").upper()
        if form == 2:
            number = number.replace(":", "")
            return ".".join([number[:4], number[4:8], number[8:]])
        return number

    def uuid(self):
        number = self.english.uuid4()
        return self.rng.choice([number, number, number.upper(), ("{{{}}}", number), ("urn:uuid:{}", number)])

    def token(self):
        rng = self.rng
        base62 = string.ascii_letters + string.digits
        pick = lambda alphabet, count: "".join(rng.choice(alphabet) for _ in range(count))
        part = lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
        return rng.choice([
            lambda: ".".join([part({"alg": "HS256", "typ": "JWT"}), part({"sub": money.digits(rng, 10), "iat": rng.randrange(10**9)}),
                              pick(base62 + "-_", 43)]),
            lambda: "sk_live_" + pick(base62, 24), lambda: "ghp_" + pick(base62, 36),
            lambda: "AKIA" + pick(string.ascii_uppercase + "234567", 16), lambda: "AIza" + pick(base62 + "-_", 35),
            lambda: "xoxb-" + money.digits(rng, 12) + "-" + pick(base62, 24), lambda: pick("0123456789abcdef", 32),
            lambda: pick("0123456789abcdef", 40), lambda: pick("0123456789abcdef", 64), lambda: pick(base62, 32),
            lambda: pick(base62, 43), lambda: pick(string.ascii_lowercase + string.digits, 26), lambda: pick(base62 + "-_", 43),
            lambda: base64.b64encode(rng.randbytes(32)).decode(), lambda: pick(string.ascii_lowercase + string.digits, 32),
            lambda: "EAA" + pick(base62, 60), lambda: "glpat-" + pick(base62, 20),
        ])()

    def geo(self):
        rng = self.rng
        lat, lon = rng.uniform(-85, 85), rng.uniform(-179, 179)
        places = rng.randrange(4, 8)
        a, b = f"{lat:.{places}f}", f"{lon:.{places}f}"
        dms = lambda v, p, n: "%d°%02d'%02d\"%s" % (abs(v), abs(v) % 1 * 60, abs(v) * 60 % 1 * 60, p if v >= 0 else n)
        return rng.choice([f"{a}, {b}", f"{a},{b}", f"{a} {b}", f"{a};{b}", ("geo:{}", f"{a},{b}"),
                           f"{abs(lat):.4f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.4f}° {'E' if lon >= 0 else 'W'}",
                           f"{dms(lat, 'N', 'S')} {dms(lon, 'E', 'W')}", ("lat={}&lng={}", a, b), ('"lat": {}, "lng": {}', a, b)])

    def vin(self):
        rng = self.rng
        alphabet = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
        value = dict(zip("ABCDEFGH", range(1, 9))) | dict(zip("JKLMN", range(1, 6))) | {"P": 7, "R": 9} | dict(zip("STUVWXYZ", range(2, 10)))
        value |= {c: int(c) for c in string.digits}
        body = rng.choice(["1", "2", "3", "5", "J", "W", "K"]) + "".join(rng.choice(alphabet) for _ in range(10)) + money.digits(rng, 6)
        total = sum(value[c] * w for c, w in zip(body, [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]))
        check = "0123456789X"[total % 11]
        return body[:8] + check + body[9:]

    def imei(self):
        rng = self.rng
        number = money.luhn(rng.choice(["35", "86", "01", "99", "49"]) + money.digits(rng, 12))
        return rng.choice([number, number, f"{number[:2]}-{number[2:8]}-{number[8:14]}-{number[14]}",
                           f"{number[:8]} {number[8:14]} {number[14]}", f"{number[:6]}-{number[6:8]}-{number[8:14]}-{number[14]}"])

    def national(self):
        return national.number(self.rng)


CLASSES = {
    "e-mail": Makers.email, "phone": Makers.phone, "phone, E.164": Makers.phone_e164,
    "phone, national": Makers.phone_national, "phone, international": Makers.phone_international, "card": Makers.card,
    "IBAN": Makers.iban, "IPv4": Makers.ip4, "IPv6": Makers.ip6, "MAC": Makers.mac, "UUID": Makers.uuid, "token": Makers.token,
    "geo": Makers.geo, "VIN": Makers.vin, "IMEI": Makers.imei, "national id": Makers.national,
}


def write(**line):
    print(json.dumps(line, ensure_ascii=False))


def identifiers(rng, seed, count):
    makers = Makers(rng, seed)
    plain = count // 3
    names = list(CLASSES)
    for index in range(plain):
        name = names[index % len(names)]
        secret = CLASSES[name](makers)
        write_one(rng, name, secret, "plain", lambda text, _: text)
    for index in range(plain // 50):
        secret = makers.phone_local()
        write_one(rng, "phone, local", secret, "plain", lambda text, _: text)
    for index in range(plain // 50):
        word, secret = makers.phone_named()
        write(**{"class": "phone, local, named", "encoding": "plain", "field": "free_text", "text": word + secret, "secret": [secret]})
    written = plain
    encodings = list(ENCODINGS.items())
    index = 0
    while written < count:
        # Every class in every encoding that changes it.
        name = names[index % len(names)]
        encoding, encode = encodings[index // len(names) % len(encodings)]
        index += 1
        secret = CLASSES[name](makers)
        if name == "token" and encoding == "upper case":
            continue
        written += write_one(rng, name, secret, encoding, encode)
        if name == "e-mail":
            encoding, encode = rng.choice(list(EMAIL_ENCODINGS.items()))
            written += write_one(rng, name, secret, encoding, encode)


def write_one(rng, name, secret, encoding, encode):
    """A secret is a text, or a form and the parts of it that are secret. One that no encoding changes is left out."""
    form, *parts = ("{}", secret) if isinstance(secret, str) else secret
    coded = [encode(part, rng) for part in parts]
    if encoding != "plain" and coded == parts or len(parts) > 1 and ("base64" in encoding or encoding == "hexadecimal"):
        return 0
    text = rng.choice(CONTEXTS).format(form.format(*coded))
    write(**{"class": name, "encoding": encoding, "field": "free_text", "text": text, "secret": coded})
    return 1


def clean_texts(rng, count):
    shop = numbers_of_shops.Numbers(rng)
    classes = clean.CLASSES + numbers_of_shops.CLASSES
    for index in range(count):
        name, field, make = classes[index % len(classes)]
        write(**{"class": name, "encoding": "", "field": field, "text": make(shop)})


def main():
    # Providers that remark that their numbers are invented.
    logging.disable()
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--identifiers", type=int, default=52000)
    parser.add_argument("--clean", type=int, default=42000)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    Faker.seed(options.seed)
    identifiers(rng, options.seed, options.identifiers)
    clean_texts(random.Random(options.seed + 1), options.clean)


main()

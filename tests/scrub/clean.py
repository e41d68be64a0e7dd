"""Texts of shops in which nothing is personal, by class, each with the field in which shops have it."""

import string

BRANDS = ("Paul Smith,Kate Spade,Ted Baker,Calvin Klein,Tommy Hilfiger,Ralph Lauren,Hugo Boss,Michael Kors,Jack Wolfskin,"
          "Helly Hansen,Fred Perry,Levi Strauss,Jack & Jones,Karl Lagerfeld,Marc Jacobs,Tom Ford,Jimmy Choo,Stella McCartney,"
          "Vivienne Westwood,Roberto Cavalli,Giorgio Armani,Gianni Versace,Coco Chanel,Yves Saint Laurent,Jean Paul Gaultier,"
          "Diane von Furstenberg,Oscar de la Renta,Carolina Herrera,Elie Saab,Max Mara,Emma Matratzen,Ben & Jerry's,"
          "Johnson & Johnson,Black & Decker,Harley-Davidson,Dr. Martens,Dr. Oetker,Uncle Ben's,Jim Beam,Jack Daniel's,"
          "Johnnie Walker,Victoria Beckham,Ivanka,Philipp Plein,Thomas Sabo,Jil Sander,Bosch,Makita,Samsung,Apple,Sony,"
          "Patagonia,The North Face,Salomon,Nike,Adidas,Puma,New Balance,H&M,C&A,S.Oliver,3M,7 For All Mankind,Dr. Hauschka,"
          "L'Oréal,Nivea,Beiersdorf,Miele,Siemens,De'Longhi,Kärcher,Fjällräven,Haglöfs,Weleda,Ariel,Max Factor,Estée Lauder").split(",")
NOUNS = ("jacket,wallet,tent,backpack,hoodie,shirt,boots,lamp,drill,charger,laptop,perfume,watch,sofa,pan,knife set,"
         "sleeping bag,running shoes,dress,jeans,Regenjacke,Wanderschuhe,Rucksack,Bettwäsche,chaussures,robe,zapatos,"
         "borsa,scarpe,kurtka,plecak,jas,schoenen,skjorta,takki,kabát,ceket,куртка,рюкзак,鞄,水筒,手机壳,운동화,σακίδιο").split(",")
ADJECTIVES = ("black,red,waterproof,merino,cotton,slim fit,vintage,organic,wireless,foldable,kids,women's,men's,XXL,"
              "schwarz,wasserdicht,Damen,Herren,noir,femme,rojo,niño,nero,uomo,czarny,svart,zwart,siyah,чёрный,黒,黑色").split(",")
COLORS = "black white navy olive red blue-melange anthracite rosé BLK WHT NVY 9005 #FF8800 RAL7016".split()
UPPER = string.ascii_uppercase


def gtin(body):
    total = sum(int(c) * (3 if i % 2 == 0 else 1) for i, c in enumerate(reversed(body)))
    return body + str(-total % 10)


def isbn10(body):
    check = -sum(int(c) * w for c, w in zip(body, range(10, 1, -1))) % 11
    return body + "0123456789X"[check]


class Shop:
    def __init__(self, rng):
        self.rng = rng

    def digits(self, count):
        return str(self.rng.randrange(1, 10)) + "".join(self.rng.choice(string.digits) for _ in range(count - 1))

    def letters(self, count):
        return "".join(self.rng.choice(UPPER) for _ in range(count))

    def pick(self, *forms):
        return self.rng.choice(forms)()

    def name(self):
        r = self.rng
        a, n, b = r.choice(ADJECTIVES), r.choice(NOUNS), r.choice(BRANDS)
        return self.pick(
            lambda: f"{b} {a} {n}", lambda: f"{n} {a} {r.randrange(20, 60)} L", lambda: f"{b} {n} {self.letters(2)}-{r.randrange(100, 9999)}",
            lambda: f"{b} {n} {r.randrange(1, 40)},{r.randrange(10)}V {r.randrange(1, 9)} Ah", lambda: f"{a} {n} ({r.randrange(2019, 2027)})",
            lambda: f"{n.title()} „{a}“ – {r.choice(COLORS)}", lambda: f"{b} Galaxy S{r.randrange(10, 30)} {2 ** r.randrange(5, 11)} GB",
            lambda: f"{n} {r.randrange(100, 250)} x {r.randrange(60, 220)} cm", lambda: f"{b} {n} Gr. {r.randrange(34, 50)}/{r.randrange(36, 52)}",
            lambda: f"{r.randrange(2, 12)}er-Pack {n} {a}", lambda: f"{n} @home {a}", lambda: f"{b} {n}, {r.randrange(50, 900)} ml",
            lambda: f"{b} No. {r.randrange(1, 99)} {n}", lambda: f"LED {r.randrange(3, 20)}W E27 {r.randrange(400, 2000)} lm {r.randrange(2700, 6500)}K")

    def sku(self):
        r = self.rng
        return self.pick(
            lambda: f"{self.letters(2)}-{self.digits(4)}-{r.choice('SMLX')}", lambda: f"{self.letters(3)}{self.digits(6)}",
            lambda: f"{self.digits(5)}-{self.letters(3)}-{self.digits(2)}", lambda: f"{self.letters(1)}{self.digits(3)}_{self.digits(4)}",
            lambda: f"B0{''.join(r.choice(UPPER + string.digits) for _ in range(8))}", lambda: f"{self.digits(6)}.{self.digits(3)}.{self.digits(3)}",
            lambda: f"{self.letters(2)}{self.digits(4)}-{r.choice(COLORS)}-{r.randrange(34, 50)}", lambda: f"{self.digits(7)}{self.letters(1)}",
            lambda: f"shopify_US_{self.digits(13)}_{self.digits(14)}", lambda: f"{self.letters(4)}-{self.letters(4)}-{self.digits(4)}",
            lambda: f"WS-{self.digits(4)}-{self.digits(4)}-{r.choice('SML')}-{r.choice(['BLK', 'NVY'])}-EU")

    def gtin(self):
        r = self.rng
        return self.pick(
            lambda: gtin(self.digits(12)), lambda: gtin(self.digits(12)), lambda: gtin("40" + self.digits(10)), lambda: gtin("0" + self.digits(10)),
            lambda: gtin(self.digits(7)), lambda: gtin("1" + self.digits(12)), lambda: gtin("978" + self.digits(9)),
            lambda: "EAN " + gtin(self.digits(12)), lambda: (lambda g: f"{g[0]} {g[1:7]} {g[7:]}")(gtin(self.digits(12))),
            lambda: (lambda g: f"{g[:3]}-{g[3]}-{g[4:6]}-{g[6:12]}-{g[12]}")(gtin("978" + self.digits(9))),
            lambda: "ISBN " + isbn10(self.digits(9)), lambda: "ASIN B0" + "".join(r.choice(UPPER + string.digits) for _ in range(8)))

    def part(self):
        r = self.rng
        return self.pick(
            lambda: f"{self.digits(3)}-{self.digits(2)}-{self.digits(4)}", lambda: f"{self.letters(2)}{self.digits(3)}-{self.digits(2)}{self.letters(1)}",
            lambda: f"{self.letters(1)}{self.digits(2)}.{self.digits(3)}.{self.digits(2)}", lambda: f"{self.digits(2)}-{self.digits(4)}-{self.letters(2)}",
            lambda: f"{self.letters(3)} {self.digits(4)} {self.letters(1)}", lambda: f"{self.digits(1)} {self.digits(3)} {self.digits(3)}",
            lambda: f"{self.letters(2)} {self.digits(3)}/{self.digits(2)}", lambda: f"{self.digits(4)}{self.letters(2)}{self.digits(3)}",
            lambda: f"{r.choice(BRANDS)} {self.letters(2)}-{self.digits(5)}", lambda: f"MPN: {self.digits(4)}-{self.digits(4)}",
            lambda: f"part no. {self.digits(10)}", lambda: f"Art.-Nr. {self.digits(9)}", lambda: f"OEM {self.digits(3)} {self.digits(3)} {self.digits(2)} {self.digits(2)}",
            lambda: f"DIN {self.digits(4)}-{r.randrange(1, 9)}", lambda: f"{self.letters(1)}-{self.digits(3)}-{self.digits(3)}-{self.digits(3)}")

    def size(self):
        r = self.rng
        base = r.randrange(28, 60)
        return self.pick(
            lambda: f"W{base}/L{base + 2}", lambda: f"{base}x{base + 4}", lambda: f"EU {base} {r.choice(['1/3', '2/3', '1/2'])}",
            lambda: f"{base * 2} x {base * 3} x {base} cm", lambda: f"{base * 6}/{base}R{r.randrange(14, 21)} {r.randrange(80, 100)}V",
            lambda: " ".join(str(base + 2 * i) for i in range(r.randrange(2, 8))), lambda: f"{r.randrange(60, 100)}{r.choice('ABCDEF')}",
            lambda: "/".join("SML"[: r.randrange(1, 4)]) + "/XL", lambda: f"{base}-{base + 3} {base + 4}-{base + 7}",
            lambda: f"{r.randrange(1, 20) * 50} ml", lambda: f"{r.randrange(640, 4000)}x{r.randrange(480, 2200)}",
            lambda: f"{base},{r.randrange(1, 9)} x {base + 5},{r.randrange(1, 9)} cm", lambda: " ".join(str(50 + 6 * i) for i in range(r.randrange(2, 9))),
            lambda: f"{r.randrange(1, 30) * 1000} mAh", lambda: f"{r.randrange(10, 90) * 10} {r.randrange(10, 90) * 10} {r.randrange(10, 90) * 10} mm",
            lambda: f"UK {r.randrange(3, 13)}.5 US {r.randrange(4, 14)} EU {base}", lambda: f"{base}-{base + 2}-{base + 4}-{base + 6}",
            lambda: f"{r.randrange(3, 30) * 4}-{r.randrange(31, 60) * 4} months", lambda: f"1920 1080", lambda: f"27 2560 1440")

    def price(self):
        r = self.rng
        whole, cents = r.randrange(1, 5000), "%02d" % r.randrange(100)
        big = r.randrange(1, 900)
        return self.pick(
            lambda: f"{whole},{cents} €", lambda: f"€{whole}.{cents}", lambda: f"$ {whole}.{cents}", lambda: f"{big}.{r.randrange(100, 999)},{cents} €",
            lambda: f"CHF {big}'{r.randrange(100, 999)}.–", lambda: f"₹{big % 90 + 1},{r.randrange(10, 99)},{r.randrange(100, 999)}",
            lambda: f"{big} {r.randrange(100, 999)},{cents} kr", lambda: f"{big} {r.randrange(10, 99) * 10} 000 Ft", lambda: f"{whole}.{cents}",
            lambda: f"{whole} - {whole + 100} €", lambda: f"£{whole}.{cents} £{whole - 1}.{cents}", lambda: f"{whole}.{cents}-{whole + 50}.{cents}",
            lambda: f"¥{big},{r.randrange(100, 999)}", lambda: f"{big} {r.randrange(100, 999)} {r.randrange(100, 999)} ₽", lambda: f"from {whole}.{cents} to {whole + 9}.{cents}",
            lambda: f"{whole}.{r.randrange(100, 999)}, {whole + 2}.{r.randrange(100, 999)} KWD", lambda: f"-{r.randrange(5, 80)}% {whole}.{cents}",
            lambda: f"Rp {big}.{r.randrange(100, 999)}.000", lambda: f"{big * 1000} ₩")

    def run_of_digits(self):
        r = self.rng
        return self.pick(*[lambda: self.digits(r.randrange(4, 17)) for _ in range(8)],
                         lambda: str(r.randrange(1500000000000, 1800000000000)), lambda: str(r.randrange(1500000000, 1800000000)))

    def short_digits(self):
        return self.digits(self.rng.randrange(1, 9))

    def date(self):
        r = self.rng
        y, m, d, h, n = r.randrange(2015, 2031), r.randrange(1, 13), r.randrange(1, 29), r.randrange(24), r.randrange(60)
        return self.pick(
            lambda: f"{y}-{m:02}-{d:02}", lambda: f"{d:02}.{m:02}.{y}", lambda: f"{m}/{d}/{y}", lambda: f"{d}.{m}.{y % 100:02}",
            lambda: f"{y}-{m:02}-{d:02}T{h:02}:{n:02}:00Z", lambda: f"{d:02}/{m:02}/{y} {h:02}:{n:02}", lambda: f"{y}{m:02}{d:02}",
            lambda: f"{d:02}.{m:02}.{y}-{d:02}.{m:02}.{y + 1}", lambda: f"{y} {y + 1}", lambda: f"{h:02}:{n:02}-{(h + 2) % 24:02}:{n:02}",
            lambda: f"{y}/{m:02}/{d:02} {h:02}:{n:02}:{r.randrange(60):02}", lambda: f"{d:02}-{m:02}-{y}", lambda: f"SS{y % 100} FW{(y + 1) % 100}",
            lambda: f"{y}年{m}月{d}日", lambda: f"{y}-{m:02}-{d:02} {h:02}:{n:02}:{r.randrange(60):02}.{r.randrange(1000):03}", lambda: f"delivery {d}/{m} {h:02}:{n:02}",
            lambda: f"{h:02}:{n:02}:{r.randrange(60):02}")

    def version(self):
        r = self.rng
        a, b, c, d = r.randrange(0, 20), r.randrange(0, 20), r.randrange(0, 40), r.randrange(0, 100)
        return self.pick(
            lambda: f"{a}.{b}.{c}", lambda: f"v{a}.{b}.{c}", lambda: f"{a}.{b}.{c}.{d}", lambda: f"{a}.{b}.{c}.{d} firmware",
            lambda: f"firmware {a}.{b}.{c}.{d}", lambda: f"v{a}.{b}.{c}.{d}", lambda: f"react@{a}.{b}.{c}", lambda: f"iOS {a}.{b}",
            lambda: f"Version {a}.{b}.{c}-beta.{d}", lambda: f"Windows 10.0.{r.randrange(10000, 26000)}.{d}", lambda: f"USB {a % 4}.{b % 3} Gen {c % 3}",
            lambda: f"Bluetooth {a % 6}.{b % 5}", lambda: f"build {r.randrange(10**5, 10**7)}", lambda: f"{a}.{b}.{c}+{self.digits(4)}",
            lambda: f"Photoshop {r.randrange(2015, 2027)}", lambda: f"PS{a % 5 + 1} {d}", lambda: f"HDMI 2.1 {r.randrange(4, 9)}K {r.randrange(60, 240)}Hz")

    def brand(self):
        r = self.rng
        return self.pick(lambda: r.choice(BRANDS), lambda: r.choice(BRANDS).lower(), lambda: f"{r.choice(BRANDS)} x {r.choice(BRANDS)}",
                         lambda: f"{r.choice(BRANDS)} {r.choice(NOUNS)}", lambda: f"by {r.choice(BRANDS)}", lambda: f"@{r.choice(BRANDS).lower().replace(' ', '')}")

    def query(self):
        r = self.rng
        b, n, a = r.choice(BRANDS).lower(), r.choice(NOUNS), r.choice(ADJECTIVES)
        return self.pick(
            lambda: f"{b} {n}", lambda: f"{a} {n}", lambda: f"{n} size {r.randrange(34, 50)}", lambda: f"{n} under {r.randrange(10, 300)} euro",
            lambda: f"iphone {r.randrange(8, 18)} pro max {2 ** r.randrange(6, 11)}gb case", lambda: f"{n} {r.randrange(20, 90)}l", lambda: f"{b} {self.letters(2).lower()}{r.randrange(100, 9999)}",
            lambda: f"{n} {a} {b}", lambda: f"gift for dad {r.randrange(20, 90)}", lambda: f"{n}+{a}", lambda: f"{a}%20{n}", lambda: f"hp {r.randrange(300, 960)}xl ink",
            lambda: f"what is the best {n}", lambda: f"{n} look at me", lambda: f"dot matrix {n}", lambda: f"shop at {b.split()[0]}.com", lambda: f"{n} for 2 at home",
            lambda: f"{r.randrange(100, 240)}x{r.randrange(60, 220)} {n}", lambda: f"{r.randrange(195, 275, 10)}/{r.randrange(35, 70, 5)} r{r.randrange(14, 21)} {r.choice(['winter', 'summer'])}",
            lambda: f"call of duty {r.randrange(1, 9)}", lambda: f"phone case {b}", lambda: f"mobile home {n}", lambda: f"{b} {n} &amp; {a}", lambda: f"order {r.randrange(1000, 99999)}",
            lambda: f"cat 6a cable {r.randrange(1, 30)}m", lambda: f"m{r.randrange(3, 20)}x{r.randrange(10, 90)} screws {r.randrange(10, 200)} pcs", lambda: f"{n} 100% cotton")

    def slug(self):
        r = self.rng
        words = [r.choice([w for w in NOUNS + ADJECTIVES if w.isascii()]).replace(" ", "-").replace("'", "") for _ in range(r.randrange(2, 6))]
        return self.pick(lambda: "-".join(words), lambda: "/c/" + "/".join(words), lambda: f"/p/{'-'.join(words)}-{self.digits(4)}", lambda: "_".join(words),
                         lambda: f"{'-'.join(words)}@2x.png", lambda: f"https://shop.example/{'-'.join(words)}?color={r.choice(COLORS[:8])}&size={r.randrange(34, 50)}")


CLASSES = [
    ("product name", "catalogue", Shop.name), ("product name", "free_text", Shop.name), ("SKU", "code", Shop.sku), ("SKU", "free_text", Shop.sku),
    ("GTIN, ISBN", "code", Shop.gtin), ("GTIN, ISBN", "free_text", Shop.gtin), ("part number", "code", Shop.part), ("part number", "free_text", Shop.part),
    ("size", "catalogue", Shop.size), ("size", "free_text", Shop.size), ("price", "code", Shop.price), ("price", "free_text", Shop.price),
    ("run of 4 to 16 digits", "code", Shop.run_of_digits), ("run of 1 to 8 digits", "free_text", Shop.short_digits), ("date, time", "free_text", Shop.date),
    ("version", "free_text", Shop.version), ("brand that is a name", "catalogue", Shop.brand), ("brand that is a name", "free_text", Shop.brand),
    ("query", "free_text", Shop.query), ("slug, file", "free_text", Shop.slug),
]

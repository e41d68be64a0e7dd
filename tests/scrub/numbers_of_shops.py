"""Texts of shops that are mostly numbers and nobody's: item numbers, manufacturers' parts, orders, measures, days, articles' codes."""

import clean

ITEM_WORDS = ("item,item no.,item number:,Item #,article,article no.,Art.-Nr.,Artikelnummer,Artikel-Nr.:,Bestellnummer,Bestell-Nr.,SKU,SKU:,sku ,"
              "product code,model,Modell,modèle,réf.,référence,ref:,code article,código,producto,codice,codice articolo,artikelnummer,"
              "bestelnummer,varenr.,varenummer,artikkel,tuotenumero,tuote,numer katalogowy,nr kat.,katalog,cikkszám,číslo zboží,kod produktu,"
              "артикул,арт.,код товара,品番,商品番号,part number,part no.,P/N,PN,MPN,OEM,teilenummer,Ersatzteil,style,"
              "cat. no.,catalogue number,barcode,lot,batch,serial,S/N,Seriennummer,EAN,GTIN,UPC,PZN,PZN-,ASIN,variant,variant id").split(",")
ORDER_WORDS = ("order,order #,order no.,order number,Order ID:,my order,Bestellung,Auftrag,Auftragsnummer,Rechnung,Rechnungsnr.,Rechnung Nr.,invoice,"
               "invoice no.,commande,commande n°,facture,pedido,nº de pedido,factura,ordine,ordine n.,fattura,bestelling,factuur,"
               "zamówienie,faktura,objednávka,ordre,beställning,tilaus,sipariş,заказ,заказ №,PO,RMA,receipt,voucher,gift card,coupon").split(",")
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
LONG_MONTHS = "Januar février marzo kwietnia maio juni July augusti september октября listopadu December".split()


class Numbers(clean.Shop):
    def bare_item(self):
        return self.digits(self.rng.randrange(6, 15))

    def bare_item_typed(self):
        """Typed into a search: not 9 to 13 digits, which may as well be somebody's phone number, or a Thai's own."""
        return self.digits(self.rng.choice([6, 7, 8, 14]))

    def bare_item_doubtful(self):
        """As long as those are: printed, and no part of the totals."""
        return self.digits(self.rng.randrange(9, 14))

    def named_item(self):
        r = self.rng
        number = self.digits(r.randrange(6, 15))
        word = r.choice(ITEM_WORDS)
        if r.random() < 0.2:
            number = f"{number[:3]}{r.choice('-. ')}{number[3:6]}{r.choice('-. ')}{number[6:]}".rstrip("-. ")
        text = word + ("" if word[-1] in "#-" else " ") + number
        return r.choice([text, text, text.lower(), f"{text} {r.choice(clean.NOUNS)}", f"{r.choice(clean.BRANDS)} {text}"])

    def order(self):
        r = self.rng
        number = self.pick(lambda: self.digits(r.randrange(5, 13)), lambda: f"{r.randrange(2020, 2031)}-{self.digits(6)}", lambda: f"45{self.digits(8)}",
                           lambda: f"{self.letters(2)}{self.digits(8)}", lambda: f"10{self.digits(7)}", lambda: f"{r.randrange(2020, 2031)}{self.digits(6)}")
        word = r.choice(ORDER_WORDS)
        return word + ("" if word[-1] == "#" else " ") + number

    def manufacturer(self):
        r = self.rng
        d, a = self.digits, self.letters
        return self.pick(
            lambda: f"11 {r.randrange(10, 99)} {d(1)} {d(3)} {d(3)}", lambda: f"{d(1)}K0 {d(3)} {d(3)} {a(2)}", lambda: f"A {d(3)} {d(3)} {d(2)} {d(2)}",
            lambda: f"0 986 {d(3)} {d(3)}", lambda: f"0 281 00{d(1)} {d(3)}", lambda: f"2 608 {d(3)} {d(3)}", lambda: f"6ES7 {d(3)}-1AG40-0XB0",
            lambda: f"W {d(3)}/{d(2)}", lambda: f"929000{d(4)}", lambda: f"{a(1)}-{d(5)}", lambda: f"CF{d(3)}{a(1)}", lambda: f"TN-{d(4)}",
            lambda: f"{a(2)}{d(4)}{a(2)}{d(2)}/{d(2)}", lambda: f"SM-{a(1)}{d(3)}B/DS", lambda: f"{d(5)}-{a(2)}{d(3)}", lambda: f"{d(6)}-{d(3)}",
            lambda: f"{d(4)}-{d(3)}", lambda: f"{d(5)}.{d(3)}", lambda: f"{d(3)}-{d(5)}", lambda: f"{d(3)}.{d(3)}.{d(2)}", lambda: f"{a(2)}.{d(4)}.{d(4)}",
            lambda: f"{d(2)}.{d(5)}.{d(3)}", lambda: f"{d(8)}-{d(2)}", lambda: f"7{d(4)}-18-{d(1)}", lambda: f"RTX {r.randrange(30, 60)}{r.choice(['60', '70', '90'])} Ti",
            lambda: f"i7-{r.randrange(8, 15)}{d(3)}K", lambda: f"{a(3)}{d(3)}-{d(4)}-{d(2)}", lambda: f"Pantone {d(2)}-{d(4)} TCX", lambda: f"NCS S {d(4)}-{a(1)}",
            lambda: f"{a(1)}{d(2)} {d(3)} {d(3)}", lambda: f"{d(4)} {d(3)} {a(1)}{d(2)}", lambda: f"{d(2)}{a(2)}{d(4)}-{d(1)}{a(1)}")

    def printed_part(self):
        """As it stands in a catalogue; in a search with the word before it."""
        return self.rng.choice(["", "OEM ", "Teilenummer ", "part no. ", "ref. "]) + self.manufacturer()

    def searched_part(self):
        return self.rng.choice(["OEM ", "Teilenummer ", "part no. ", "ref. ", "MPN ", "Ersatzteil ", "model "]) + self.manufacturer()

    def measure(self):
        r = self.rng
        a, b, c = r.randrange(3, 300), r.randrange(3, 300), r.randrange(3, 300)
        unit = r.choice(["mm", "cm", "m", '"', "in", "inch", "Zoll", "ft"])
        return self.pick(
            lambda: f"{a}x{b}x{c}", lambda: f"{a} x {b} x {c} {unit}", lambda: f"{a}×{b}×{c} {unit}", lambda: f"{a * 10} x {b * 10} x {c} mm", lambda: f"Ø {a} {unit}",
            lambda: f"{a},{r.randrange(10)} x {b},{r.randrange(10)} {unit}", lambda: f"{a}*{b}*{c}{unit}", lambda: f"{a}/{b}/{c} {unit}", lambda: f"H{a} B{b} T{c}",
            lambda: f"{a}cm x {b}cm", lambda: f"L {a} W {b} H {c}", lambda: f"{a * 5} {b * 5} cm", lambda: f"{a}.{r.randrange(10)} {unit}", lambda: f"{a} {unit} - {a + b} {unit}",
            lambda: f"1/{r.choice([2, 4, 8])}{unit} x {r.randrange(1, 20)}{unit}", lambda: f"{r.randrange(4, 20)}-{r.randrange(20, 40)} UNF", lambda: f"{a * 100} mAh {r.randrange(1, 30)},{r.randrange(10)} Wh",
            lambda: f"{a}x{b} cm ({c} g/m²)", lambda: f"{r.randrange(100, 240)}-240V 50/60Hz", lambda: f"{a} g, {b} ml, {c} Stk", lambda: f"DDR{r.randrange(3, 6)}-{r.randrange(2133, 6400)} CL{r.randrange(14, 40)}",
            lambda: f"{a} x {b} Stück", lambda: f"{a * 10}mg {b} Tabletten", lambda: f"{r.randrange(2, 40)}000K {a * 7}lm", lambda: f"{a * 10} x {b * 10}", lambda: f"{a * 1000} - {b * 1000 + a * 1000}",
            lambda: f"{a} {b} {c}", lambda: f"{a}-{b}-{c} {unit}", lambda: f"max. {a}.000 {unit}")

    def day(self):
        r = self.rng
        y, m, d, h, n = r.randrange(1995, 2036), r.randrange(1, 13), r.randrange(1, 29), r.randrange(24), r.randrange(60)
        month = MONTHS[m - 1]
        return self.pick(
            lambda: f"{month} {d}, {y}", lambda: f"{d} {r.choice(LONG_MONTHS)} {y}", lambda: f"{y}-W{r.randrange(1, 53):02}", lambda: f"{d:02}{m:02}{y}", lambda: f"{y}{m:02}{d:02} {h:02}{n:02}",
            lambda: f"{d:02} {month} {y} {h:02}:{n:02}:{r.randrange(60):02} GMT", lambda: f"KW {r.randrange(1, 53)}/{y}", lambda: f"{y}-{m:02}-{d:02}T{h:02}:{n:02}:{r.randrange(60):02}.{r.randrange(1000):03}+02:00",
            lambda: f"{d}/{m}/{y % 100:02}", lambda: f"{d:02}/{m:02}/{y} - {d:02}/{m:02}/{y + 1}", lambda: f"{y}.{m:02}.{d:02}", lambda: f"{d}. {m}. {y}", lambda: f"{d:02} {m:02} {y}", lambda: f"{y} {m:02} {d:02}",
            lambda: f"{h}:{n:02} - {h + 2}:{n:02}", lambda: f"{y}-{y + 1}", lambda: f"{y}/{(y + 1) % 100:02}", lambda: f"{d:02}.{m:02}. {h:02}.{n:02} Uhr", lambda: f"{m}/{d}/{y} {h % 12 + 1}:{n:02} PM", lambda: f"{y}-{m:02}",
            lambda: f"{d:02}.{m:02}.{y} {h:02}:{n:02}", lambda: f"{y}-{m:02}-{d:02} {y}-{m:02}-{d:02}", lambda: f"{month} {y} - {month} {y + 1}")

    def article_code(self):
        r = self.rng
        ean = clean.gtin(self.digits(12))
        upc = clean.gtin("0" + self.digits(10))
        return self.pick(
            lambda: ean, lambda: f"EAN: {ean}", lambda: f"EAN-13 {ean}", lambda: f"GTIN {clean.gtin('1' + self.digits(12))}", lambda: f"UPC {upc}", lambda: f"{upc[0]} {upc[1:6]} {upc[6:11]} {upc[11]}",
            lambda: f"(01){clean.gtin('0' + self.digits(12))}", lambda: f"barcode {ean}", lambda: clean.gtin("45" + self.digits(10)), lambda: clean.gtin("69" + self.digits(10)), lambda: clean.gtin("50" + self.digits(10)),
            lambda: clean.gtin("00" + self.digits(10)), lambda: f"ISBN-13: {(lambda g: f'{g[:3]}-{g[3:]}')(clean.gtin('978' + self.digits(9)))}", lambda: f"ISBN-10: {clean.isbn10(self.digits(9))}",
            lambda: (lambda g: f"{g[:3]}-{g[3]}-{g[4:8]}-{g[8:12]}-{g[12]}")(clean.gtin("979" + self.digits(9))), lambda: clean.gtin(self.digits(7)), lambda: f"{r.choice(clean.NOUNS)} {ean}", lambda: f"{ean} {r.choice(clean.BRANDS)}",
            lambda: f"PZN {self.digits(8)}", lambda: f"PZN-{self.digits(8)}", lambda: f"ISSN {self.digits(4)}-{self.digits(3)}X", lambda: f"CAS {self.digits(4)}-{self.digits(2)}-{self.digits(1)}", lambda: f"EAN/UPC: {upc}",
            lambda: f"gtin13:{ean}", lambda: f"{ean},{clean.gtin(self.digits(12))}")

    def title(self):
        r = self.rng
        return self.pick(
            lambda: r.choice(["Ocean's 11", "2001: A Space Odyssey", "Blade Runner 2049", "1984", "Fahrenheit 451", "Apollo 13", "The 100", "Area 51", "Catch-22", "Se7en", "Formula 1 2024", "24/7", "FIFA 23",
                              "Cyberpunk 2077", "Call of Duty: Black Ops 6", "Nokia 3310", "Windows 11 Pro", "Dr. Best", "St. John's Bay", "A.P.C.", "a dot com story", "at home with dot", "look at dot", "Mr. Clean", "P.S. I love you",
                              "what's at stake?", "T.J. Maxx", "No.7", "4711 Echt Kölnisch Wasser", "501 Original", "Air Max 90", "Chuck 70", "992 v6", "1460 Boots", "Type 990v5", "Nº5", "No 1664", "7UP", "WD-40", "Boeing 747", "3-in-1"]),
            lambda: f"{r.choice(clean.BRANDS)} {r.randrange(100, 9999)}", lambda: f"★ {r.randrange(1, 5)},{r.randrange(10)} ({r.randrange(1, 9)}.{r.randrange(100, 999)})", lambda: f"{r.randrange(1, 5)}.{r.randrange(10)}/5 {r.randrange(10, 99999)} reviews",
            lambda: f"EN ISO {r.randrange(1000, 99999)}:{r.randrange(2000, 2026)}", lambda: f"IP{r.randrange(44, 69)} {r.choice(clean.NOUNS)}", lambda: f"{r.choice(clean.NOUNS)}-{r.choice(clean.ADJECTIVES)}-{self.digits(7)}",
            lambda: f"?variant={self.digits(14)}", lambda: f"/products/{self.digits(6)}.html", lambda: f"gid://shopify/ProductVariant/{self.digits(14)}", lambda: f"{r.choice(clean.NOUNS)} {r.randrange(2, 9)}er {r.randrange(10, 99)} %")


CLASSES = [
    ("item number", "code", Numbers.bare_item), ("item number", "catalogue", Numbers.bare_item), ("item number of 6 to 8, 14 digits", "free_text", Numbers.bare_item_typed),
    ("item number of 9 to 13 digits, doubtful", "free_text", Numbers.bare_item_doubtful), ("item number with its word", "free_text", Numbers.named_item), ("order", "free_text", Numbers.order),
    ("order", "code", Numbers.order), ("manufacturer's part", "code", Numbers.manufacturer), ("manufacturer's part", "catalogue", Numbers.printed_part),
    ("manufacturer's part with its word", "free_text", Numbers.searched_part), ("measure", "catalogue", Numbers.measure), ("measure", "free_text", Numbers.measure),
    ("day", "catalogue", Numbers.day), ("day", "free_text", Numbers.day), ("article's code", "code", Numbers.article_code), ("article's code", "free_text", Numbers.article_code),
    ("title", "catalogue", Numbers.title), ("title", "free_text", Numbers.title),
]

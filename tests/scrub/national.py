"""Valid national numbers: drawn by form, and kept if python-stdnum says that the check is right."""

import importlib
import string

# Module of python-stdnum, form drawn, forms in which it is written (# takes the next character).
# In a form d is a digit, L a letter, YY MM DD a date, others themselves.
NUMBERS = [
    ("ar.cuit", "20dddddddd d", ["##-########-#", "###########"]),
    ("at.vnr", "dddd DDMMYY", ["#### ######", "##########"]),
    ("au.tfn", "ddddddddd", ["### ### ###", "#########"]),
    ("be.nn", "YYMMDDddddd", ["##.##.##-###.##", "##.##.##-### ##", "###########"]),
    ("bg.egn", "YYMMDDdddd", ["##########"]),
    ("br.cpf", "ddddddddddd", ["###.###.###-##", "###########"]),
    ("ca.sin", "ddddddddd", ["###-###-###", "### ### ###", "#########"]),
    ("ch.ssn", "756dddddddddd", ["###.####.####.##", "#############"]),
    ("cl.rut", "1dddddddd", ["##.###.###-#", "########-#"]),
    ("cn.ric", "11010119YYMMDDddd", None),
    ("co.nit", "9ddddddddd", ["###.###.###-#"]),
    ("cz.rc", "YYMMDDdddd", ["######/####", "##########"]),
    ("dk.cpr", "DDMMYYdddd", ["######-####", "##########"]),
    ("do.cedula", "ddddddddddd", ["###-#######-#", "###########"]),
    ("ee.ik", "3YYMMDDdddd", ["###########"]),
    ("es.dni", "ddddddddL", ["#########", "########-#"]),
    ("es.nie", "XdddddddL", ["#########", "#-#######-#"]),
    ("fi.hetu", "DDMMYY-ddd?", ["###########"]),
    ("fr.nir", "1YYMM75dddddddd", ["# ## ## ## ### ### ##", "###############"]),
    ("gb.nhs", "dddddddddd", ["### ### ####", "##########"]),
    ("gr.amka", "DDMMYYddddd", ["###########"]),
    ("hr.oib", "ddddddddddd", ["###########"]),
    ("ie.pps", "dddddddLA", ["#########"]),
    ("ie.pps", "dddddddL", ["########"]),
    ("il.idnr", "ddddddddd", ["#########", "########-#"]),
    ("in_.aadhaar", "dddddddddddd", ["#### #### ####", "############"]),
    ("in_.pan", "LLLPLddddL", ["##########"]),
    ("is_.kennitala", "DDMMYYdddd", ["######-####", "##########"]),
    ("it.codicefiscale", "LLLLLLYYHDDHdddL", ["################"]),
    ("kr.rrn", "YYMMDDddddddd", ["######-#######", "######-#######", "#############"]),
    ("lt.asmens", "3YYMMDDdddd", ["###########"]),
    ("mx.curp", "LLLLYYMMDDHDFLLLdd", ["##################"]),
    ("my.nric", "YYMMDD14dddd", ["######-##-####"]),
    ("nl.bsn", "ddddddddd", ["#########", "####.##.###"]),
    ("no.fodselsnummer", "DDMMYYddddd", ["###########", "###### #####"]),
    ("nz.ird", "1dddddddd", ["###-###-###", "#########"]),
    ("pl.pesel", "YYMMDDddddd", ["###########"]),
    ("pt.nif", "2dddddddd", ["#########", "### ### ###"]),
    ("ro.cnp", "1YYMMDD12dddd", ["#############"]),
    ("ru.inn", "dddddddddddd", ["############"]),
    ("se.personnummer", "YYMMDD-dddd", ["###########"]),
    ("se.personnummer", "19YYMMDD-dddd", ["#############"]),
    ("si.emso", "DDMM9dddddddd", ["#############"]),
    ("th.pin", "1dddddddddddd", ["#-####-#####-##-#", "#############"]),
    ("tr.tckimlik", "1dddddddddd", ["###########"]),
    ("ua.rntrc", "dddddddddd", ["##########"]),
    ("za.idnr", "YYMMDDdddd08d", ["#############", "###### #### ## #"]),
    ("at.tin", "ddddddddd", ["##-###/####"]),
    ("bg.pnf", "dddddddddd", ["##########"]),
    ("de.idnr", "ddddddddddd", ["###########", "## ### ### ###"]),
    ("ec.ci", "17dddddddd", ["#########-#", "##########"]),
    ("es.nie", "YdddddddL", ["#########", "#-#######-#"]),
    ("es.nie", "ZdddddddL", ["#########", "#-#######-#"]),
    ("fr.nir", "2YYMM13dddddddd", ["# ## ## ## ### ### ##", "###############"]),
    ("gr.vat", "1dddddddd", ["#########"]),
    ("jp.in_", "dddddddddddd", ["#### #### ####", "############"]),
    ("lv.pvn", "DDMMYYddddd", ["######-#####"]),
    ("lv.pvn", "32ddddddddd", ["######-#####"]),
    ("mx.rfc", "LLLLYYMMDDddd", ["#############"]),
    ("ro.cnp", "5YYMMDD40dddd", ["#############"]),
    ("fr.nif", "dddddddddd000", ["## ## ### ### ###", "#############"]),
    ("pt.cc", "dddddddddLLd", ["########-#-###", "######## # ###"]),
    ("za.idnr", "YYMMDDdddd18d", ["#############", "###### #### ## #"]),
]

MODULES = {name: importlib.import_module("stdnum." + name) for name, _, _ in NUMBERS}


def draw(rng, form):
    year, month, day = rng.randrange(30, 99), rng.randrange(1, 13), rng.randrange(1, 29)
    form = form.replace("YY", "%02d" % year).replace("MM", "%02d" % month).replace("DD", "%02d" % day)
    out = []
    for c in form.replace(" ", ""):
        if c == "d":
            c = rng.choice(string.digits)
        elif c == "L":
            c = rng.choice(string.ascii_uppercase)
        elif c == "?":
            c = rng.choice("0123456789ABCDEFHJKLMNPRSTUVWXY")
        out.append(c)
    return "".join(out)


def number(rng, only=None):
    name, form, written = rng.choice(NUMBERS) if only is None else only
    module = MODULES[name]
    while True:
        if name == "cn.ric":
            body = draw(rng, form)
            value = body + module.calc_check_digit(body)
        elif name == "fr.nif":
            body = draw(rng, form)[:10]
            value = rng.choice("0123") + body[1:]
            value += module.calc_check_digits(value)
        elif name == "it.codicefiscale":
            year, month, day = rng.randrange(30, 99), rng.choice("ABCDEHLMPRST"), rng.randrange(1, 29)
            letters = "".join(rng.choice("BCDFGLMNPRSTV") for _ in range(6))
            body = "%s%02d%s%02dH501" % (letters, year, month, day)
            value = body + module.calc_check_digit(body)
        else:
            value = draw(rng, form)
        try:
            if module.is_valid(value):
                break
        except Exception:
            continue
    if not written:
        return value
    layout = iter(value)
    if rng.choice(written).count("#") != len(value):
        written = [w for w in written if w.count("#") == len(value)]
    return "".join(next(layout) if c == "#" else c for c in rng.choice(written))


if __name__ == "__main__":
    import random
    rng = random.Random(1)
    for row in NUMBERS:
        for _ in range(20):
            print(row[0] + "\t" + number(rng, row))

"""Prints recall and false alarms by class:
report.py texts.jsonl results.jsonl [NAME results.jsonl]… [--peers-every N] [--misses N] [--seeds WORDS --docs FILE]

An identifier counts as found if a kind was found and no five characters of it in a row are left. Classes named "local" (phone
numbers of up to eight digits) and "doubtful" (bare numbers as long as phone numbers are) are printed and belong to no total.
The other tools' results are of every Nth text. With --docs the tables are also written into a page, between its marks.
"""

import json
import re
import sys

TITLES = {"plain": "recall, plain", "encoded": "recall, each under all single encodings", "encoding": "recall by encoding",
          "clean": "false alarms"}

# False alarms of fewer are one row of the page.
QUIET = 0.1


def load(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def option(words, name):
    if name not in words:
        return None
    at = words.index(name)
    value = words[at + 1]
    del words[at:at + 2]
    return value


def is_found(line, result):
    if not result.get("kinds", ["x"]):
        return False
    left = re.sub("<[a-zA-Z_ ]+>|[A-Z_]{4,}", "\n", result["left"])
    context = line["text"]
    for secret in line["secret"]:
        context = context.replace(secret, "\n")
    for secret in line["secret"]:
        pieces = {secret[i:i + 5] for i in range(max(len(secret) - 4, 1))}
        if any(piece in left and piece not in context for piece in pieces):
            return False
    return result["left"] != line["text"]


def percent(counts):
    part, whole = counts
    return f"{100 * part / whole:.2f} %" if whole else ""


def rows_of(line, right):
    """Tables and rows that a text counts in."""
    if "secret" not in line:
        rows = [("clean", f'{line["class"]}, {line["field"]}')]
        return rows if "doubtful" in line["class"] else rows + [("clean", "all")]
    table = "plain" if line["encoding"] == "plain" else "encoded"
    if "local" in line["class"]:
        return [(table, line["class"])]
    return [(table, line["class"]), (table, "all")] + ([("encoding", line["encoding"])] if table == "encoded" else [])


def table(lines, head, rows):
    lines += ["", head, "| --- |" + " ---: |" * (head.count("|") - 2)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]


def page(tables, names, seeds, count):
    """The tables of docs/privacy.md."""
    lines = [f"Of {count:,} texts (seeds {seeds}); the other tools' figures are of every eleventh of them.".replace(",", ",")]
    plain, encoded, clean = tables["plain"], tables["encoded"], tables["clean"]
    rows = []
    for row in [name for name in plain if name != "all"] + ["all"]:
        if "local" not in row:
            rows.append([row, percent(plain[row][0]), percent(encoded[row][0])] + [percent(counts) for counts in plain[row][1:]])
    encodings = len(tables["encoding"])
    table(lines, f"| recall | {names[0]}, plain | in {encodings} encodings | " + " | ".join(f"{name}, plain" for name in names[1:]) + " |", rows)
    worst = min(tables["encoding"].items(), key=lambda row: row[1][0][0] / row[1][0][1])
    lines += ["", f"The worst single encoding is \"{worst[0]}\" with {percent(worst[1][0])}; "
              f"of numbers of up to eight bare digits, which are in no total, {percent(plain['phone, local'][0])} are found."]
    rows, quiet, loudest = [], [], 0
    for row, counts in clean.items():
        rate = 100 * counts[0][0] / counts[0][1]
        if row == "all" or QUIET <= rate:
            rows.append([row.replace("_", " ").replace("all", f"all {len(clean) - 2} classes") if row == "all" else row.replace("_", " ")]
                        + [percent(tool) for tool in counts])
        else:
            quiet.append(counts)
            loudest = max(loudest, rate)
    rows.sort(key=lambda row: (not row[0].startswith("all"), "doubtful" in row[0]))
    spans = [sorted(100 * tool[0] / tool[1] for tool in column if tool[1]) for column in zip(*quiet)]
    rows.append([f"each of the other {len(quiet)}", f"{loudest:.2f} % at most"] + [f"{span[0]:.0f} to {span[-1]:.0f} %" for span in spans[1:]])
    table(lines, "| false alarms | " + " | ".join(names) + " |", rows)
    return "\n".join(lines)


def main():
    words = sys.argv[1:]
    misses, stride = int(option(words, "--misses") or 0), int(option(words, "--peers-every") or 1)
    seeds, docs = option(words, "--seeds"), option(words, "--docs")
    texts = load(words[0])
    tools = [("tallymark", load(words[1]), 1)] + [(words[i], load(words[i + 1]), stride) for i in range(2, len(words), 2)]
    tables = {name: {} for name in TITLES}
    shown = {}
    for tool, (name, results, step) in enumerate(tools):
        assert len(results) == len(texts[::step]), f"{name}: {len(results)} results for {len(texts[::step])} texts"
        for line, result in zip(texts[::step], results):
            if "secret" in line:
                right = counted = is_found(line, result)
            else:
                right = result["left"] == " ".join(line["text"].split())
                counted = not right
            for table_name, row in rows_of(line, right):
                counts = tables[table_name].setdefault(row, [[0, 0] for _ in tools])[tool]
                counts[0] += counted
                counts[1] += 1
            key = (line["class"], line["encoding"], line["field"])
            if not right and tool == 0 and shown.setdefault(key, 0) < misses:
                shown[key] += 1
                print("MISS", *key, repr(line["text"]), "->", repr(result["left"]), result["kinds"])
    names = [name for name, _, _ in tools]
    for name, rows in tables.items():
        lines = []
        table(lines, f"| {TITLES[name]} | texts | " + " | ".join(names) + " |",
              [[row, str(counts[0][1])] + [percent(tool) for tool in counts] for row, counts in rows.items()])
        print("\n".join(lines))
    if docs:
        text = open(docs, encoding="utf-8").read()
        before, rest = text.split("<!-- scrub -->\n")
        _, after = rest.split("<!-- /scrub -->")
        written = page(tables, names, seeds, len(texts))
        open(docs, "w", encoding="utf-8").write(f"{before}<!-- scrub -->\n{written}\n<!-- /scrub -->{after}")


main()

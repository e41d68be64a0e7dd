"""Prints recall and false alarms by class: report.py texts.jsonl results.jsonl [NAME results.jsonl]… [--misses N]

An identifier counts as found if a kind was found and no five characters of it in a row are left. Classes named "local" (phone
numbers of up to eight digits) are printed and belong to no total.
"""

import json
import re
import sys


def load(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


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


def percent(part, whole):
    return f"{100 * part / whole:.2f} %" if whole else ""


def main():
    words = sys.argv[1:]
    misses = 0
    if "--misses" in words:
        at = words.index("--misses")
        misses = int(words[at + 1])
        del words[at:at + 2]
    texts = load(words[0])
    tools = [("tallymark", load(words[1]))] + [(words[i], load(words[i + 1])) for i in range(2, len(words), 2)]
    tables = {"plain": {}, "encoded": {}, "clean": {}, "encoding": {}}
    shown = {}
    for tool, (name, results) in enumerate(tools):
        assert len(results) == len(texts), f"{name}: {len(results)} results for {len(texts)} texts"
        for line, result in zip(texts, results):
            if "secret" in line:
                right = is_found(line, result)
                table = "plain" if line["encoding"] == "plain" else "encoded"
                rows = [(table, line["class"])]
                if "local" not in line["class"]:
                    rows.append((table, "all"))
                    rows += [("encoding", line["encoding"])] if table == "encoded" else []
            else:
                right = result["left"] == " ".join(line["text"].split())
                rows = [("clean", f'{line["class"]}, {line["field"]}'), ("clean", "all")]
            for table, row in rows:
                counts = tables[table].setdefault(row, [[0, 0] for _ in tools])[tool]
                counts[0] += right
                counts[1] += 1
            key = (line["class"], line["encoding"], line["field"])
            if not right and tool == 0 and shown.setdefault(key, 0) < misses:
                shown[key] += 1
                print("MISS", *key, repr(line["text"]), "->", repr(result["left"]), result["kinds"])
    titles = {"plain": "recall, plain", "encoded": "recall, each under all single encodings", "encoding": "recall by encoding",
              "clean": "false alarms"}
    for table, rows in tables.items():
        print(f"\n| {titles[table]} | texts | " + " | ".join(name for name, _ in tools) + " |")
        print("| --- | ---: |" + " ---: |" * len(tools))
        for row, counts in rows.items():
            figures = [percent(right if table != "clean" else whole - right, whole) for right, whole in counts]
            print(f"| {row} | {counts[0][1]} | " + " | ".join(figures) + " |")


main()

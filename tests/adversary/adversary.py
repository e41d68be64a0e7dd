"""An adversary who learns to tell which two batches are one shopper's.

Boosted trees (LightGBM) see both batches of 1,000 known shoppers, and learn from all of their bytes: each number and
word of the body, how far the two are apart, which counts go on where the others stopped, rare runs of bytes in
common. Then they get the batches of 1,000 strangers and pick for a first one the likeliest of all second ones. The headers of all requests are alike (tests/e2e/census.test.mjs), so they add the body's length alone.

The strangers must not be found more than one point in a hundred more often than by chance. That the adversary is one is
shown by what it finds once the batches have an identifier, or every event a count that goes on, as `nth` once did.

    adversary.py SHOPPERS [--asked N] [--docs FILE]

N first batches are asked about, 1000 at most; FILE is the page into which the figures are written.
"""

import argparse
import json
import math
import pathlib
import subprocess
import time
import zlib

import lightgbm
import numpy
from scipy import sparse

POINT = 0.01
SHOPPERS = 1000
KNOWN_PER_STRANGER = 40
ROUNDS = 150
MANY_WORDS = 40
COMMON = 4
SETTINGS = {
    "objective": "binary", "learning_rate": 0.07, "num_leaves": 31, "min_data_in_leaf": 40, "lambda_l2": 5,
    "feature_fraction": 0.7, "bagging_fraction": 0.8, "bagging_freq": 1, "verbose": -1, "seed": 1, "num_threads": 1,
    "deterministic": True, "force_row_wise": True,
}


def leaves(value, path, found):
    """Each number and word of a body by its place; of the events the first six and the last."""
    if isinstance(value, dict):
        for key, inner in value.items():
            leaves(inner, f"{path}.{key}", found)
    elif isinstance(value, list):
        for place in (0, 1, 2, 3, 4, 5, -1):
            if -len(value) <= place < len(value):
                leaves(value[place], f"{path}[{place}]", found)
    else:
        found[path] = value


def told(body, names):
    """What one batch says, as numbers and words by place."""
    batch = json.loads(body)
    events = batch["events"]
    found = {}
    leaves(batch, "", found)
    ages = sorted(event["age_ms"] for event in events)
    gaps = numpy.diff(ages) if 1 < len(ages) else numpy.zeros(1)
    found |= {"bytes": len(body), "events": len(events), "span": ages[-1] - ages[0], "gap": gaps.mean(),
              "widest": gaps.max(), "uneven": gaps.std(), "arms": len(events[-1].get("arm", {}))}
    for name in names:
        nths = [event.get("nth", 0) for event in events if event["name"] == name]
        found |= {f"first {name}": min(nths, default=0), f"last {name}": max(nths, default=0), f"count {name}": len(nths)}
    return found


def table(told_batches):
    """A column for each place; words as numbers where there are few of them, so that they can be compared."""
    columns = {}
    for place in sorted({place for batch in told_batches for place in batch}):
        values = [batch.get(place, -1) for batch in told_batches]
        if any(isinstance(value, str) for value in values):
            words = {word: index for index, word in enumerate(sorted({str(value) for value in values}))}
            if MANY_WORDS < len(words):
                continue
            values = [words[str(value)] for value in values]
        if len(set(values)) != 1:
            columns[place] = numpy.array(values, dtype=numpy.float32)
    return columns


def runs(bodies, length, boxes):
    """Runs of bytes by their box, weighed by how rare they are; and those that few batches have."""
    rows, places = [], []
    for row, body in enumerate(bodies):
        raw = numpy.frombuffer(body.encode(), numpy.uint8).astype(numpy.uint64)
        # A sum of the bytes, each times a power of an odd number, as in Rabin and Karp's search; all runs at once.
        sums = numpy.zeros(len(raw) - length + 1, numpy.uint64)
        for place in range(length):
            sums = sums * numpy.uint64(0x100000001B3) + raw[place:len(raw) - length + 1 + place]
        own = numpy.unique((sums >> numpy.uint64(7)) % numpy.uint64(boxes))
        rows.append(numpy.full(len(own), row))
        places.append(own.astype(numpy.int64))
    rows, places = numpy.concatenate(rows), numpy.concatenate(places)
    counts = sparse.csr_matrix((numpy.ones(len(rows), numpy.float32), (rows, places)), (len(bodies), boxes))
    owners = numpy.maximum(numpy.asarray(counts.sum(0)).ravel(), 1)
    weighed = counts @ sparse.diags(numpy.log(len(bodies) / owners))
    lengths = numpy.sqrt(numpy.asarray(weighed.multiply(weighed).sum(1)).ravel())
    rare = counts @ sparse.diags((owners <= COMMON).astype(numpy.float32))
    return sparse.diags(1 / numpy.maximum(lengths, 1e-9)) @ weighed, rare


class Batches:
    """All shoppers' two batches, and what can be said of any pair of them."""

    def __init__(self, shoppers):
        bodies = [body for pair in shoppers for body in pair]
        self.names = sorted({event["name"] for body in bodies for event in json.loads(body)["events"]})
        self.columns = table([told(body, self.names) for body in bodies])
        self.near, self.rare = runs(bodies, 4, 4096), runs(bodies, 8, 1 << 20)

    def pairs(self, firsts, seconds):
        """One row for each: what the first says, what the second says, and how both go together."""
        one, two = 2 * firsts, 2 * seconds + 1
        out = []
        for values in self.columns.values():
            out += [values[one], values[two], numpy.abs(values[one] - values[two])]
        fits = numpy.zeros((2, len(one)), numpy.float32)
        for name in self.names:
            empty = numpy.zeros(len(self.near[0].indptr), numpy.float32)
            last = self.columns.get(f"last {name}", empty)[one]
            first = self.columns.get(f"first {name}", empty)[two]
            goes_on = numpy.where(0 < first, first - last, -99)
            clash = numpy.where(0 < first, (first == 1) == (0 < last), False)
            fits += [goes_on == 1, clash]
            out += [goes_on, clash]
        out += list(fits)
        for weights, _ in (self.near, self.rare):
            out.append(numpy.asarray(weights[one].multiply(weights[two]).sum(1)).ravel())
        out.append(numpy.asarray(self.rare[1][one].multiply(self.rare[1][two]).sum(1)).ravel())
        return numpy.column_stack(out).astype(numpy.float32)


def found_share(shoppers, asked):
    """The share of the asked strangers whose second batch is picked; the first thousand shoppers are known."""
    batches = Batches(shoppers)
    chance = numpy.random.default_rng(1)
    firsts = numpy.repeat(numpy.arange(SHOPPERS), KNOWN_PER_STRANGER)
    seconds = chance.integers(0, SHOPPERS, len(firsts))
    seconds[::KNOWN_PER_STRANGER] = firsts[::KNOWN_PER_STRANGER]
    seen = lightgbm.Dataset(batches.pairs(firsts, seconds), (firsts == seconds).astype(int))
    trees = lightgbm.train(SETTINGS, seen, ROUNDS)
    others = numpy.arange(SHOPPERS, 2 * SHOPPERS)
    found = 0.0
    for own, stranger in enumerate(others[:asked]):
        likely = trees.predict(batches.pairs(numpy.full(SHOPPERS, stranger), others), raw_score=True, num_threads=1)
        best = likely.max() - 1e-9 <= likely
        # Where several are equally likely, the guess counts in parts.
        found += best[own] / best.sum()
    return found / asked


def interval(share, asked):
    """Wilson's interval of 95 % for a share: https://www.jstor.org/stable/2276774."""
    z, n = 1.96, asked
    middle, width = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return tuple((middle + side * width) / (1 + z * z / n) for side in (-1, 1))


def with_identifier(shoppers):
    """The same batches, with an id of the shopper in each."""
    def marked(body, shopper):
        return f'{{"visitor":"{zlib.crc32(str(shopper).encode()):08x}",{body[1:]}'
    return [[marked(body, shopper) for body in pair] for shopper, pair in enumerate(shoppers)]


def with_counts(shoppers):
    """The same batches, with `nth` that goes on from event to event."""
    def counted(pair):
        counts, out = {}, []
        for batch in map(json.loads, pair):
            for event in batch["events"]:
                event["nth"] = counts[event["name"]] = counts.get(event["name"], 0) + 1
            out.append(json.dumps(batch, separators=(",", ":")))
        return out
    return [counted(pair) for pair in shoppers]


def write(page, rows):
    """Puts the figures between their two marks on a page."""
    text = page.read_text()
    start, end = "<!-- adversary -->", "<!-- /adversary -->"
    before, rest = text.split(start)
    lines = ["| two batches of a shopper | found | 95 % interval |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {percent(share)} | {percent(low)} to {percent(high)} |" for name, share, low, high in rows]
    page.write_text(before + start + "\n" + "\n".join(lines) + "\n" + end + rest.split(end)[1])


def percent(share):
    return f"{100 * share:.2f} %"


def main():
    words = argparse.ArgumentParser()
    words.add_argument("shoppers", help="the program that simulates shoppers")
    words.add_argument("--asked", type=int, default=300)
    words.add_argument("--docs", type=pathlib.Path)
    words = words.parse_args()
    lines = subprocess.run([words.shoppers, str(2 * SHOPPERS), "1"], check=True, capture_output=True, text=True)
    ways = {}
    for line in map(json.loads, lines.stdout.splitlines()):
        ways.setdefault(line["way"], []).append(line["batches"])
    chance, loads = 1 / SHOPPERS, ways["loads"]
    cases = [
        ("with a page load between them", loads, 0, chance + POINT),
        ("of one page", ways["one page"], 0, chance + POINT),
        ("in a shop with a funnel of three steps, and a popup held out from a tenth", ways["funnel"], 0, chance + POINT),
        ("in that shop, if each event had an `nth` that counted on", with_counts(ways["funnel"]), chance + POINT, 1),
        ("with an identifier in them", with_identifier(loads), 0.9, 1),
    ]
    print(f"{words.asked} of {SHOPPERS} strangers are asked about; chance is {percent(chance)}")
    failed, rows = 0, []
    for name, shoppers, least, most in cases:
        began = time.monotonic()
        share = found_share(shoppers, words.asked)
        low, high = interval(share, words.asked)
        rows.append((name, share, low, high))
        is_right = least <= share <= most
        failed += not is_right
        print(f"{'ok' if is_right else 'FAILED':6} {name}: {percent(share)} found (95 %: {percent(low)} to {percent(high)}), "
              f"{percent(least)} to {percent(most)} expected; {time.monotonic() - began:.0f} s", flush=True)
    if words.docs:
        write(words.docs, rows)
    print(f"# pass {len(cases) - failed}\n# fail {failed}")
    raise SystemExit(failed != 0)


if __name__ == "__main__":
    main()

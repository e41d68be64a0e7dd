"""What Presidio's pattern recognisers leave of the same texts: peers.py texts.jsonl > results.jsonl

All recognisers of the package that need no language model, for English, at their own scores of 0.4 and more.
"""

import inspect
import json
import sys

import tldextract.tldextract

# The list of domains that comes with the package, so that nothing is fetched.
tldextract.extract = tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())

import presidio_analyzer.predefined_recognizers as predefined
from presidio_analyzer import PatternRecognizer


def recognizers():
    out = []
    for _, kind in inspect.getmembers(predefined, inspect.isclass):
        if issubclass(kind, PatternRecognizer) and kind is not PatternRecognizer:
            try:
                out.append(kind())
            except Exception as error:
                print(f"{kind.__name__}: {error}", file=sys.stderr)
    return out


def main():
    tools = recognizers()
    print(f"{len(tools)} recognisers", file=sys.stderr)
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            spans = []
            for tool in tools:
                # Addresses of the web and dates identify nobody.
                entities = [entity for entity in tool.supported_entities if entity not in ("URL", "DATE_TIME")]
                if entities:
                    spans += [(found.start, found.end) for found in tool.analyze(text, entities) if 0.4 <= found.score]
            left, kept = "", 0
            for start, end in sorted(spans):
                if kept <= start:
                    left += text[kept:start] + "<x>"
                kept = max(kept, end)
            print(json.dumps({"left": " ".join((left + text[kept:]).split())}))


main()

#!/usr/bin/env python3
"""Turns recorded samples of the original DIMP libraries, and what was published with them, into upstream cases.

    python3 vectors/import/dimp.py SAMPLES.json published > vectors/dimp/published.json
    python3 vectors/import/dimp.py SAMPLES.json upstream > vectors/dimp/upstream.json

It was run once. What it takes from a sample (operation, input, draws, time, upstream's outcome) is locked in
vectors/LOCK and never changes; what it adds by hand (name, rules, strict outcome) may. Draws were not recorded: they
follow from the private keys of the samples. Behind what was used of the draw `padding` stands `ff`.
"""

import json
import sys

import dimp_case
import dimp_contents
import dimp_identity
import dimp_keys
import dimp_messages

ABOUT = {
    "published": "What the authors of DIMP have published, and messages captured from its ports. Locked: see vectors/LOCK.",
    "upstream": "Captured from dimp 0.9.5 with mkm 0.9.3, dkd 0.7.3, dimsdk 0.4.3 and plugins of later releases. Locked: see vectors/LOCK.",
}


def cases(document):
    dimp_case.number_samples(document)
    samples = {sample["id"]: sample for sample in document["samples"]}
    answers = {answer["id"]: answer for answer in document["known_answers"]}
    yield dimp_identity.hulk_address(samples["ID-hulk"])
    for sample in samples.values():
        if sample["kind"] == "meta":
            yield from dimp_identity.metas(sample)
        if sample["kind"] == "profile":
            yield from dimp_identity.profiles(sample, samples)
        if sample["id"] in dimp_contents.NAMES:
            yield from dimp_contents.contents(sample)
        if sample["id"] in dimp_messages.MESSAGES:
            yield from dimp_messages.opened(sample)
            if dimp_messages.MESSAGES[sample["id"]][1]:
                yield dimp_messages.sealed(sample, samples)
    yield dimp_messages.verified(samples["BC-01"])
    yield from dimp_contents.files(samples)
    yield from dimp_messages.split_and_trimmed(samples)
    yield from dimp_messages.documented(answers, samples)
    yield from dimp_messages.generation(document["newer_versions"], samples)
    yield from dimp_identity.known_metas(answers)
    yield from dimp_identity.known_profile(answers, samples)
    yield from dimp_identity.identifiers(answers)
    yield from dimp_keys.curve_keys(answers)
    yield from dimp_keys.published_keys(answers)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        found = list(cases(json.load(file)))
    published = sys.argv[2] == "published"
    chosen = [row for row in found if row["id"].startswith("dimp/published/") == published]
    document = {"$schema": "../schema/cases.schema.json", "protocol": "dimp", "about": ABOUT[sys.argv[2]], "cases": chosen}
    json.dump(document, sys.stdout, indent=2, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()

"""What oldmemo 2.1.0 and twomemo 2.1.0 answer to the choices of spec/omemo.md, where it is not the strict answer."""

_BOTH = {
    "changed-identity": "accepted",
    "duplicate-fields": "last",
    "duplicate-ids": "last",
    "groups": "skipped",
    "heartbeat": "every",
    "id-range": "32-bits",
    "key-encoding": "masked",
    "omitted-n": "zero",
    "omitted-pn": "zero",
    "own-identity": "accepted",
    "previous-count": "exact",
    "simultaneous": "replaced",
    "uint32-range": "truncated",
    "varint-form": "any",
    "wire-type": "unknown",
    "xml-entities": "expanded",
    "xml-size": "unlimited",
    "xml-unknown": "refused",
}


def choices_of(form):
    return {**_BOTH, "gcm-iv": "any"} if form.legacy else dict(_BOTH)

#!/usr/bin/env python3
"""Checks the chain that `reshuffle log --raw` prints, by docs/FORMAT.md alone.

    verify_chain.py [-v] [FILE|-] [HEAD]

HEAD, an event's id known from elsewhere, must be in the log; -v lists every event.
Needs `blake3` from PyPI. Exit status: 0 intact, 3 not intact, 1 otherwise.
"""
import io
import re
import struct
import sys

from blake3 import blake3

EVENTS = "created source redescribed amended retracted corroborated redacted signing_key signed"
FACTS = "appointed held departed withdrawn reason said pledged counted aligned alias body post status identified"
KINDS = {**dict(enumerate(EVENTS.split(), 1)), **dict(enumerate(FACTS.split(), 16))}


def require(holds, why):
    if not holds:
        raise ValueError(why)


def digest(context, data):
    return blake3(data, derive_key_context=context).digest()


def take(body, length):
    taken = body.read(min(length, 60_000))
    require(len(taken) == length, "the body ends inside a field")
    return taken


def integer(body):
    first = take(body, 1)[0]
    require(first <= 253, f"an integer in the body begins with {first}")
    if first <= 250:
        return first
    value = int.from_bytes(take(body, {251: 2, 252: 4, 253: 8}[first]), "little")
    require(value > {251: 250, 252: 0xFFFF, 253: 0xFFFFFFFF}[first], "an integer in the body is not the shortest")
    return value


def text(body):
    return take(body, integer(body)).decode()  # its UnicodeDecodeError is a ValueError


def check(line, seq, prev, last, erased):
    """Checks one line; answers with the event's id, its time, and what to say of it."""
    words = re.fullmatch(rb"((?:[0-9a-f]{2})*) ((?:[0-9a-f]{2})*)\n", line)
    require(words, "this is not a header and a body in hexadecimal digits, and a line feed")
    header, body = (bytes.fromhex(word.decode()) for word in words.groups())
    require(len(header) == 88, f"the header has {len(header)} bytes, not 88")
    require(len(header) + len(body) <= 60_000, "the event has more than 60,000 bytes")
    magic, version, kind, said_seq, at, body_digest, said_prev = struct.unpack(">4sHHQq32s32s", header)
    require(magic == b"RSHF", "the header does not begin with RSHF")
    require(version == 1, f"the format version is {version}, not 1")
    require(said_seq == seq, f"seq is {said_seq}, where {seq} belongs")
    require(said_prev == prev, "prev is not the id of the event before")
    require(last is None or at > last, "recorded_at is not after that of the event before")
    require((kind == 1) == (seq == 0), "`created` is the first event, and no other")
    event, name = digest("reshuffle 2026 event header v1", header), KINDS.get(kind, f"unknown kind {kind}")
    if not body:
        erased[event] = seq
        return event, at, f"{name}, erased"
    require(digest("reshuffle 2026 event body v1", body) == body_digest, "the body is not the one of the header's digest")
    if kind not in KINDS:
        return event, at, name
    body = io.BytesIO(body)
    _salt, recorder, has_key = take(body, 16), text(body), take(body, 1)[0]
    require(has_key <= 1, f"an option in the body begins with {has_key}")
    _key = text(body) if has_key else None
    for _ in range(integer(body) if name == "redacted" else 0):
        erased.pop(take(body, 32), None)
    return event, at, f"{name}, by {recorder!a}"


def main(verbose, path="-", expected=None):
    head, last, count, erased, ids = bytes(32), None, 0, {}, {expected, None}
    try:
        for count, line in enumerate(sys.stdin.buffer if path == "-" else open(path, "rb"), 1):
            head, last, what = check(line, count - 1, head, last, erased)
            ids.discard(head.hex())
            print(end=f"{count - 1} {head.hex()} {what}\n" if verbose else "")
        require(count, "nothing is here, and a ledger has at least its event 0")
        require(ids == {None}, f"the log ends here, without the expected event {expected}")
        count = min(erased.values(), default=count - 1) + 1
        require(not erased, "the body is empty, and no later `redacted` names the event: it is lost")
    except ValueError as fault:
        sys.exit(print(f"line {count}: {fault}") or 3)
    print(f"intact: {count} events, head {head.hex()}")


if __name__ == "__main__":
    main("-v" in sys.argv[1:], *(word for word in sys.argv[1:] if word != "-v"))

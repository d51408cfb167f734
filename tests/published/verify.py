"""Verifies a published log with aics-tlog, a package of others, and nothing of ours.

    verify.py DIR KEY [CHECKPOINT | PROOF.tlog-proof]...
"""

import base64
import json
import sys
from pathlib import Path

from aics_tlog import (
    FileSystemTileReader,
    audit_tiles,
    consistency_proof_from_tiles,
    inclusion_proof_from_tiles,
    parse_checkpoint,
    parse_note,
    parse_vkey,
    read_entry,
    verify_checkpoint,
    verify_consistency,
    verify_leaf_inclusion,
)


def check(holds, what):
    if not holds:
        sys.exit(f"{what} does not hold")


def opened(text, key):
    note = parse_note(text)
    verdict = verify_checkpoint(note, key)
    check(verdict.ok, f"the checkpoint: {verdict.error}")
    return parse_checkpoint(note.text)


def verify_proof(path, key):
    head, checkpoint = path.read_bytes().split(b"\n\n", 1)
    magic, extra, index, *hashes = head.decode().split("\n")
    check(magic == "c2sp.org/tlog-proof@v1" and extra.startswith("extra "), path)
    header = json.loads(base64.b64decode(extra.removeprefix("extra ")))["header"]
    signed = opened(checkpoint, key)
    proof = [base64.b64decode(line) for line in hashes]
    number = int(index.removeprefix("index "))
    check(verify_leaf_inclusion(bytes.fromhex(header), number, signed.size, proof, signed.root), path)


def main():
    folder, key = Path(sys.argv[1]), parse_vkey(sys.argv[2])
    now = opened((folder / "checkpoint").read_bytes(), key)
    tiles = FileSystemTileReader(folder)
    audit_tiles(tiles, now.size, now.root)
    for index in range(0, now.size, 256):
        proof = inclusion_proof_from_tiles(tiles, index, now.size)
        leaf = read_entry(tiles, index, now.size)
        check(verify_leaf_inclusion(leaf, index, now.size, proof, now.root), f"entry {index}")
    for path in map(Path, sys.argv[3:]):
        if path.suffix == ".tlog-proof":
            verify_proof(path, key)
            continue
        then = opened(path.read_bytes(), key)
        check(then.origin == now.origin, path)
        proof = consistency_proof_from_tiles(tiles, then.size, now.size)
        check(verify_consistency(then.size, now.size, then.root, now.root, proof), path)
    print("verified", now.size)


if __name__ == "__main__":
    main()

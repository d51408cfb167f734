// Verifies a published log with the Go project's own packages for signed notes
// and transparent logs, and nothing of ours.
//
//	verify DIR KEY [CHECKPOINT | PROOF.tlog-proof]...
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error, what string) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}

func check(ok bool, format string, args ...interface{}) {
	if !ok {
		must(fmt.Errorf(format, args...), "does not hold")
	}
}

type checkpoint struct {
	origin string
	size   int64
	root   tlog.Hash
}

func open(text []byte, known note.Verifiers) checkpoint {
	signed, err := note.Open(text, known)
	must(err, "the note")
	lines := strings.Split(signed.Text, "\n")
	check(len(lines) == 4 && lines[3] == "", "a checkpoint has three lines")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "the size")
	root, err := base64.StdEncoding.DecodeString(lines[2])
	must(err, "the root")
	found := checkpoint{origin: lines[0], size: size}
	check(copy(found.root[:], root) == len(found.root), "the root is short")
	return found
}

type tiles struct{ dir string }

func place(index int64, width int) string {
	parts := fmt.Sprintf("%03d", index%1000)
	for index /= 1000; index > 0; index /= 1000 {
		parts = fmt.Sprintf("x%03d/%s", index%1000, parts)
	}
	if width < 256 {
		parts += fmt.Sprintf(".p/%d", width)
	}
	return parts
}

func (t tiles) Height() int { return 8 }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		data, err := os.ReadFile(filepath.Join(t.dir, "tile", strconv.Itoa(tile.L), place(tile.N, tile.W)))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func verifyProof(path string, known note.Verifiers) {
	text, err := os.ReadFile(path)
	must(err, "the proof")
	head, rest, ok := strings.Cut(string(text), "\n\n")
	check(ok, "no checkpoint")
	lines := strings.Split(head, "\n")
	check(lines[0] == "c2sp.org/tlog-proof@v1", "another first line")
	check(strings.HasPrefix(lines[1], "extra ") && strings.HasPrefix(lines[2], "index "), "lines are missing")
	beside, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	must(err, "what is beside it")
	_, after, ok := strings.Cut(string(beside), `"header":"`)
	check(ok && len(after) > 176, "no header")
	header := make([]byte, 88)
	_, err = fmt.Sscanf(after[:176], "%x", &header)
	must(err, "the header")
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	must(err, "the index")
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		must(err, "a hash")
		proof = append(proof, hash)
	}
	signed := open([]byte(rest), known)
	must(tlog.CheckRecord(proof, signed.size, signed.root, index, tlog.RecordHash(header)), path)
}

func main() {
	dir, key := os.Args[1], os.Args[2]
	verifier, err := note.NewVerifier(key)
	must(err, "the key")
	known := note.VerifierList(verifier)
	text, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	must(err, "the checkpoint")
	now := open(text, known)
	hashes := tlog.TileHashReader(tlog.Tree{N: now.size, Hash: now.root}, tiles{dir})
	root, err := tlog.TreeHash(now.size, hashes)
	must(err, "the tree")
	check(root == now.root, "another root")
	for first := int64(0); first < now.size; first += 256 {
		width := int(now.size - first)
		if width > 256 {
			width = 256
		}
		bundle, err := os.ReadFile(filepath.Join(dir, "tile", "entries", place(first/256, width)))
		must(err, "a bundle")
		for at := first; at < first+int64(width); at++ {
			check(len(bundle) >= 2, "entry %d is missing", at)
			length := int(binary.BigEndian.Uint16(bundle))
			check(len(bundle) >= 2+length, "entry %d is cut short", at)
			found, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, at)})
			must(err, "a leaf")
			check(found[0] == tlog.RecordHash(bundle[2:2+length]), "entry %d is not the leaf", at)
			bundle = bundle[2+length:]
		}
		check(len(bundle) == 0, "bytes are left over")
		proof, err := tlog.ProveRecord(now.size, first, hashes)
		must(err, "a proof")
		leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, first)})
		must(err, "a leaf")
		must(tlog.CheckRecord(proof, now.size, now.root, first, leaf[0]), "inclusion")
	}
	for _, path := range os.Args[3:] {
		if strings.HasSuffix(path, ".tlog-proof") {
			verifyProof(path, known)
			continue
		}
		text, err := os.ReadFile(path)
		must(err, "an older checkpoint")
		then := open(text, known)
		check(then.origin == now.origin, "another log")
		proof, err := tlog.ProveTree(now.size, then.size, hashes)
		must(err, "a proof")
		must(tlog.CheckTree(proof, now.size, now.root, then.size, then.root), path)
	}
	fmt.Println("verified", now.size)
}

package store

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// SQLite reads the WAL up to the first frame that is not sound and takes that
// for its end. So it is where a write was torn; where a page was damaged, what
// was committed after it is silently lost. The two are told apart here, by the
// format in https://www.sqlite.org/walformat.html:
//
//   - what is begun after a commit shows that the commit was whole on disk;
//   - the WAL's index (-shm), which a killed process leaves behind, counts the
//     frames that are committed. It is written after they are on disk.

const (
	walHeaderSize   = 32
	frameHeaderSize = 24
	walMagic        = 0x377f0682 // or one more, where words are big-endian
)

// sum goes over data's pairs of words, as SQLite's checksums do.
func sum(order binary.ByteOrder, s [2]uint32, data []byte) [2]uint32 {
	for ; len(data) >= 8; data = data[8:] {
		s[0] += order.Uint32(data) + s[1]
		s[1] += order.Uint32(data[4:]) + s[0]
	}
	return s
}

// sumAt reads a checksum that stands in a header.
func sumAt(order binary.ByteOrder, data []byte) [2]uint32 {
	return [2]uint32{order.Uint32(data), order.Uint32(data[4:])}
}

// checkWAL fails where the WAL of the database at path has lost something that
// was committed. What another process writes meanwhile may look so, but not
// again and again. It is of no use once SQLite has opened the database.
func checkWAL(path string) error {
	for range 3 {
		damaged, err := walDamaged(path)
		if err != nil {
			return fmt.Errorf("database %s: its -wal file cannot be read: %w", path, err)
		}
		if !damaged {
			return nil
		}
	}
	return fmt.Errorf("%w: its -wal file has lost what was committed", ErrDamaged)
}

func walDamaged(path string) (bool, error) {
	// The index first: what it counts is in the WAL by then.
	index, err := os.ReadFile(path + "-shm")
	if err != nil {
		index = nil // lost with the power
	}
	f, err := os.Open(path + "-wal")
	if err != nil {
		return false, err
	}
	defer func() { _ = f.Close() }()
	header := make([]byte, walHeaderSize)
	if _, err := io.ReadFull(f, header); err != nil {
		return false, eof(err) // torn before the first commit
	}
	damaged, err := framesDamaged(header, bufio.NewReaderSize(f, 1<<20), index)
	if err != nil || !damaged {
		return false, err
	}
	again := make([]byte, walHeaderSize)
	if _, err := f.ReadAt(again, 0); err != nil {
		return false, eof(err)
	}
	return bytes.Equal(header, again), nil // else it was begun anew meanwhile
}

// framesDamaged judges the frames after the header.
func framesDamaged(header []byte, frames io.Reader, index []byte) (bool, error) {
	var order binary.ByteOrder = binary.LittleEndian
	magic, pageSize := binary.BigEndian.Uint32(header), binary.BigEndian.Uint32(header[8:])
	if magic&1 == 1 {
		order = binary.BigEndian
	}
	running := sum(order, [2]uint32{}, header[:24])
	if magic&^1 != walMagic || pageSize > 65536 || running != sumAt(binary.BigEndian, header[24:]) {
		return true, nil
	}
	frame := make([]byte, frameHeaderSize+pageSize)
	committed := uint32(0) // the last sound frame that ends a transaction
	sound, ended := true, false
	for n := uint32(1); ; n++ {
		if _, err := io.ReadFull(frames, frame); err != nil {
			return committed < counted(index, header[16:24]), eof(err)
		}
		current := bytes.Equal(frame[8:16], header[16:24]) // not of the WAL's last use
		if sound {
			running = sum(order, sum(order, running, frame[:8]), frame[frameHeaderSize:])
			sound = current && running == sumAt(binary.BigEndian, frame[16:])
		}
		commit := binary.BigEndian.Uint32(frame[4:]) != 0
		switch {
		case sound && commit:
			committed = n
		case !sound && current && ended:
			return true, nil
		case !sound && current && commit:
			ended = true
		}
	}
}

// counted is how many frames of the WAL with these salts are committed by its
// index; 0 where that says nothing of it.
func counted(index, salts []byte) uint32 {
	const size = 48
	if len(index) < size {
		return 0
	}
	order := binary.NativeEndian
	if sum(binary.NativeEndian, [2]uint32{}, index[:40]) != [2]uint32{order.Uint32(index[40:]), order.Uint32(index[44:])} ||
		!bytes.Equal(index[32:40], salts) {
		return 0
	}
	return order.Uint32(index[16:])
}

// eof takes the end of a file for no error.
func eof(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

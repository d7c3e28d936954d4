package main

import (
	"os"
	"runtime/debug"
)

// watchCrashes has the runtime write to the file why the process ends, where it
// does so by itself, and tells whether the last one did.
func watchCrashes(path string) (crashed bool, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return false, err
	}
	defer func() { _ = f.Close() }() // the runtime has a copy
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	if err := f.Truncate(0); err != nil {
		return false, err
	}
	return info.Size() > 0, debug.SetCrashOutput(f, debug.CrashOptions{})
}

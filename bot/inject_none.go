//go:build !faults

package bot

// inject does nothing: see inject_faults.go.
func inject(*event) {}

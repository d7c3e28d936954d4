//go:build !linux

package main

import "os/exec"

// bindToParent does nothing where a child cannot be bound to its parent:
// Ctrl-C then ends both at once.
func bindToParent(*exec.Cmd) {}

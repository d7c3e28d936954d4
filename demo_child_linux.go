package main

import (
	"os/exec"
	"syscall"
)

// bindToParent gives the bot a process group of its own, so that Ctrl-C
// reaches only the demo, and ends it with the demo, however that ends.
func bindToParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

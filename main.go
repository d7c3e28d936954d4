// Hamzaban is a Telegram bot that chats and translates, on the free tiers of
// many AI providers made into one service.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// The exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // at run time
	exitUsage  = 2 // unusable configuration or arguments
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() {
		<-ctx.Done()
		stop() // a second signal ends the program at once
	}()
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
}

// program is what a command works with.
type program struct {
	args           []string
	getenv         func(string) string
	stdin          io.Reader
	stdout, stderr io.Writer
}

var subcommands = []struct {
	name, synopsis, does string
	run                  func(*program, context.Context) error
}{
	{"run", "run", "runs the bot (also without a command)", (*program).serve},
	{"demo", "demo [--addr 127.0.0.1:8090]", "runs the bot in the browser: no Telegram account, no key", (*program).demo},
	{"check", "check [--translate]", "checks the configuration, Telegram and every provider, or compares translations", (*program).check},
	{"status", "status [--json]", "prints the providers' quotas, also while the bot runs", (*program).status},
	{"translate", "translate [--from xx] --to xx [FILE]", "translates a file, or standard input, to standard output", (*program).translate},
	{"healthcheck", "healthcheck", "exit code 0 when the running bot is ready", (*program).healthcheck},
	{"version", "version", "prints version, commit and Go version", (*program).version},
}

// usageError is a wrong command line.
type usageError struct{ error }

func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) int {
	name := "run"
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	if name == "--version" {
		name = "version"
	}
	if name == "help" || name == "-h" || name == "--help" {
		printUsage(stdout)
		return exitOK
	}
	for _, c := range subcommands {
		if c.name == name {
			p := &program{args: args, getenv: getenv, stdin: stdin, stdout: stdout, stderr: stderr}
			err := c.run(p, ctx)
			if errors.Is(err, errHelp) {
				printUsage(stdout)
				return exitOK
			}
			return exitCode(err, stderr)
		}
	}
	_, _ = fmt.Fprintf(stderr, "hamzaban: there is no command %q\n\n", name)
	printUsage(stderr)
	return exitUsage
}

func exitCode(err error, stderr io.Writer) int {
	if err == nil {
		return exitOK
	}
	_, _ = fmt.Fprintln(stderr, "hamzaban:", err)
	var faults Faults
	var usage usageError
	if errors.As(err, &faults) || errors.As(err, &usage) {
		return exitUsage
	}
	return exitFailed
}

func printUsage(w io.Writer) {
	_, _ = fmt.Fprintln(w, "Hamzaban, a Telegram bot that chats and translates.\n\nUsage: hamzaban [command]")
	for _, c := range subcommands {
		_, _ = fmt.Fprintf(w, "  %-38s %s\n", c.synopsis, c.does)
	}
	_, _ = fmt.Fprintln(w, "\nSettings are environment variables, or lines of .env in the working directory:\n.env.example explains each. Exit codes: 0 fine, 1 failed, 2 wrong settings or arguments.")
}

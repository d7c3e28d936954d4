package main

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"runtime/debug"
)

// version and commit are set by the linker where the build knows them.
var version, commit = "", ""

func (p *program) version(context.Context) error {
	if err := p.flags(flag.NewFlagSet("version", flag.ContinueOnError), 0); err != nil {
		return err
	}
	v, c := version, commit
	if info, ok := debug.ReadBuildInfo(); ok {
		if v == "" {
			v = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && c == "" {
				c = s.Value
			}
		}
	}
	if v == "" {
		v = "(devel)"
	}
	if c == "" {
		c = "unknown"
	}
	_, err := fmt.Fprintf(p.stdout, "hamzaban %s, commit %s, %s %s/%s\n", v, c, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

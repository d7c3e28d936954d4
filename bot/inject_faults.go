//go:build faults

package bot

import "strings"

// inject makes the handler fail at a message that asks for it, so that it can
// be proven what becomes of such a one. No program that ships is built with it.
func inject(e *event) {
	switch {
	case strings.Contains(e.text, "panic in this handler"):
		panic("asked for")
	case strings.Contains(e.text, "end this process"):
		go func() { panic("asked for") }()
		select {}
	}
}

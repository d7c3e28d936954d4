package ai_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

var seedFlag = flag.Uint64("seed", 0, "repeat a randomised test with the seed that it printed; 0: a new one")

// seeded returns the seed of a randomised test, which prints it.
func seeded(t *testing.T) uint64 {
	t.Helper()
	seed := *seedFlag
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("repeat with: go test ./ai -run '^%s$' -seed %d", strings.ReplaceAll(t.Name(), "/", "$/^"), seed)
	return seed
}

// TestMain runs the tests, or one child process of theirs, and fails where
// goroutines are left when all is over.
func TestMain(m *testing.M) {
	if config := os.Getenv(askingVar); config != "" {
		askUntilKilled(config)
		os.Exit(0)
	}
	code := m.Run()
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	left := lingering(func(stack string) bool {
		return !slices.ContainsFunc(resident, func(s string) bool { return strings.Contains(stack, s) })
	})
	if code == 0 && len(left) > 0 {
		fmt.Fprintf(os.Stderr, "%d goroutines are left when all tests are over:\n\n%s\n", len(left), strings.Join(left, "\n\n"))
		code = 1
	}
	os.Exit(code)
}

// resident goroutines stay: this one, and what Gemini's library starts and
// nobody can end.
var resident = []string{
	"hamzaban/ai_test.TestMain(",
	"go.opencensus.io/stats/view.(*worker).start",
	"google.golang.org/grpc",
}

// lingering returns the stacks of the goroutines that are asked for, once they
// have had time to end.
func lingering(which func(stack string) bool) []string {
	var left []string
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); runtime.Gosched() {
		stacks := make([]byte, 16<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		left = nil
		for stack := range bytes.SplitSeq(stacks, []byte("\n\n")) {
			if s := string(stack); which(s) {
				left = append(left, s)
			}
		}
		if len(left) == 0 {
			break
		}
	}
	return left
}

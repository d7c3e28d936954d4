package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	kills        = flag.Int("kills", 0, "how often TestDelivery ends the bot at a random moment; 0: it is not run")
	restarts     = flag.Int("restarts", 100, "how often TestDelivery restarts the bot in a row")
	deliverySeed = flag.Uint64("deliveryseed", 0, "the seed of TestDelivery; 0: another one each time")
)

// TestDelivery plays the faults under which nothing may be lost, said twice or
// said out of order, each on the real program with a database of its own, and
// prints what came of it. It takes minutes: scripts/prove-delivery.sh runs it.
func TestDelivery(t *testing.T) {
	if *kills == 0 {
		t.Skip("it is run by scripts/prove-delivery.sh, or with -kills 50")
	}
	seed := *deliverySeed
	if seed == 0 {
		seed = rand.Uint64N(1e6) + 1
	}
	shop := &workshop{dir: t.TempDir(), made: map[string]string{}}
	table := make([]string, len(deliveryFaults))
	t.Cleanup(func() {
		head := fmt.Sprintf("%-26s %9s %5s %8s %11s %9s %9s %7s %7s  %s",
			"fault", "questions", "lost", "doubled", "disordered", "repeated", "instants", "strays", "time", "notes")
		played := slices.DeleteFunc(table, func(row string) bool { return row == "" })
		t.Logf("seed %d\n%s\n%s", seed, head, strings.Join(played, "\n"))
	})
	for i, f := range deliveryFaults {
		t.Run(f.name, func(t *testing.T) {
			program := shop.program(t, f.tag)
			t.Parallel()
			tr := newTrial(t, seed, program, f)
			begun := time.Now()
			f.play(tr)
			v := tr.finish()
			table[i] = tr.row(f, v, time.Since(begun))
		})
	}
}

// row is a line of the table.
func (tr *trial) row(f fault, v *verdict, took time.Duration) string {
	if v.parked > 0 {
		tr.note("%d answers put off", v.parked)
	}
	if v.firstLines+v.oneLiners > 0 {
		tr.note("strays: %d first lines, %d one-line messages twice", v.firstLines, v.oneLiners)
	}
	if v.byKill > 0 {
		tr.note("%d of the instants by a kill at most %d ms after the reply", v.byKill, v.widest.Milliseconds())
	}
	return fmt.Sprintf("%-26s %9d %5d %8d %11d %9d %9d %7d %5.0f s  %s",
		f.name, v.questions, v.lost, v.doubled, v.disordered, v.repeated, v.instants, v.firstLines+v.oneLiners,
		took.Seconds(), strings.Join(tr.notes, "; "))
}

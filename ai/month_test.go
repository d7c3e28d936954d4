package ai_test

import (
	"flag"
	"testing"
	"time"

	"hamzaban/sandbox/providers"
)

// A month of a bot that many people use, on a clock that jumps: real clients
// and the providers' real laws. Beside the pool, on the same demand: what is
// allowed, plain order and fail-over, and one Gemini model alone. The month is
//
//	go test ./ai -run SimulatedMonth -days 30 -timeout 60m -v
var (
	monthDays = flag.Int("days", 1, "how many days TestSimulatedMonth takes; from 2 on limits that are too low or change are played, too")
	monthSeed = flag.Uint64("monthseed", 1, "the seed of the simulated demand; 0: another one each time")
)

// leastShare is what the pool serves, at the least, of what is allowed in the
// hours in which more is asked.
const leastShare = 0.99

// learnedShare is the same where the limits had to be learned: of what a day
// allows something is lost to finding it out.
const learnedShare = 0.95

func TestSimulatedMonth(t *testing.T) {
	if testing.Short() { // a look for races: an hour is too short to judge by
		simulate(t, month{days: 1, hours: 1, times: 1, truth: 1, catalogue: 1})
		return
	}
	m := simulate(t, month{days: *monthDays, times: 1, truth: 1, catalogue: 1})
	m.check(t, 0, leastShare)
}

// Each limit is half or double of what the catalogue says: in the first
// evening in which it is reached that is found out.
func TestSimulatedMonthLearnsWrongFigures(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes days of the simulated clock")
	}
	t.Run("half", func(t *testing.T) {
		m := simulate(t, month{days: 2, hours: 3, times: 0.5, truth: 0.5, catalogue: 1})
		m.check(t, 1, learnedShare)
	})
	t.Run("double", func(t *testing.T) {
		if *monthDays < 2 {
			t.Skip("with -days 2")
		}
		m := simulate(t, month{days: 3, hours: 3, times: 1, truth: 1, catalogue: 0.5})
		m.check(t, 2, learnedShare) // the tokens of a day are not all used, nor learned, in the first evening
	})
}

// In the first evening one provider halves its limits, and at another somebody
// has bought credits.
func TestSimulatedMonthLearnsChangedLimits(t *testing.T) {
	if testing.Short() || *monthDays < 2 {
		t.Skip("it takes days of the simulated clock: with -days 2")
	}
	m := simulate(t, month{days: 2, hours: 3, times: 1, truth: 1, catalogue: 1, changes: []change{
		{monthBegin.Add(16 * time.Hour), "groq", providers.Limits{RPM: 15, RPD: 500, TPM: 4000, TPD: 100000}},
		{monthBegin.Add(17 * time.Hour), "openrouter", providers.Limits{RPM: 20, RPD: 1000}},
	}})
	m.check(t, 1, learnedShare)
}

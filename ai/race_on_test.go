//go:build race

package ai_test

// underRace says that the race detector slows all this down by ten.
const underRace = true

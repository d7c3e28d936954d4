//go:build !race

package ai_test

const underRace = false

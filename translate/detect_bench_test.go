package translate

import (
	"runtime"
	"strings"
	"testing"
)

// BenchmarkDetect reads a thousand characters.
func BenchmarkDetect(b *testing.B) {
	text := firstRunes(strings.Repeat("هر کس حق زندگی، آزادی و امنیت شخصی دارد. ", 30), 1000)
	Detect(text)
	for b.Loop() {
		Detect(text)
	}
}

// BenchmarkDetectLoad reads the statistics, as the first call does, and tells
// what they take of memory.
func BenchmarkDetectLoad(b *testing.B) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var m map[string]*runModel
	for b.Loop() {
		m = loadRuns()
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB")
	runtime.KeepAlive(m)
}

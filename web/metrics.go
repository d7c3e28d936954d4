package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Sample is one figure as of now. Samples of one name stand together and have
// the same help and kind.
type Sample struct {
	// Name begins with the program's, Help is one sentence.
	Name, Help string
	// Counter figures only grow.
	Counter bool
	Labels  map[string]string
	Value   float64
}

// Metrics serves what read returns, and a few figures of the process, in
// Prometheus' text form. The form is so plain that a client library, which
// takes more memory than the idle bot's own rooms, would not earn its place.
func Metrics(read func(context.Context) ([]Sample, error)) http.Handler {
	began := time.Now()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		samples, err := read(r.Context())
		if err != nil {
			http.Error(w, "the figures cannot be read", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		writeMetrics(w, append(process(began), samples...))
	})
}

func process(began time.Time) []Sample {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return []Sample{
		{Name: "process_start_time_seconds", Help: "When the process started, in Unix time.", Value: float64(began.Unix())},
		{Name: "go_goroutines", Help: "Goroutines that exist.", Value: float64(runtime.NumGoroutine())},
		{Name: "go_memstats_heap_inuse_bytes", Help: "Bytes in heap spans in use.", Value: float64(m.HeapInuse)},
	}
}

// writeMetrics writes the samples grouped by their names, as the form wants.
func writeMetrics(w io.Writer, samples []Sample) {
	slices.SortStableFunc(samples, func(a, b Sample) int { return strings.Compare(a.Name, b.Name) })
	for i, s := range samples {
		if i == 0 || samples[i-1].Name != s.Name {
			kind := "gauge"
			if s.Counter {
				kind = "counter"
			}
			_, _ = fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", s.Name, s.Help, s.Name, kind)
		}
		var labels []string
		for name, value := range s.Labels {
			labels = append(labels, name+`="`+escapeLabel.Replace(value)+`"`)
		}
		slices.Sort(labels)
		set := ""
		if len(labels) > 0 {
			set = "{" + strings.Join(labels, ",") + "}"
		}
		_, _ = fmt.Fprintf(w, "%s%s %s\n", s.Name, set, strconv.FormatFloat(s.Value, 'g', -1, 64))
	}
}

var escapeLabel = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

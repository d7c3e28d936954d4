package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Sample is one figure as of now. Samples of one name have the same labels.
type Sample struct {
	// Name begins with the program's, Help is one sentence.
	Name, Help string
	// Counter figures only grow.
	Counter bool
	Labels  map[string]string
	Value   float64
}

// Metrics serves what read returns, and the Go runtime's own figures, in
// Prometheus' text form.
func Metrics(read func(context.Context) ([]Sample, error)) http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collector(read))
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{})
}

type collector func(context.Context) ([]Sample, error)

// Describe tells nothing: which samples there are depends on the providers.
func (c collector) Describe(chan<- *prometheus.Desc) {}

func (c collector) Collect(out chan<- prometheus.Metric) {
	samples, err := c(context.Background())
	if err != nil {
		out <- prometheus.NewInvalidMetric(prometheus.NewDesc("hamzaban_status", "The state of the providers.", nil, nil), err)
		return
	}
	for _, s := range samples {
		var names, values []string
		for name := range s.Labels {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			values = append(values, s.Labels[name])
		}
		kind := prometheus.GaugeValue
		if s.Counter {
			kind = prometheus.CounterValue
		}
		out <- prometheus.MustNewConstMetric(prometheus.NewDesc(s.Name, s.Help, names, nil), kind, s.Value, values...)
	}
}

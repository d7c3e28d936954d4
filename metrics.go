package main

import (
	"maps"
	"time"

	"hamzaban/ai"
	"hamzaban/web"
)

// samples are a status as figures for machines. Nothing in them is about
// people: their labels name providers, models and limits.
func samples(s *ai.Status) []web.Sample {
	var f figures
	f.gauge("capacity_used_requests", "Requests of today that count against the limits.", float64(s.Capacity.Used), nil)
	f.count("capacity_limit_requests", "Requests that the limits allow today.", s.Capacity.Limit, nil)
	f.count("capacity_remaining_requests", "Requests of today that are left.", s.Capacity.Remaining, nil)
	for i := range s.Providers {
		f.model(&s.Providers[i])
	}
	for i := range s.Speech {
		f.model(&s.Speech[i])
	}
	return f.list
}

// figures collects samples; what is not known is left out.
type figures struct{ list []web.Sample }

type labels = map[string]string

func (f *figures) add(name, help string, counter bool, value float64, l labels) {
	f.list = append(f.list, web.Sample{Name: "hamzaban_" + name, Help: help, Counter: counter, Value: value, Labels: l})
}

func (f *figures) gauge(name, help string, value float64, l labels) {
	f.add(name, help, false, value, l)
}

func (f *figures) count(name, help string, n *int64, l labels) {
	if n != nil {
		f.gauge(name, help, float64(*n), l)
	}
}

func (f *figures) time(name, help string, t *time.Time, l labels) {
	if t != nil {
		f.gauge(name, help, float64(t.Unix()), l)
	}
}

func (f *figures) latency(name, what string, t ai.Latency, l labels) {
	if t.P50 > 0 {
		f.gauge(name+"_p50_seconds", "The median of the last day's last times until "+what+".", float64(t.P50)/1000, l)
		f.gauge(name+"_p95_seconds", "The 95th percentile of the last day's last times until "+what+".", float64(t.P95)/1000, l)
	}
}

func (f *figures) model(m *ai.ModelStatus) {
	l := labels{"provider": m.Name, "model": m.Model}
	healthy := 0.0
	if m.Healthy {
		healthy = 1
	}
	f.gauge("provider_healthy", "Whether the model rests or failed last (0) or not (1).", healthy, l)
	for _, state := range []ai.State{ai.Healthy, ai.Probing, ai.Resting, ai.Out} {
		is := 0.0
		if m.State == state {
			is = 1
		}
		f.gauge("provider_state", "Whether the model is in the state (1) or not (0).", is, with(l, "state", string(state)))
	}
	f.time("provider_state_since_timestamp_seconds", "When the model's health last turned, in Unix time.", m.Since, l)
	f.time("provider_resting_until_timestamp_seconds", "When the model may be asked again, in Unix time.", m.RestingUntil, l)
	f.add("provider_requests_total", "Calls sent to the model.", true, float64(m.Requests), l)
	f.add("provider_failures_total", "Calls to the model that failed.", true, float64(m.Failures), l)
	f.time("provider_last_failure_timestamp_seconds", "When a call to the model last failed, in Unix time.", m.LastErrorAt, l)
	if m.SuccessRate != nil {
		f.gauge("provider_success_ratio", "The part of the last day's calls that were answered.", *m.SuccessRate, l)
	}
	f.latency("provider_answer", "the whole answer", m.Latency, l)
	f.latency("provider_first_token", "the first sign of an answer", m.FirstToken, l)
	for i := range m.Windows {
		w := &m.Windows[i]
		l := with(with(l, "unit", string(w.Unit)), "per", string(w.Per))
		f.gauge("quota_used", "What counts against the limit.", float64(w.Used), l)
		f.count("quota_limit", "The limit.", w.Limit, l)
		f.count("quota_remaining", "What is left of the limit.", w.Remaining, l)
		f.time("quota_reset_timestamp_seconds", "When the limit is whole again, in Unix time.", w.ResetsAt, l)
	}
}

func with(l labels, name, value string) labels {
	l = maps.Clone(l)
	l[name] = value
	return l
}

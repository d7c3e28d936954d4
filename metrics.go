package main

import (
	"context"

	"hamzaban/ai"
	"hamzaban/web"
)

// samples are the status as figures for machines.
func samples(ctx context.Context, pool *ai.Pool) ([]web.Sample, error) {
	s, err := pool.Status(ctx)
	if err != nil {
		return nil, err
	}
	var list []web.Sample
	add := func(name, help string, counter bool, value float64, labels map[string]string) {
		list = append(list, web.Sample{Name: "hamzaban_" + name, Help: help, Counter: counter, Value: value, Labels: labels})
	}
	for _, m := range s.Providers {
		model := map[string]string{"provider": m.Name, "model": m.Model}
		healthy := 0.0
		if m.Healthy {
			healthy = 1
		}
		add("provider_healthy", "Whether the model rests or failed last (0) or not (1).", false, healthy, model)
		add("provider_requests_total", "Calls sent to the model.", true, float64(m.Requests), model)
		add("provider_failures_total", "Calls to the model that failed.", true, float64(m.Failures), model)
		for _, q := range m.Windows {
			labels := map[string]string{"provider": m.Name, "model": m.Model, "unit": string(q.Unit), "per": string(q.Per)}
			add("quota_used", "What counts against the limit.", false, float64(q.Used), labels)
			if q.Limit != nil {
				add("quota_limit", "The limit.", false, float64(*q.Limit), labels)
			}
		}
	}
	return list, nil
}

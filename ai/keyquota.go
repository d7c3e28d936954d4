package ai

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
)

// Accountant is the optional power of a [Provider] to tell what its key has
// used of its quotas without a question's being asked. It is no request that
// counts in them.
type Accountant interface {
	// Account returns what the provider tells of its limits, nothing where
	// the catalogue names no address for that (KeyPath).
	Account(ctx context.Context) ([]Observation, error)
}

// keyAnswer is OpenRouter's answer to GET /key, as far as it tells of limits.
// Its rate_limit is of no use: the provider calls it deprecated, and it is
// about paid models. Its is_free_tier is none either, since a free account's
// limit stands in the figures, and one that has paid may have paid too little
// for more.
type keyAnswer struct {
	Data *struct {
		Daily *struct {
			Used, Limit, Remaining *float64
		} `json:"free_model_daily_requests"`
	} `json:"data"`
}

// Account implements [Accountant]. The figures' source is [FromBody]: they
// stand in the body of an answer.
func (c *openAI) Account(ctx context.Context) ([]Observation, error) {
	if c.provider.KeyPath == "" {
		return nil, nil
	}
	cl := &exchange{Context: ctx, request: &Request{}, direct: true}
	url := strings.TrimRight(c.provider.BaseURL, "/") + c.provider.KeyPath
	req, err := http.NewRequestWithContext(cl, http.MethodGet, url, nil)
	if err != nil {
		return nil, c.failed(ctx, cl, err)
	}
	resp, err := c.Do(req)
	if err != nil {
		return nil, c.failed(ctx, cl, err)
	}
	defer resp.Body.Close()
	var told keyAnswer
	if err := json.NewDecoder(resp.Body).Decode(&told); err != nil || told.Data == nil {
		return nil, c.failed(ctx, cl, garbled("what the key has used is not the JSON that was promised"))
	}
	daily := told.Data.Daily
	if daily == nil || daily.Limit == nil || *daily.Limit <= 0 {
		return nil, nil
	}
	o := Observation{Window: Window{Requests, Day}, Limit: *daily.Limit, Remaining: -1, Source: FromBody}
	if len(c.provider.Pools) == 1 {
		o.Pool = c.provider.Pools[0].Name
	}
	switch {
	case daily.Used != nil: // remaining ends at 0, used may go beyond
		o.Remaining = max(0, o.Limit-max(0, *daily.Used))
	case daily.Remaining != nil:
		o.Remaining = min(o.Limit, max(0, *daily.Remaining))
	}
	return []Observation{o}, nil
}

package ai

import (
	"encoding/json"
	"fmt"
	"maps"

	"hamzaban/ai/catalog"
)

// fields are what the catalogue adds to the requests to a model: the
// provider's, and the model's over them. A model that the catalogue does not
// know gets the provider's alone.
func fields(p *catalog.Provider, model string) map[string]any {
	all := maps.Clone(p.Body)
	for _, m := range p.Models {
		if m.ID == model && len(m.Body) > 0 {
			if all == nil {
				all = map[string]any{}
			}
			maps.Copy(all, m.Body)
		}
	}
	return all
}

// entry is what the catalogue says of a model, empty where it knows nothing.
func entry(p *catalog.Provider, model string) *catalog.Model {
	for i := range p.Models {
		if p.Models[i].ID == model {
			return &p.Models[i]
		}
	}
	return &catalog.Model{ID: model}
}

// mergeJSON returns a JSON object with more put into it, field by field as
// deep as both are objects; what more says goes.
func mergeJSON(body []byte, more map[string]any) ([]byte, error) {
	if len(more) == 0 {
		return body, nil
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(body, &object); err != nil || object == nil {
		return nil, fmt.Errorf("not a JSON object: %w", err)
	}
	for key, v := range more {
		if sub, ok := v.(map[string]any); ok && len(object[key]) > 0 && object[key][0] == '{' {
			merged, err := mergeJSON(object[key], sub)
			if err != nil {
				return nil, err
			}
			object[key] = merged
			continue
		}
		raw, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		object[key] = raw
	}
	return json.Marshal(object)
}

// appendJSON puts the fields of another JSON object behind those of body, into
// its memory where there is room. It is [mergeJSON] without the work, for
// fields that body lacks; more is empty or has a field.
func appendJSON(body, more []byte) []byte {
	if len(more) == 0 {
		return body
	}
	body[len(body)-1] = ','
	return append(body, more[1:]...)
}

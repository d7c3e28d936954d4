package ai

import (
	"encoding/json"
	"slices"
	"strings"
)

// instructions are a request's standing instructions, with the wanted shape in
// words where the model cannot be held to it otherwise. The words come last,
// for what is the same from call to call shall stand first.
func instructions(r *Request, how string) string {
	if r.Schema == nil || how == "json_schema" {
		return r.System
	}
	words := "Answer with one JSON object and nothing else: no code fence, no comment. It follows this JSON Schema:\n" + string(r.Schema.JSON)
	if r.System == "" {
		return words
	}
	return r.System + "\n\n" + words
}

// unfenced takes JSON out of the code fence that some models put around it.
func unfenced(text string) string {
	inner, ok := strings.CutPrefix(text, "```")
	if !ok {
		return text
	}
	inner, ok = strings.CutSuffix(inner, "```")
	_, inner, found := strings.Cut(inner, "\n")
	if !ok || !found {
		return text
	}
	return strings.TrimSpace(inner)
}

// strictable says whether vendors take a JSON Schema as one to be kept to the
// letter: every object in it names all of its properties as required and
// allows no others.
func strictable(schema []byte) bool {
	var root any
	if json.Unmarshal(schema, &root) != nil {
		return false
	}
	return strict(root)
}

func strict(node any) bool {
	switch node := node.(type) {
	case []any:
		return !slices.ContainsFunc(node, func(n any) bool { return !strict(n) })
	case map[string]any:
		if properties, ok := node["properties"].(map[string]any); ok {
			required, _ := node["required"].([]any)
			if node["additionalProperties"] != false || len(required) != len(properties) {
				return false
			}
		}
		for _, v := range node {
			if !strict(v) {
				return false
			}
		}
	}
	return true
}

// geminiKeywords are what Gemini knows of JSON Schema; it refuses the rest.
var geminiKeywords = []string{"type", "format", "description", "nullable", "enum", "items", "properties",
	"required", "minItems", "maxItems", "minimum", "maximum", "anyOf", "propertyOrdering"}

// geminiSchema puts a JSON Schema into Gemini's form; nil where it cannot.
func geminiSchema(schema []byte) map[string]any {
	var root map[string]any
	if json.Unmarshal(schema, &root) != nil {
		return nil
	}
	return geminiNode(root)
}

func geminiNode(node map[string]any) map[string]any {
	out := map[string]any{}
	for key, v := range node {
		if !slices.Contains(geminiKeywords, key) {
			continue
		}
		switch v := v.(type) {
		case string:
			if key == "type" {
				out[key] = strings.ToUpper(v)
			} else {
				out[key] = v
			}
		case map[string]any:
			out[key] = geminiChild(key, v)
		case []any:
			out[key] = geminiList(key, v)
		default:
			out[key] = v
		}
	}
	return out
}

// geminiChild is a schema, or under "properties" the names of many.
func geminiChild(key string, v map[string]any) map[string]any {
	if key != "properties" {
		return geminiNode(v)
	}
	out := map[string]any{}
	for name, sub := range v {
		if sub, ok := sub.(map[string]any); ok {
			out[name] = geminiNode(sub)
		}
	}
	return out
}

func geminiList(key string, v []any) []any {
	if key != "anyOf" {
		return v
	}
	out := []any{}
	for _, sub := range v {
		if sub, ok := sub.(map[string]any); ok {
			out = append(out, geminiNode(sub))
		}
	}
	return out
}

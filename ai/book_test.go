package ai_test

import (
	"testing"

	"hamzaban/ai"
	"hamzaban/ai/aitest"
)

func TestMemoryBook(t *testing.T) {
	aitest.Book(t, func(*testing.T) ai.Book { return ai.NewMemoryBook() })
}

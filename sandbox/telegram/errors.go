package telegram

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"
)

// apiError is what a call is refused with.
type apiError struct {
	Code        int
	Description string
	RetryAfter  int
}

func (e *apiError) Error() string { return e.Description }

func badRequest(format string, args ...any) error {
	return &apiError{Code: http.StatusBadRequest, Description: "Bad Request: " + fmt.Sprintf(format, args...)}
}

func forbidden(text string) error {
	return &apiError{Code: http.StatusForbidden, Description: "Forbidden: " + text}
}

func conflict(text string) error {
	return &apiError{Code: http.StatusConflict, Description: "Conflict: " + text}
}

func tooMany(wait time.Duration) *apiError {
	seconds := max(1, int(math.Ceil(wait.Seconds())))
	return &apiError{
		Code:        http.StatusTooManyRequests,
		Description: fmt.Sprintf("Too Many Requests: retry after %d", seconds),
		RetryAfter:  seconds,
	}
}

var (
	errNotFound     = &apiError{Code: http.StatusNotFound, Description: "Not Found"}
	errUnauthorized = &apiError{Code: http.StatusUnauthorized, Description: "Unauthorized"}
)

// standard gives a status the words that begin its descriptions.
func standard(code int, text string) string {
	prefix := http.StatusText(code)
	if text == "" || strings.HasPrefix(text, prefix) {
		return prefix + strings.TrimPrefix(text, prefix)
	}
	return prefix + ": " + text
}

package store

import "time"

// Times are kept as unix milliseconds; the zero time as NULL where a column
// allows that.

func millis(t time.Time) int64 { return t.UnixMilli() }

// now is the time that a transaction writes down.
func now() int64 { return millis(time.Now()) }

// instant returns the time of ms milliseconds, in UTC.
func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// millisOr is millis, with another value for the zero time.
func millisOr(t time.Time, other int64) int64 {
	if t.IsZero() {
		return other
	}
	return millis(t)
}

// day returns the first millisecond of the day (UTC) that ms lies in.
func day(ms int64) int64 {
	const length = 24 * 60 * 60 * 1000
	return ms - (ms%length+length)%length
}

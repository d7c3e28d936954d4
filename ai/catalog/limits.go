package catalog

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// limitNames are the names of limits, in the order in which people read them.
var limitNames = []string{"rpm", "rpd", "rpmonth", "tpm", "tpd", "tpmonth"}

func (l *Limits) field(name string) *int {
	return map[string]*int{
		"rpm": &l.RPM, "rpd": &l.RPD, "rpmonth": &l.RPMonth,
		"tpm": &l.TPM, "tpd": &l.TPD, "tpmonth": &l.TPMonth,
	}[name]
}

// ParseLimits reads limits as people write them in their environment:
// "rpm=30,rpd=1000,tpm=8000", or "none" for no limit at all. A limit that is
// not named is not there. The error names every fault and what to do.
func ParseLimits(s string) (Limits, error) {
	l := Limits{Configured: true}
	if strings.EqualFold(strings.TrimSpace(s), "none") {
		return l, nil
	}
	if strings.TrimSpace(s) == "" {
		return Limits{}, errors.New(`no limits given: write some, such as "rpm=30,rpd=1000", or "none"`)
	}
	var errs []error
	for part := range strings.SplitSeq(s, ",") {
		if err := l.parse(part); err != nil {
			errs = append(errs, err)
		}
	}
	if len(errs) > 0 {
		return Limits{}, errors.Join(errs...)
	}
	return l, nil
}

func (l *Limits) parse(part string) error {
	name, figure, ok := strings.Cut(part, "=")
	name, figure = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(figure)
	if !ok || !slices.Contains(limitNames, name) {
		return fmt.Errorf("%q is no limit: write one of %s with its figure, such as rpm=30",
			strings.TrimSpace(part), strings.Join(limitNames, ", "))
	}
	n, err := strconv.Atoi(figure)
	if err != nil || n <= 0 {
		return fmt.Errorf("%s=%s: the figure must be a whole number above 0, without separators; leave %s out if there is no such limit",
			name, figure, name)
	}
	field := l.field(name)
	if *field != 0 {
		return fmt.Errorf("%s stands twice: keep one", name)
	}
	*field = n
	return nil
}

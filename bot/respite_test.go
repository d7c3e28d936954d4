package bot

import (
	"testing"
	"testing/synctest"
	"time"
)

// Drafts that were refused once are tried again after an hour.
func TestARespiteEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Bot
		if b.noDrafts.lasts() {
			t.Error("it lasts before it began")
		}
		if !b.noDrafts.begin(draftRest) || b.noDrafts.begin(draftRest) {
			t.Error("it is news once")
		}
		time.Sleep(draftRest - time.Minute)
		if !b.noDrafts.lasts() {
			t.Error("it ends too early")
		}
		time.Sleep(2 * time.Minute)
		if b.noDrafts.lasts() || !b.noDrafts.begin(draftRest) {
			t.Error("it does not end")
		}
	})
}

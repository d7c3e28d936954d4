package demo_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"hamzaban/sandbox/providers"
)

// TestThreeHundredCues: the simulated models translate a whole film for the
// real engine, which takes all of it, within seconds and their quotas.
func TestThreeHundredCues(t *testing.T) {
	t.Parallel()
	lines := map[string][]string{
		"fa": {"Good morning, my friend.", "<i>Where is the station?</i>", "The committee met in the old house,\nand nobody said a word.", "{\\an8}It was 7:45 & raining.", "I told %s that {name} had left!"},
		"en": {"صبح به‌خیر، دوست من.", "<i>ایستگاه کجاست؟</i>", "شورا در خانهٔ قدیمی گرد آمد\nو هیچ‌کس چیزی نگفت.", "{\\an8}ساعت ۷:۴۵ بود & باران می‌آمد.", "به %s گفتم که {name} رفته است!"},
		"de": {"Good morning, my friend.", "<i>Where is the station?</i>", "The committee met in the old house,\nand nobody said a word.", "{\\an8}It was 7:45 & raining.", "I told %s that {name} had left!"},
	}
	for to, all := range lines {
		t.Run(to, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, setting{noBot: true, providers: providers.Options{Limits: providers.Unlimited(), Latency: 50 * time.Millisecond}})
			var film strings.Builder
			for i := range 300 {
				fmt.Fprintf(&film, "%d\n00:%02d:%02d,000 --> 00:%02d:%02d,900\n%s\n\n", i+1, i/60, i%60, i/60, i%60, strings.Replace(all[i%len(all)], " ", fmt.Sprintf(" %d ", i), 1))
			}
			cmd := exec.Command(program, "translate", "--to", to, writeFile(t, "film.srt", film.String()))
			cmd.Dir, cmd.Env = t.TempDir(), append(s.environment(), "HOME="+os.TempDir())
			var out, faults bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &faults
			begun := time.Now()
			must(t, cmd.Run())
			took, calls := time.Since(begun), s.asked()
			t.Logf("300 cues: %d requests, %v", calls, took.Round(time.Millisecond))
			if n := strings.Count(out.String(), " --> "); n != 300 {
				t.Errorf("%d cues came back: %s", n, faults.String())
			}
			for mark, want := range map[string]int{"<i>": 60, "</i>": 60, "{\\an8}": 60, "%s": 60, "{name}": 60, "&": 60} {
				if n := strings.Count(out.String(), mark); n != want {
					t.Errorf("%s is there %d times, want %d", mark, n, want)
				}
			}
			if calls > 45 || took > 20*time.Second {
				t.Errorf("%d requests in %v, want about 30 within seconds", calls, took)
			}
		})
	}
}

// TestManyLanguages: what the simulated models write in a language is taken
// for it, and the second request is the exception.
func TestManyLanguages(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true, providers: providers.Options{Limits: providers.Unlimited()}})
	texts := map[string]string{
		"en": "Good morning, my friend.\n\nWhere is the station?\n\nThe committee met in the old house, and nobody said a word about it for a long time.\n\nIt was 7:45.\n\nI told {name} that he had left!\n\nSettings\n",
		"fa": "صبح به‌خیر، دوست من.\n\nایستگاه کجاست؟\n\nشورا در خانهٔ قدیمی گرد آمد و هیچ‌کس مدت‌ها چیزی دربارهٔ آن نگفت.\n\nساعت ۷:۴۵ بود.\n\nبه {name} گفتم که رفته است!\n\nتنظیمات\n",
	}
	for from, text := range texts {
		path := writeFile(t, from+".txt", text)
		for _, to := range strings.Fields("fa en ar tr az ckb ku ur ps de fr es it pt ru uk hi zh ja ko id he kk ta am sw") {
			if to == from {
				continue
			}
			before := s.asked()
			cmd := exec.Command(program, "translate", "--to", to, path)
			cmd.Dir, cmd.Env = t.TempDir(), append(s.environment(), "HOME="+os.TempDir())
			out, err := cmd.CombinedOutput()
			if n := s.asked() - before; err != nil || n > 3 {
				t.Errorf("from %s to %s: %d requests, %v:\n%s", from, to, n, err, out)
			}
		}
	}
}

// asked is how many questions the models were asked.
func (s *stage) asked() (n int) {
	for _, c := range s.providers.Calls() {
		if c.Method == "POST" {
			n++
		}
	}
	return n
}

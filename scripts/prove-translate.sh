#!/usr/bin/env bash
# All that is claimed of translation (translate/, files, the command line, the
# bot), proven and printed; at the end a table of the parts. It ends with 0 only
# where every part holds.
#
#   scripts/prove-translate.sh             all of it: about 5 minutes on 2 cores
#   scripts/prove-translate.sh PART...     some of it, by the names in the table
#
# CHECKS is how many random texts and files each property is tried with (2000),
# BENCHTIME how long each benchmark takes (1s). The benchmarks want a machine
# that does nothing else, the demo's part chromium.
#
# To prove more, name a test in a part, or add a function and its line in titles.
set -euo pipefail
cd "$(dirname "$0")/.."

export CGO_ENABLED=0
checks=${CHECKS:-2000} benchtime=${BENCHTIME:-1s}
. scripts/parts.sh

asked() {
  tests ./translate Examples Texts Forms OtherOrders TextsThatEndOrBeginLikeThem Default Shortcut ParseTo Popular 'Grammar.*|Commands.*|Ordinary.*|Texts'
  passed
}

# The measurement on text outside the rules' making has a script of its own:
# docs/languages.md.
languages() {
  tests ./translate 'Detect.*' Lookup LanguagesAreSound
  passed
}

# Fake models that do all that models do wrong.
misbehaviour() {
  tests ./translate '.*Misbehaviour.*' BadAnswers GoodAnswers Honest Echo 'Order.*' NoBeginnings 'Garbage' ReadAnswers OnePoisonedText EveryModelRefuses StandsAfterAll
  passed
}

injection() {
  tests ./translate 'Injection.*' EveryRequestIsData DataStaysData CopiedExample
  passed
}

masking() {
  tests ./translate 'Mask.*' -rapid.checks "$checks"
  passed
}

styles() {
  tests ./translate 'Style.*' -rapid.checks "$checks"
  passed
}

persian() {
  tests ./translate 'Polish.*' Digits RegisterIsTold Romanised 'Terms.*' LongestTerm -rapid.checks "$checks"
  passed
}

formats() {
  tests ./translate FilesComeThrough GarbageComesThrough 'SubtitlesKeepTheirForm' JSONKeepsItsForm TextKeepsItsForm MarkdownKeepsItsForm MarkdownGarbage \
    FormatsByExample FileExamples BadFiles Charsets IncompleteFile NothingToTranslate HostileFiles FinishedName Sniff -rapid.checks "$checks"
  echo "6 properties, $checks random files each; $(grep -cE '^ +--- PASS' "$log") examples" >"$dir/sum"
}

# Exactly as many out as in, with the requests beside the ideal.
many() {
  tests ./translate ManyWithFaults RequestsInFlight FileTime BatchKeepsNumberAndOrder LongText 'Cut.*'
  sum '[0-9]+ (texts|cues): [0-9]+ requests, ideal [0-9]+'
}

cost() {
  tests ./translate RefusedRequests PatienceIsBounded NoCapacity Patience Cancelled WhenToTryAgain PromptsBeginAlike
  sum '[0-9]+ requests.*'
}

memory() {
  tests ./translate IdenticalRequestsCostNothing 'Memory.*' Corrections KilledRunsPayOnce DoubtfulIsNotKept
  run ./store "^TestStore\$/(?i)(memory|translation|term|gloss)"
  passed
}

# The real program: 300 cues over failing providers, killed in the middle.
cli() {
  tests . 'TranslateCommand.*'
  stories files
  sum '300 cues: [^;]*'
}

bot() {
  tests . FormattedTranslation 'File.*'
  stories 'translat.*|glossary|everything|documents'
  sum '[0-9]+ requests for 300 cues.*'
}

check() {
  stories check-translate
  passed
}

# Checks and masks under 1 ms for 1,000 characters, the choice of examples for a
# batch too; 300 cues over a model of half a second within 1.3 times the ideal.
speed() {
  local status=0
  printf '$ go test ./translate -run ^$ -bench . -benchmem -benchtime %s\n' "$benchtime" | tee "$dir/commands"
  go test ./translate -run '^$' -bench . -benchmem -benchtime "$benchtime" 2>&1 | tee "$dir/bench" || status=$?
  awk '/^Benchmark.*ns\/op/ {
      split("", of)
      for (i = 3; i < NF; i += 2) of[$(i + 1)] = $i
      name = $1; sub(/^Benchmark/, "", name); sub(/-[0-9]+$/, "", name)
      for (unit in of) if (unit ~ /ideal/) {
        n++; text = text sprintf("; %s %.2f x ideal", name, of[unit])
        if (of[unit] > 1.3) over++
        next
      }
      n++; text = text sprintf("; %s %.2f ms", name, of["ns/op"] / 1e6)
      if (name ~ /Mask|Check|Near/ && of["ns/op"] > 1e6) over++
    }
    END { print substr(text, 3) > sum; exit !n || over }' sum="$dir/sum" "$dir/bench" || status=1
  return "$status"
}

demo() {
  tests ./sandbox/demo '.*(Translat|Cues|Samples|Languages|Glossary|Forward|Format|LanguageKeyboard).*'
  passed
}

race() {
  printf '$ go test -race ./translate\n' | tee "$dir/commands"
  CGO_ENABLED=1 go test -count 1 -race -short -timeout 20m ./translate 2>&1 | tee -a "$log"
  echo "no race in the tests of translate" >"$dir/sum"
}

titles="
asked         what was asked
languages     which language it is
misbehaviour  models that misbehave
injection     orders hidden in texts
masking       what stays as it is
styles        formatted texts
persian       Persian as it is written, terms
formats       files: random ones, and examples
many          1,000 texts and 300 cues over failing models
cost          requests: refused, spent, broken off
memory        nothing is paid for twice
cli           the command line, killed and run again
bot           the bot: files, formatted texts, stories
check         check --translate
speed         benchmarks
demo          in the demo
race          the race detector
"

parts "$@"

#!/usr/bin/env bash
# All that is claimed of the pool (ai/), proven and printed; at the end a table
# of the parts. It ends with 0 only where every part holds.
#
#   scripts/prove-pool.sh                 all of it: 15 to 20 minutes on 2 cores
#   scripts/prove-pool.sh PART...         some of it, by the names in the table
#   DAYS=30 scripts/prove-pool.sh month   the simulated month, not two days of it
#
# DAYS is how many days are simulated (2), SEED the seed of the simulated demand
# (0: another one each time), BENCHTIME how long each benchmark takes (2s). The
# benchmarks want a machine that does nothing else.
set -euo pipefail
cd "$(dirname "$0")/.."

days=${DAYS:-2} seed=${SEED:-1} benchtime=${BENCHTIME:-2s}
. scripts/parts.sh

# show COMMAND...: prints the command and what it prints, which goes into the
# part's log, too. Tests are named where they have something to say; nothing is
# left out but that they begin and pass.
show() {
  local one line=
  for one in "$@"; do
    [[ $one =~ ^[A-Za-z0-9_./=-]+$ ]] || one="'$one'"
    line+=" $one"
  done
  printf '$%s\n' "$line" | tee -a "$dir/commands"
  "$@" 2>&1 | tee -a "$log" | awk '
    /^=== (RUN|NAME|CONT|PAUSE)/ { test = $3; next }
    /^ *--- PASS/ || /^PASS$/    { next }
    test != said && /^    /      { print test; said = test }
                                 { print; fflush() }'
}

# tests TEST... [-FLAG VALUE]...: runs these tests of ai. Each has to be there
# and to pass.
tests() {
  local names=() one
  while [ $# -gt 0 ] && [[ $1 != -* ]]; do
    names+=("$1")
    shift
  done
  show go test ./ai -count 1 -v -run "^Test($(IFS='|' && echo "${names[*]}"))\$" "$@" || return
  for one in "${names[@]}"; do
    grep -q "^--- PASS: Test$one " "$log" || { echo "FAILED: Test$one did not pass"; return 1; }
  done
}

# sum WORDS...: what the table says of the part.
sum() { echo "$*" >"$dir/sum"; }

faults() {
  tests SixteenFaults
  sum "$(grep -oE '[0-9]+ of 16$' "$log")"
  grep -q '^ *16 of 16$' "$log"
}

# By provider: how many faults, each whole and streaming, the next one made up
# for; in none of them was a provider asked while it rested.
matrix() {
  tests PoolSurvivesEveryFault PoolSurvivesEveryFaultOnLoopback
  awk -F/ '/^ +--- (PASS|FAIL): TestPoolSurvivesEveryFault(OnLoopback)?\/.*\// {
      way = $3 ~ /,_streaming/ ? "streaming" : "whole"
      net = $1 ~ /OnLoopback/ ? "loopback" : "virtual time"
      if ($1 ~ /PASS/) passed[net, $2, way]++
      all[net, $2, way]++
    }
    END {
      for (key in all) {
        split(key, k, SUBSEP)
        printf "%-12s  %-10s  %-9s  %d of %d faults\n", k[1], k[2], k[3], passed[key], all[key]
      }
    }' "$log" | sort
  sum "$(grep -cE '^ +--- PASS: TestPoolSurvivesEveryFault(OnLoopback)?/.*/' "$log") of $(grep -cE '^ +--- (PASS|FAIL): TestPoolSurvivesEveryFault(OnLoopback)?/.*/' "$log") answered by the next"
}

# No provider is asked before a time that it named, in whatever way.
times() {
  tests PoolKeepsEveryNamedTime NamedTimes LastResortKeepsToANamedTime
  sum "$(grep -cE '^ +--- PASS: Test(PoolKeepsEveryNamedTime|NamedTimes)/' "$log") ways of naming one kept"
}

# What is allowed is reckoned by the providers' own laws: clients that ask in
# order are refused as often over HTTP as by these laws alone.
laws() {
  tests SimulatedMonthKeepsToTheProvidersLaws
  sum "as over HTTP"
}

# shares sums up the tables of the simulated days.
shares() {
  sum "$(awk '$1 == "pool" && /%/ { shares = shares " " $5; provoked += $7; taught += $8 }
    END { if (shares) print "served" shares " of what is allowed; " provoked + 0 " provoked 429s, " taught + 0 " that taught" }' "$log")"
}

month() {
  local status=0
  tests SimulatedMonth -days "$days" -monthseed "$seed" -timeout "$((20 + 5 * days))m" || status=$?
  shares
  return "$status"
}

# Limits that are half or double of what the catalogue says, or that change.
learning() {
  local status=0
  tests SimulatedMonthLearnsWrongFigures SimulatedMonthLearnsChangedLimits -days 2 -monthseed "$seed" -timeout 30m || status=$?
  shares
  return "$status"
}

status() {
  tests StatusAfterAnHourOfFaults
  sum "$(grep -oE '[0-9]+ calls, [0-9]+ of them failed' "$log"): the status told the truth"
}

# A thousand callers, two processes, kill -9.
kills() {
  tests Reservations ReservationsByTheMinute HoldsOfTheKilled PoolNeverPassesALimit -timeout 20m
  sum "$(awk '/processes were killed/ { n += $2 } END { print n + 0 }' "$log") processes killed, no limit passed"
}

# Pictures and recordings: who takes over, and that no limit is passed.
senses() {
  tests Speech RecordingsFailOver HourOfRecordings CrowdOfRecordings WhoAnswersMayHear \
    PicturesGoToModelsThatSee PicturesSurviveFaults PicturesKeepToTheLimits PicturesAreGoneOnWith NobodySees
  sum "$(grep -oE '[0-9]+ recordings of .* refusal' "$log"); $(grep -cE '^ +--- PASS: Test(Speech|RecordingsFailOver|PicturesSurviveFaults)/' "$log") faults and manners"
}

# Besides, each of these commands fails where a goroutine is left at its end.
leaks() {
  tests PoolLeavesNothingRunning
  sum "nothing left running"
}

# All tests of ai and of the book on disk, but for simulated days that have a
# part of their own and take many times as long here.
race() {
  show env CGO_ENABLED=1 go test -count 1 -race -skip SimulatedMonthLearns -timeout 40m ./ai/... ./store/...
  sum "no race in the tests of ai and store"
}

# Beside bare go-openai on the same upstream: at most 1.10 times its time, and
# 15 allocations more.
benchmarks() {
  local status=0
  show go test ./ai -run '^$' -bench '^Benchmark(Overhead|Pool|Wire)$' -benchmem -benchtime "$benchtime" -timeout 40m >"$dir/bench" || status=$?
  grep -v '^Benchmark' "$dir/bench" || true
  awk 'BEGIN { printf "%-46s%12s%10s%14s%14s\n", "", "time", "allocs", "x bare", "allocs more" }
    /^Benchmark.*ns\/op/ {
      split("", of)
      for (i = 3; i < NF; i += 2) of[$(i + 1)] = $i
      name = $1; sub(/^Benchmark/, "", name); sub(/-[0-9]+$/, "", name)
      printf "%-46s%9.1f µs%10.0f", name, of["ns/op"] / 1000, of["allocs/op"]
      if ("x-bare" in of) {
        printf "%14.2f%14.1f", of["x-bare"], of["allocs-over-bare"]
        n++
        if (of["x-bare"] > worst) worst = of["x-bare"]
        if (of["x-bare"] > 1.1 || of["allocs-over-bare"] > 15) { printf "  OVER"; over++ }
      }
      print ""
    }
    END {
      if (n) printf "%d of %d within 1.10 x and 15 allocations; the worst %.2f x\n", n - over, n, worst > sum
      exit !n || over
    }' sum="$dir/sum" "$dir/bench" || status=1
  return "$status"
}

titles="
faults      the 16 public faults of gateways
matrix      fault x provider x whole or streaming
times       times that providers name
laws        what is allowed in the simulated month
month       the simulated month: $days days
learning    figures that are wrong, or change
status      the status after an hour of mixed faults
senses      pictures and recordings
kills       reservations under kills and restarts
leaks       goroutines
race        the race detector
benchmarks  beside bare go-openai
"

parts "$@"

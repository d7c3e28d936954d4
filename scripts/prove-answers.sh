#!/usr/bin/env bash
# All that is claimed of answers (how they look, how they come), proven and
# printed; at the end a table of the parts. It ends with 0 only where every part
# holds.
#
#   scripts/prove-answers.sh             all of it: about 10 minutes on 2 cores
#   scripts/prove-answers.sh PART...     some of it, by the names in the table
#
# RUNS is how many random sources are rendered (20000; RUNS=1000000 takes a
# quarter of an hour), SEED which (0: others each time). TELEGRAM_API_JSON names a
# description of the Bot API (methods with their fields, as JSON) for the judge's
# tables to be compared with; without one that comparison is skipped.
#
# To prove more, name a test in a part, or add a function and its line in titles.
set -euo pipefail
cd "$(dirname "$0")/.."

export CGO_ENABLED=0
runs=${RUNS:-20000} seed=${SEED:-0}
. scripts/parts.sh

golden() {
  tests ./bot/render Golden Book Growing EveryPrefix Split.+ FirstLine Parts
  passed
}

rich() {
  tests ./bot/render 'Rich.*'
  passed
}

judge() {
  tests ./sandbox/telegram 'Judge.*' ServerJudgesEveryCall EntitiesAreCheckedAndMended ParseModes
  passed
}

# The judge's tables beside a description of the API.
api() {
  if [ -z "${TELEGRAM_API_JSON:-}" ]; then
    echo "skipped: TELEGRAM_API_JSON names no description of the API" | tee "$dir/sum"
    return
  fi
  tests ./sandbox/telegram MethodsAreTheAPIs
  sum '[0-9]+ methods, [0-9]+ parameters compared'
}

random() {
  tests ./bot/render Random NothingIsLost -runs "$runs" -seed "$seed"
  sum '[0-9]+ sources, [0-9]+ units, [0-9]+ messages'
}

complaints() {
  stories answers-entities answers-eager answers-code answers-tables answers-rtl answers-long answers-doubled answers-halted
  passed
}

# What people see while a hundred answers are written.
streaming() {
  tests ./bot PreviewsOfManyChats -previews
  sum 'first words.*'
}

# Kills and failures while answers are streamed.
delivery() {
  printf '$ KILLS=%s scripts/prove-delivery.sh streamed groups\n' "${KILLS:-50}" | tee -a "$dir/commands"
  KILLS=${KILLS:-50} scripts/prove-delivery.sh streamed groups | tee -a "$log"
  echo "none lost, none doubled" >"$dir/sum"
}

titles="
golden      how answers look, each reviewed; cut to length; while they grow
rich        the same as rich messages
judge       the judge of calls, on forged ones
api         the judge's tables beside the API's description
random      random sources: valid, nothing lost, nothing cut
complaints  a story for each complaint
streaming   first words, numbers of calls, a hundred chats
delivery    kills and failures while answers are streamed
"

parts "$@"

#!/usr/bin/env bash
# All that is claimed of the database (store/) under full disks, locks and damage,
# proven and printed; at the end a table of the parts. It ends with 0 only where
# every part holds.
#
#   scripts/prove-database.sh              all of it: about 3 minutes on 2 cores
#   scripts/prove-database.sh PART...      some of it, by the names in the table
#
# PAGES is how often pages are overwritten (50), SEED which ones (0: others each
# time), ROUNDS how often the disk is full in the midst of an answer (40). The
# small disks need Linux and namespaces that users may make; where there are none
# these parts fail.
set -euo pipefail
cd "$(dirname "$0")/.."

export CGO_ENABLED=0
pages=${PAGES:-50} seed=${SEED:-0} rounds=${ROUNDS:-40}
. scripts/parts.sh

# tests PACKAGE TEST... [-FLAG VALUE]...: runs these tests. Each has to be there
# and to pass.
tests() {
  local package=$1 names=() one
  shift
  while [ $# -gt 0 ] && [[ $1 != -* ]]; do
    names+=("$1")
    shift
  done
  local command=(go test "$package" -count 1 -v -timeout 20m -run "^Test($(IFS='|' && echo "${names[*]}"))\$" "$@")
  printf '$ %s\n' "${command[*]}" | tee -a "$dir/commands"
  "${command[@]}" 2>&1 | tee -a "$log" | grep -vE '^ *(=== |--- PASS|PASS|$)|level=|: round [0-9]+:'
  for one in "${names[@]}"; do
    grep -q "^--- PASS: Test$one " "$log" || { echo "FAILED: Test$one did not pass"; return 1; }
  done
}

# sum PATTERN...: puts what the log says of them into the table.
sum() {
  local one
  for one in "$@"; do
    grep -oE -- "$one" "$log" | head -1
  done | paste -sd ';' | sed 's/;/; /g' >"$dir/sum"
}

full() {
  tests . DiskFull DiskFullWebhook
  sum 'told after [0-9.]+[mµ]?s' 'answered within [0-9.]+m?s'
}

writes() {
  tests . DiskFullAtEveryWrite -disk-rounds "$rounds"
  sum 'the disk was full for .*'
}

locked() {
  tests . DatabaseLocked
  sum 'answered [0-9.]+m?s after .*'
}

pages() {
  tests . PagesOverwritten -pages "$pages" -pages-seed "$seed"
  sum 'seed [0-9]+' '[0-9]+ of [0-9]+ refused.*'
}

damage() {
  tests ./store DamageAfterAnUncleanStop LookingOnWhileABotWrites UnusableFiles
  echo "$(grep -cE '^ +--- PASS: Test(Damage|Unusable)' "$log") of $(grep -cE '^ +--- (PASS|FAIL): Test(Damage|Unusable)' "$log") kinds as they should be" >"$dir/sum"
}

second() {
  tests . SecondBot
  tests ./store Lock
}

update() {
  tests . DiskFullAtAnUpdate
  tests ./store UpdateOfTheSchema UpdateKeepsTheOutbox
}

undecodable() {
  tests ./bot WhatIsNoUpdate WebhookPutsAsideOnce
  echo "$(grep -cE '^ +--- PASS: TestWhatIsNoUpdate/' "$log") kinds kept aside once, none in the way" >"$dir/sum"
}

million() {
  tests ./store Million -million
  sum 'p50 .*' '[0-9]+ rows pruned within [0-9.]+m?s' 'checked after .*'
}

titles="
full         a full disk, by polling and by webhook
writes       a disk that is full in the midst of an answer
locked       the database held by another program for 6 s
pages        whole pages overwritten after kill -9
damage       damage by its kind
second       a second bot
update       the schema's update, also on a full disk
undecodable  what is no update
million      a million stored messages
"

parts "$@"

# How the scripts that prove something run their parts and tell of them; to be
# sourced. $titles has a line for each part: its name, which is that of the
# function that runs it, and what it is about. A part leaves its output in $log,
# its commands in $dir/commands, and in $dir/sum what the table says of it.
# shellcheck shell=bash

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
log=$dir/log
table=() failed=0

# run PACKAGE REGEXP [-FLAG VALUE]...: runs tests as -run takes them.
run() {
  local one=(go test "$1" -count 1 -v -timeout 3h -run "$2" "${@:3}")
  printf '$ %s\n' "${one[*]}" | tee -a "$dir/commands"
  "${one[@]}" 2>&1 | tee -a "$log" | awk '
    /^=== (RUN|NAME|CONT|PAUSE)/   { test = $3; next }
    /^ *--- PASS/ || /^PASS$/ || /level=|: line [0-9]+:|\[rapid\] OK/ { next }
    test != said && /^    /        { print test; said = test }
                                   { print; fflush() }'
}

# tests PACKAGE PATTERN... [-FLAG VALUE]...: runs the tests whose names, after
# Test, are such patterns. Of each pattern one has to be there; all have to pass.
tests() {
  local package=$1 patterns=() one
  shift
  while [ $# -gt 0 ] && [[ $1 != -* ]]; do
    patterns+=("$1")
    shift
  done
  run "$package" "^Test($(IFS='|' && echo "${patterns[*]}"))\$" "$@" || return
  for one in "${patterns[@]}"; do
    grep -qE "^--- PASS: Test($one) " "$log" || { echo "FAILED: no Test$one passed"; return 1; }
  done
}

# stories NAME...: plays these dialogues with the real program.
stories() {
  local one
  run . "^TestDialogues\$/^($(IFS='|' && echo "$*"))\$" || return
  for one in "$@"; do
    grep -qE "^ +--- PASS: TestDialogues/($one) " "$log" || { echo "FAILED: no dialogue $one was played"; return 1; }
  done
}

# sum PATTERN...: puts what the log says of them into the table.
sum() {
  local one
  for one in "$@"; do
    grep -oE -- "$one" "$log" || true
  done | paste -sd ';' | sed 's/;/; /g' >"$dir/sum"
}

# passed: how many cases passed, into the table.
passed() { echo "$(grep -cE '^ +--- PASS' "$log") cases as they should be" >"$dir/sum"; }

# part NAME: runs it, goes on when it fails, so that one run shows every fault.
part() {
  local name=$1 begun=$SECONDS code=0 result=ok
  printf '\n== %s: %s\n' "$name" "$(sed -n "s/^$name  *//p" <<<"$titles")"
  : >"$log" && : >"$dir/commands" && : >"$dir/sum"
  set +e
  (set -e; "$name")
  code=$?
  set -e
  if [ "$code" != 0 ]; then
    result=FAILED failed=1
  fi
  printf '== %s: %s, %s s\n' "$name" "$result" $((SECONDS - begun))
  table+=("$(printf '%-12s %-7s %5s s  %s\n%30s%s' "$name" "$result" $((SECONDS - begun)) "$(<"$dir/sum")" '' "$(<"$dir/commands")")")
}

# parts [NAME...]: runs these, or all, prints the table and ends the script: with
# 0 only where every one of them holds.
parts() {
  local name all
  mapfile -t all < <(awk 'NF { print $1 }' <<<"$titles")
  for name in "$@"; do
    grep -qxF -- "$name" <(printf '%s\n' "${all[@]}") || { echo "no such part: $name; there are ${all[*]}" >&2; exit 2; }
  done
  [ $# -gt 0 ] || set -- "${all[@]}"
  for name in "$@"; do
    part "$name"
  done
  printf '\n%s, %s cores, %s s\n\n' "$(go version)" "$(nproc)" "$SECONDS"
  printf '%s\n' "${table[@]}"
  if [ "$failed" != 0 ]; then
    printf '\nnot all of it holds\n'
  fi
  exit "$failed"
}

#!/usr/bin/env bash
# That nothing is lost, said twice or said out of order, whatever happens to the
# program, Telegram or the providers: the real program is ended, cut off and
# misled while a hundred people ask thirty questions a second, and the log of
# the Bot API's stand-in is the judge. Prints a table of the faults and ends
# with 0 only where none of them did harm.
#
#   scripts/prove-delivery.sh            all of it: 500 kills, about 25 minutes
#   SHORT=1 scripts/prove-delivery.sh    50 kills, 2 minutes on 2 cores
#   scripts/prove-delivery.sh ROW...     some rows: words of their names, such as kill
#
# KILLS and RESTARTS choose how many, SEED what is played (0: another one each
# time), PARALLEL how many rows are played side by side.
#
# In the table, an instant is a message that Telegram took without the bot's
# reading of the reply: cut off, or killed just then. Nothing can be known of it
# afterwards, so it is sent again. Strays are what that leaves: first lines
# beside the whole, and messages of one line that stand there twice.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "${SHORT:-}" ]; then
  kills=50 restarts=100 parallel=4
else
  kills=500 restarts=100 parallel=1
fi
kills=${KILLS:-$kills} restarts=${RESTARTS:-$restarts} parallel=${PARALLEL:-$parallel}
rows=$(IFS='|' && echo "${*// /_}")

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export CGO_ENABLED=0
status=0
go test . -count 1 -v -run "^TestDelivery(Judge)?\$/($rows)" -timeout "$((10 + kills / 5))m" -parallel "$parallel" \
  -kills "$kills" -restarts "$restarts" -deliveryseed "${SEED:-0}" >"$dir/log" 2>&1 || status=$?
# What passed and says nothing is left out; the table comes last.
sed -E '/^ *(=== |--- PASS: )/d; /^PASS$/d' "$dir/log"
grep -q '^--- PASS: TestDelivery ' "$dir/log" || status=1
printf '%s, %s cores, %s kills, %s s: %s\n' "$(go env GOVERSION)" "$(nproc)" "$kills" "$SECONDS" \
  "$([ "$status" = 0 ] && echo 'all of it holds' || echo 'not all of it holds')"
exit "$status"

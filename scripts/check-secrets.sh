#!/usr/bin/env bash
# Fails when something of the form of a real key or token stands in a file of
# this folder or in the history. It prints where, never what.
set -euo pipefail
cd "$(dirname "$0")/.."

forms='AIza[0-9A-Za-z_-]{30,}'                  # Gemini, the older keys
forms+='|AQ\.[0-9A-Za-z_-]{30,}'                # Gemini, the newer ones
forms+='|gsk_[0-9A-Za-z]{20,}'                  # Groq
forms+='|csk-[0-9a-z]{20,}'                     # Cerebras
forms+='|sk-(or-v1-|proj-|ant-)?[0-9A-Za-z]{30,}' # OpenRouter, OpenAI and kin
forms+='|[0-9]{8,10}:AA[0-9A-Za-z_-]{32,}'      # Telegram
forms+='|gh[pousr]_[0-9A-Za-z]{30,}|github_pat_[0-9A-Za-z_]{30,}'
forms+='|BEGIN ([A-Z]+ )?PRIVATE KEY'

found=0
if git grep -lIE --untracked -e "$forms" -- . ':!scripts/check-secrets.sh'; then
  found=1
fi
# Cohere's keys have no form of their own: an assignment gives them away.
if git grep -nIE --untracked -e '_(API_KEY|TOKEN|SECRET) *= *["'\'']?[0-9A-Za-z_-]{36,}' -- . | cut -d: -f1,2; then
  found=1
fi
while read -r commit; do
  if git show --format= --unified=0 "$commit" -- . ':!scripts/check-secrets.sh' | grep -qaE "^\+.*($forms)"; then
    echo "commit $commit adds one"
    found=1
  fi
done < <(git log --all --format=%h)
if [ "$found" != 0 ]; then
  echo "these look like secrets: withdraw them at their provider, then take them out" >&2
fi
exit "$found"

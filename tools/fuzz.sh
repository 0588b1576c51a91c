#!/bin/sh
# Fuzz the decoders of native/, or replay what fuzzing found, under AddressSanitizer and UBSan.
#
#   tools/fuzz.sh replay          the corpus and the event files of tests/conformance, with any compiler
#   tools/fuzz.sh fuzz SECONDS    libFuzzer, SECONDS for each target; needs Clang (CLANG=clang++-18 names another one)
#
# What fuzzing learns is kept in build/fuzz/corpus. An input that breaks a promise is left in build/fuzz as crash-…:
# mend the decoder, and put the input into native/fuzz/corpus/TARGET under a name that says what it is.
set -eu
cd "$(dirname "$0")/.."
targets="record event tensor"
PATH="$PWD/.venv/bin:$PATH"

build() { # build DIRECTORY CMAKE-OPTION...
  directory=$1
  shift
  cmake -S . -B "$directory" -DSONDE_BINDINGS=OFF -DSONDE_FUZZ=ON -DCMAKE_BUILD_TYPE=RelWithDebInfo "$@" >/dev/null
  # shellcheck disable=SC2086 # a list of names
  cmake --build "$directory" --parallel 2 --target $(printf 'fuzz_%s ' $targets) >"$directory/build.log" 2>&1 || {
    cat "$directory/build.log"
    exit 1
  }
}

find_clang() {
  for name in ${CLANG:-clang++ clang++-22 clang++-21 clang++-20 clang++-19 clang++-18 clang++-17 clang++-16 clang++-15 clang++-14}; do
    if command -v "$name" >/dev/null; then
      echo "$name"
      return
    fi
  done
  echo "make fuzz needs Clang, which brings libFuzzer: install clang (Debian: apt install clang; macOS: brew install llvm)," >&2
  echo "or name one with CLANG=…. Without it, make test-fuzz replays the corpus with any compiler." >&2
  exit 1
}

replay() {
  build build/fuzz-replay -DSONDE_FUZZ_REPLAY=ON
  export ASAN_OPTIONS=abort_on_error=1 UBSAN_OPTIONS=abort_on_error=1:print_stacktrace=1
  for target in $targets; do
    seeds=native/fuzz/corpus/$target
    if [ "$target" = record ]; then seeds="$seeds tests/conformance"; fi
    printf '%s: ' "$target"
    # shellcheck disable=SC2086 # a list of directories
    "build/fuzz-replay/native/fuzz/fuzz_$target" $seeds
  done
}

fuzz() {
  clang=$(find_clang)
  build build/fuzz -DCMAKE_CXX_COMPILER="$clang"
  for target in $targets; do
    echo "== $target: $1 s with $clang"
    mkdir -p "build/fuzz/corpus/$target"
    seeds=native/fuzz/corpus/$target
    if [ "$target" = record ]; then seeds="$seeds tests/conformance"; fi
    # shellcheck disable=SC2086
    (cd build/fuzz && "native/fuzz/fuzz_$target" -max_total_time="$1" -max_len=4096 -rss_limit_mb=1024 -timeout=30 \
      -print_final_stats=1 "corpus/$target" $(for seed in $seeds; do printf ' ../../%s' "$seed"; done))
  done
}

case "${1:-}" in
  replay) replay ;;
  fuzz) fuzz "${2:-60}" ;;
  *)
    sed -n '2,6s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac

# Parts of .ci/run that are tested by test/ci.test.ts. Sourced, never run.

failed_stages=0

# stage NAME COMMAND…: runs it, says how long it took, counts a failure and goes on. Its status is the command's.
stage() {
  local name=$1 start=$SECONDS status=0
  shift
  printf '\n== %s\n' "$name"
  "$@" </dev/null || status=$?
  if [ "$status" -eq 0 ]; then
    printf '== %s: done in %d s\n' "$name" "$((SECONDS - start))"
  else
    printf '== %s: FAILED with %d after %d s\n' "$name" "$status" "$((SECONDS - start))"
    failed_stages=$((failed_stages + 1))
  fi
  return "$status"
}

# missing_packages FILE: the packages of FILE whose command is not there, one a line.
missing_packages() {
  local command package _why
  while read -r command package _why; do
    case $command in '' | '#'*) continue ;; esac
    command -v "$command" >/dev/null 2>&1 || printf '%s\n' "$package"
  done <"$1"
}

# install_packages FILE: installs what is missing, with one more try, because a mirror may blink.
install_packages() {
  local missing
  missing=$(missing_packages "$1")
  if [ -z "$missing" ]; then
    echo 'nothing is missing'
    return 0
  fi
  echo "missing:" $missing
  export DEBIAN_FRONTEND=noninteractive
  local try
  for try in 1 2; do
    # shellcheck disable=SC2086 # a list of words
    apt-get -qq update && apt-get -qq install -y --no-install-recommends $missing >/dev/null && return 0
    echo "try $try failed"
  done
  return 1
}

# totals_of LOG: "PASSED FAILED" of the last closing line in LOG, nothing where there is none.
totals_of() {
  sed -nE 's/^([0-9]+) passed, ([0-9]+) failed(, [0-9]+ skipped)?$/\1 \2/p' "$1" | tail -n 1
}

# closing LOG: the last line of the run, and its status. A failed stage is one failure more, but the tests' own failures
# are in LOG already; a run without a single test is a failure.
closing() {
  local passed=0 failed=0 totals
  totals=$(totals_of "$1")
  if [ -n "$totals" ]; then
    read -r passed failed <<<"$totals"
  fi
  if [ "$failed" -gt 0 ]; then
    failed=$((failed - 1))
  fi
  failed=$((failed + failed_stages))
  if [ "$passed" -eq 0 ] && [ "$failed" -eq 0 ]; then
    failed=1
  fi
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]
}

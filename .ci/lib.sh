# Shared by the scripts beside it; sourced, never run. Bash.
# What is here: the repository's root as working folder, one way to show progress.

cd "$(dirname "${BASH_SOURCE[0]}")/.."
PATH=$PATH:$HOME/.cargo/bin   # where rustup puts cargo, also for shells that have not been restarted since
export PATH
logs=${CARGO_TARGET_DIR:-target}/test-logs

say() { printf '== %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

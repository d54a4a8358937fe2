# Sourced by the scripts in bin/. Needs $root; leaves what package-lock.json asks for in node_modules and sets $node,
# the project's own Node. Speaks on standard error only, so that a command's output stays clean.

node=$root/node_modules/.bin/node
installing=$root/.cache/installing

say() { printf '%s\n' "$*" >&2; }

# Asks the project's Node, so a node_modules of another system or an interrupted install counts as nothing installed.
is_installed() { "$node" "$root/bin/lib/installed.ts" "$root" >/dev/null 2>&1; }

need_npm() {
  command -v npm >/dev/null 2>&1 && return
  say 'npm is missing. Install Node.js with npm, then run this again:'
  case $(uname -s) in
    Darwin) say '  brew install node        (or the installer from https://nodejs.org)' ;;
    *)
      if command -v apt-get >/dev/null 2>&1; then say '  sudo apt-get install -y nodejs npm'
      elif command -v dnf >/dev/null 2>&1; then say '  sudo dnf install -y nodejs npm'
      elif command -v pacman >/dev/null 2>&1; then say '  sudo pacman -S nodejs npm'
      elif command -v apk >/dev/null 2>&1; then say '  sudo apk add nodejs npm'
      else say '  the installer is at https://nodejs.org'
      fi
      ;;
  esac
  say 'Any version from 18 will do: it only installs; the project brings the Node that it runs on.'
  exit 1
}

# One install at a time: two commands started together on a fresh checkout would delete each other's files.
# Making a directory is atomic on every system; the process id in it tells a lock left behind from a live one.
take_lock() {
  waited=0
  until mkdir -p "$root/.cache" 2>/dev/null && mkdir "$installing" 2>/dev/null; do
    if [ ! -w "$root" ]; then
      say "Cannot write to $root, so nothing can be installed there. Change its owner, or use a copy of your own."
      exit 1
    fi
    holder=$(cat "$installing/pid" 2>/dev/null || true)
    if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
      rm -rf "$installing"
      continue
    fi
    [ "$waited" -eq 0 ] && say "Waiting for another install${holder:+ (process $holder)} to end …"
    waited=$((waited + 1))
    if [ "$waited" -gt 600 ]; then
      say "Still not done after ten minutes. If nothing is being installed, remove $installing and try again."
      exit 1
    fi
    sleep 1
  done
  printf '%s\n' "$$" >"$installing/pid"
  trap 'rm -rf "$installing"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# npm may run on an older Node than the project's; its remarks about that concern nobody here.
run_npm() {
  log=$installing/npm.log
  use_writable_cache
  (cd "$root" && npm ci --loglevel=error --no-audit --no-fund --no-progress --no-update-notifier) >"$log" 2>&1 && return
  tail -n 25 "$log" >&2
  return 1
}

# npm keeps what it downloads in the home directory; service users have none, and `sudo npm` leaves one that is root's.
use_writable_cache() {
  [ -z "${npm_config_cache-}" ] || return 0
  cache=${HOME-/nonexistent}/.npm
  [ -e "$cache" ] || cache=${HOME-/nonexistent}
  [ -w "$cache" ] || export npm_config_cache="$root/.cache/npm"
}

install() {
  need_npm
  take_lock
  if ! is_installed; then
    say 'Installing what the project needs (once; about a minute) …'
    if ! run_npm || ! is_installed; then
      say 'npm could not install; its message, if any, is above. It needs the network (or a filled npm cache), room on the disk, and a writable folder.'
      exit 1
    fi
    say 'Installed.'
  fi
  rm -rf "$installing"
  trap - EXIT INT TERM
}

is_installed || install

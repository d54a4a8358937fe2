# Sourced by bin/test. What the tests need besides npm packages: a browser, other people's WAMP and ZeroMQ clients, a
# proxy, Redis, and a TURN server.
# Debian's are installed where we may; elsewhere it says what is missing, and with CI=true that is a failure.

CHROMIUM=${CHROMIUM-}
for candidate in chromium chromium-browser google-chrome; do
  [ -n "$CHROMIUM" ] || CHROMIUM=$(command -v "$candidate" || true)
done

missing=
[ -n "$CHROMIUM" ] || missing="$missing chromium"
/usr/bin/python3 -c 'import autobahn' >/dev/null 2>&1 || missing="$missing python3-autobahn"
for module in argon2 cbor2; do
  /usr/bin/python3 -c "import $module" >/dev/null 2>&1 || missing="$missing python3-$module"
done
/usr/bin/python3 -c 'import zmq' >/dev/null 2>&1 || missing="$missing python3-zmq"
/usr/bin/php -r 'exit(class_exists("ZMQContext") ? 0 : 1);' >/dev/null 2>&1 || missing="$missing php-cli php-zmq"
command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
command -v turnserver >/dev/null 2>&1 || missing="$missing coturn"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
NGINX=$(PATH=$PATH:/usr/sbin:/sbin command -v nginx || true)
[ -n "$NGINX" ] || missing="$missing nginx-light"

if [ -n "$missing" ]; then
  if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    say "Installing for the tests:$missing"
    export DEBIAN_FRONTEND=noninteractive
    # The tests run their own servers: what is installed here does not start, now or with the machine.
    policy=/usr/sbin/policy-rc.d failed=
    if [ -e "$policy" ]; then policy=
    else
      printf '#!/bin/sh\nexit 101\n' >"$policy"
      chmod 755 "$policy"
    fi
    # shellcheck disable=SC2086
    { apt-get install -y -qq $missing || { apt-get update -qq && apt-get install -y -qq $missing; }; } >/dev/null || failed=yes
    if [ -n "$policy" ]; then rm -f "$policy"; fi
    if [ -n "$failed" ]; then exit 1; fi
    case $missing in *coturn*) systemctl disable coturn >/dev/null 2>&1 || true ;; esac
    [ -n "$CHROMIUM" ] || CHROMIUM=$(command -v chromium || true)
    case $missing in *redis-server*) service redis-server stop >/dev/null 2>&1 || true ;; esac # the tests run their own
    if [ -z "$NGINX" ]; then
      NGINX=$(PATH=$PATH:/usr/sbin:/sbin command -v nginx || true)
      # The tests run an nginx of their own; the one that the package may have started is not wanted.
      service nginx stop >/dev/null 2>&1 || true
    fi
  else
    say "Missing for some tests:$missing"
    if command -v apt-get >/dev/null 2>&1; then say "  sudo apt-get install -y$missing"
    else say '  install Chromium or Chrome (or set CHROMIUM to it), Autobahn and ZeroMQ for /usr/bin/python3, ZeroMQ for /usr/bin/php, nginx, Redis, coturn, and openssl'
    fi
    if [ "${CI-}" = true ]; then exit 1; fi
    say 'Those tests are skipped.'
  fi
fi
export CHROMIUM NGINX

#!/bin/sh
# The curl lines of the reference workshop, as its pages have them, with the answers that its pages promise. Only -I with
# -d is -i here: curl refuses -I -d. Ports may be given: PORT_4, PORT_5, PORT_6, and INTERNAL_4, INTERNAL_5.
set -eu

p4=localhost:${PORT_4-8014} p5=localhost:${PORT_5-8015} p6=localhost:${PORT_6-8016}
i4=localhost:${INTERNAL_4-8024} i5=localhost:${INTERNAL_5-8025}

fail() { printf 'FAILED: %s\n%s\n' "$1" "$answer" >&2; exit 1; }
# expect 'what' 'pattern' command…: the output must have a line that matches.
expect() {
  what=$1 pattern=$2
  shift 2
  answer=$("$@" 2>/dev/null) || fail "$what: curl ended with $?"
  printf '%s\n' "$answer" | grep -Eq "$pattern" || fail "$what: no line matches $pattern"
  printf 'ok: %s\n' "$what"
}
field() { printf '%s' "$answer" | sed -E "s/.*\"$1\":\"([^\"]*)\".*/\1/"; }

expect 'lesson 4 greets' 'whatever' curl "http://$p4/lesson-4/whatever"
expect 'a user is added' '"password":"[0-9a-f]{12}","token":"[0-9a-f]+"' \
  curl -X POST -d '{"name": "my user"}' -H 'content-type: application/json' "$p4/user"
password=$(field password) token=$(field token)
expect 'names are unique' '^HTTP/1.1 400' \
  curl -i -X POST -d '{"name": "my user"}' -H 'content-type: application/json' "$p4/user"
expect 'the user logs in' "\"token\":\"$token\"" \
  curl -X POST -d "{\"name\": \"my user\", \"password\": \"$password\"}" -H 'content-type: application/json' "$p4/login"
expect 'the same by a form' "\"token\":\"$token\"" \
  curl -d 'name=my user' -d "password=$password" "$p4/login"
expect 'JSON as a form names the header' 'content-type: application/json' curl -d '{"name": "x"}' "$p4/user"
expect 'a preflight of a page' '^HTTP/1.1 20[04]' curl -i -X OPTIONS "$p4/login"
expect 'a worker asks for the token' "^$token\$" curl "$i4/auth?name=my+user"
expect 'nobody else does' '^HTTP/1.1 403' curl -i "$p4/auth?name=my+user"
expect 'nor by a forged Host' '^HTTP/1.1 403' curl -i -H "Host: $i4" "$p4/auth?name=my+user"

expect 'lesson 5 greets' 'whatever' curl "http://$p5/lesson-5/whatever"
expect 'a thread is added' '"uri":"workshop.chat.some-thread"' \
  curl -X POST -d '{"name": "my user", "title": "some thread"}' -H 'content-type: application/json' "$p5/thread"
expect 'only once' '^HTTP/1.1 400' \
  curl -i -X POST -d '{"name": "my user", "title": "some thread"}' -H 'content-type: application/json' "$p5/thread"
expect 'a worker asks for access' '^some-thread$' curl "$i5/access?thread=some-thread&user=my+user"
expect 'a worker records a message' '^HTTP/1.1 204' \
  curl -i -d 'thread=some-thread' -d 'user=my user' -d 'message=Hello to you' "$i5/message"
expect 'nobody else does' '^HTTP/1.1 403' \
  curl -i -d 'thread=some-thread' -d 'user=my user' -d 'message=Hello to you' "$p5/message"

expect 'lesson 6 greets' 'whatever' curl "http://$p6/lesson-6/whatever"
expect 'a broadcast is accepted' '^HTTP/1.1 204' \
  curl -i -X POST -d '{"password": "abc123", "message": "Test broadcast"}' -H 'content-type: application/json' "$p6/broadcast"
expect 'a wrong password is not' '^HTTP/1.1 403' \
  curl -i -X POST -d '{"password": "wrong", "message": "Test broadcast"}' -H 'content-type: application/json' "$p6/broadcast"

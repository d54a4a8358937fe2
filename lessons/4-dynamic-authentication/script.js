// Lesson 4: wsWorkshop logs in with a name and a token that you give it. Nothing connects until you ask for it.
//
// This file is yours: change it, save it, and reload the page. It runs as it stands here, nothing is compiled.

window.wsWorkshop = (() => {
  const url = `ws://${location.hostname}:8004/ws`
  const realm = 'ws-workshop'
  const defaultName = 'test'
  const defaultArgs = ['abc', 1]

  let user = ''
  let token = ''
  let connection
  let session

  // What you ask for before the connection is open waits here, in order.
  const waiting = []
  const mostWaiting = 100

  function whenOpen(action) {
    if (session?.isOpen) action(session)
    else if (waiting.length < mostWaiting) waiting.push(action)
    else console.error('Too much is waiting for a connection already. Did you call connect()?')
    return wsWorkshop
  }

  const refused = (what) => (error) =>
    console.error(`${what} was refused: ${error.error ?? error}`, ...(error.args ?? []))

  const wsWorkshop = {
    setAuth(name, secret) {
      user = name
      token = secret
      return wsWorkshop
    },

    connect(callback) {
      const opening = new autobahn.Connection({
        url,
        realm,
        authmethods: ['wampcra'],
        authid: user,
        onchallenge: (_session, _method, extra) => autobahn.auth_cra.sign(token, extra.challenge),
        max_retries: 0,
      })

      opening.onopen = (opened, { authid, authrole }) => {
        session = opened
        console.log(`Connected as ${authid}, role ${authrole}`)
        callback?.(session)
        waiting.splice(0).forEach((action) => action(session))
      }

      opening.onclose = (reason, { reason: uri, message }) => {
        if (opening === connection) session = undefined
        console.log(`No connection to ${url} (${uri ?? reason}). ${message ?? ''}`)
        if (opening === connection && waiting.length > 0) {
          console.log(`What was waiting for it (${waiting.length}) is dropped.`)
          waiting.length = 0
        }
        return true // no further attempts
      }

      // One connection at a time: the old one is closed first.
      const old = connection
      connection = opening
      session = undefined
      if (old?.isConnected) {
        old.onclose = () => (opening.open(), true)
        old.close()
      } else opening.open()
      return wsWorkshop
    },

    sub: (handler, name = defaultName) =>
      whenOpen((open) => {
        open
          .subscribe(name, handler ?? ((args, kwargs, details) => console.log(`An event on ${name}:`, args, details)))
          .then(() => console.log(`Subscribed to ${name}`), refused(`Subscribing to ${name}`))
      }),

    pub: (args, name = defaultName) =>
      whenOpen((open) => {
        open
          .publish(name, args ?? defaultArgs, {}, { acknowledge: true })
          .then(() => console.log(`Published to ${name}`), refused(`Publishing to ${name}`))
      }),

    call: (args, name = defaultName) =>
      whenOpen((open) => {
        open
          .call(name, args ?? defaultArgs)
          .then((result) => console.log(`The answer of ${name}:`, result), refused(`Calling ${name}`))
      }),

    reg: (procedure, name = defaultName) =>
      whenOpen((open) => {
        open
          .register(name, procedure ?? ((args) => args))
          .then(() => console.log(`Registered ${name}`), refused(`Registering ${name}`))
      }),
  }

  return wsWorkshop
})()

// Asks the app for a token, with a name and a password, and uses it from then on.
window.login = async (user, password) => {
  const app = `http://${location.hostname}:8014`
  const asked = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: user, password }),
  }
  const response = await fetch(`${app}/login`, asked).catch(() => undefined)
  if (response === undefined)
    return console.error(`No app answers at ${app}. bin/start starts it, and so does bin/run-app.`)
  const answer = await response.json().catch(() => ({}))
  if (!response.ok) return console.error(`The app did not log you in: ${answer.error ?? response.status}`)
  wsWorkshop.setAuth(user, answer.token)
  console.log(`Logged in as ${user}. Now connect().`)
}

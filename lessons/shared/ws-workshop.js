// What wsWorkshop is made of in lessons 3 to 7. It opens a connection, keeps in order what is asked before the connection
// is open, and says in the console what became of each request. A lesson's script.js has only what is new there.

/**
 * `config`: returns what `autobahn.Connection` gets; asked at each connect. `onOpen`: called with the session and its
 * details each time a connection has opened. `reconnects`: a lost connection is opened again.
 */
window.lessonConnection = ({ config, onOpen, reconnects = false }) => {
  const mostWaiting = 100
  const waiting = []
  let connection
  let session

  function whenOpen(action) {
    if (session?.isOpen) attempt(action)
    else if (waiting.length < mostWaiting) wait(action)
    else console.error('Too much waits for a connection already. Did you call connect()? Does the router run?')
  }

  function wait(action) {
    waiting.push(action)
    if (connection === undefined && !reconnects)
      console.log('There is no connection: this waits until you call connect().')
  }

  // What was asked with a wrong argument fails alone, and the rest goes on.
  function attempt(action) {
    try {
      action(session)
    } catch (error) {
      console.error(error.message ?? error)
    }
  }

  const refused = (what) => (error) =>
    console.error(`${what} was refused: ${error.error ?? error}`, ...(error.args ?? []))

  function connect(callback) {
    if (config().authid === '')
      return console.error("Who are you? Call login('my user', '…') first, or setAuth(name, secret).")
    const opening = new autobahn.Connection({ ...config(), max_retries: 0 })
    const old = connection
    connection = opening
    session = undefined

    opening.onopen = (opened, details) => {
      if (opening !== connection) return opening.close() // connect() was called again meanwhile
      session = opened
      console.log(`Connected to ${details.realm} as ${details.authid}, role ${details.authrole}`)
      onOpen?.(opened, details)
      callback?.(opened)
      waiting.splice(0).forEach(attempt)
    }

    opening.onclose = (reason, { reason: uri, message }) => {
      if (opening !== connection) return true
      session = connection = undefined
      console.log(`No connection to ${config().url} (${uri ?? reason}). ${message ?? ''}`)
      // While the router's own programs start, it cannot decide about a log-in: that is worth another try.
      const isUndecided = uri === 'wamp.error.authentication_failed'
      const isFinal = (uri?.startsWith('wamp.error.') && !isUndecided) || uri === 'wamp.close.normal'
      if (reconnects && !isFinal) setTimeout(() => connection ?? connect(), 1500)
      else if (waiting.length > 0) console.log(`What waited for it is dropped: ${waiting.splice(0).length} requests.`)
      return true // the library need not try again
    }

    // One connection at a time: the old one is closed first.
    if (!old?.isConnected) return opening.open()
    old.onclose = () => {
      opening.open()
      return true
    }
    old.close()
  }

  return {
    connect,
    getSession: () => session,
    subscribe: (topic, handler) =>
      whenOpen((open) => {
        const print = (args, kwargs, details) => console.log(`An event on ${topic}:`, args, details)
        open
          .subscribe(topic, handler ?? print)
          .then(() => console.log(`Subscribed to ${topic}`), refused(`Subscribing to ${topic}`))
      }),
    publish: (topic, args, options = {}) =>
      whenOpen((open) => {
        open
          .publish(topic, args, {}, { acknowledge: true, ...options })
          .then(() => console.log(`Published to ${topic}:`, args), refused(`Publishing to ${topic}`))
      }),
    call: (procedure, args) =>
      whenOpen((open) => {
        open
          .call(procedure, args)
          .then((result) => console.log(`The answer of ${procedure}:`, result), refused(`Calling ${procedure}`))
      }),
    register: (procedure, handler) =>
      whenOpen((open) => {
        open
          .register(procedure, handler)
          .then(() => console.log(`Registered ${procedure}`), refused(`Registering ${procedure}`))
      }),
  }
}

/** Makes `login(user, password)`: it asks the app for a token, and `wsWorkshop` signs with that from then on. */
window.lessonLogin = (wsWorkshop) => async (user, password) => {
  if (typeof user !== 'string' || typeof password !== 'string')
    return console.error("login needs a name and a password: login('my user', '…')")
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

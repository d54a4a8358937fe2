// Lesson 2: one object, wsWorkshop, that connects, and publishes, subscribes, calls and registers with short names.
//
// This file is yours: change it, save it, and reload the page. It runs as it stands here, nothing is compiled.

window.wsWorkshop = (() => {
  // What a new connection is made from. setRealm and setConfig change it; connectAgain uses it.
  let config = {
    url: `ws://${location.hostname}:8002/ws`,
    realm: 'ws-workshop',
    authmethods: ['anonymous'],
  }

  const defaultName = 'test'
  const defaultArgs = ['abc', 1]

  let connection
  let session
  let isLeaving = false

  // What you ask for before the connection is open waits here, in order, and is done as soon as it is.
  const waiting = []
  const mostWaiting = 100

  function whenOpen(action) {
    if (session?.isOpen) attempt(action)
    else if (waiting.length < mostWaiting) waiting.push(action)
    else console.error('Too much is waiting for a connection already. Is the router running?')
    return wsWorkshop
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

  const wsWorkshop = {
    setRealm: (realm) => wsWorkshop.setConfig({ realm }),

    setConfig(changes) {
      config = { ...config, ...changes }
      return wsWorkshop
    },

    connect() {
      // The library would try again by itself, but with the config from before; so we do it ourselves, below.
      const opening = new autobahn.Connection({ ...config, max_retries: 0 })
      connection = opening

      opening.onopen = (opened, { realm, authid, authrole }) => {
        if (opening !== connection) return opening.close() // connectAgain() was called meanwhile
        session = opened
        console.log(
          authrole === 'guest'
            ? `Connected to ${realm}. You are a guest.`
            : `Connected to ${realm} as ${authid}. You're no longer a guest: your role is ${authrole}.`,
        )
        waiting.splice(0).forEach(attempt)
      }

      opening.onclose = (reason, { reason: uri, message }) => {
        if (opening !== connection) return true // another one is in use
        session = undefined
        const isRefusal = uri?.startsWith('wamp.error.')
        console.log(`No connection to ${config.url} (${uri ?? reason}). ${message ?? ''}`)
        if (isRefusal) {
          if (waiting.length > 0) console.log(`What was waiting for it (${waiting.length}) is dropped.`)
          waiting.length = 0
          console.log('Change what you ask for with setRealm or setConfig, then call connectAgain().')
        } else if (uri !== 'wamp.close.normal') {
          setTimeout(() => opening === connection && wsWorkshop.connect(), 1500) // the router is being restarted, most likely
        }
        return true // the library need not try again
      }

      opening.open()
      return wsWorkshop
    },

    // Says goodbye first, so that you see one conversation after the other among the frames.
    connectAgain() {
      const old = connection
      session = undefined
      if (!old?.isConnected) return wsWorkshop.connect()
      if (isLeaving) return wsWorkshop
      isLeaving = true
      old.onclose = () => {
        isLeaving = false
        wsWorkshop.connect()
        return true
      }
      old.close()
      return wsWorkshop
    },

    subscribe: (name = defaultName, handler = (args) => console.log(`An event on ${name}:`, args)) =>
      whenOpen((open) => {
        open
          .subscribe(name, handler)
          .then(() => console.log(`Subscribed to ${name}`), refused(`Subscribing to ${name}`))
      }),

    publish: (name = defaultName, args = defaultArgs) =>
      whenOpen((open) => {
        open
          .publish(name, args, {}, { acknowledge: true, exclude_me: false })
          .then(() => console.log(`Published to ${name}:`, args), refused(`Publishing to ${name}`))
      }),

    register: (procedure = answer, name = defaultName) =>
      whenOpen((open) => {
        open.register(name, procedure).then(() => console.log(`Registered ${name}`), refused(`Registering ${name}`))
      }),

    call: (name = defaultName, args = defaultArgs) =>
      whenOpen((open) => {
        open
          .call(name, args)
          .then((result) => console.log(`The answer of ${name}:`, result), refused(`Calling ${name}`))
      }),
  }

  function answer(args) {
    console.log('Somebody called me with', args)
    return 1
  }

  wsWorkshop.sub = wsWorkshop.subscribe
  wsWorkshop.pub = wsWorkshop.publish
  wsWorkshop.reg = wsWorkshop.register

  return wsWorkshop
})()

wsWorkshop.connect()

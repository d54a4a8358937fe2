// Lesson 3: wsWorkshop again, now with the arguments first and the name second. It logs in as Arnold and subscribes at once.
//
// This file is yours: change it, save it, and reload the page. It runs as it stands here, nothing is compiled.

window.wsWorkshop = (() => {
  const user = 'arnold'
  const secret = 'whatdoessecretevenmean'

  let config = {
    url: `ws://${location.hostname}:8003/ws`,
    realm: 'somewhere-else',
    authmethods: ['wampcra'],
    authid: user,
    onchallenge: (session, method, extra) => autobahn.auth_cra.sign(secret, extra.challenge),
  }

  const defaultName = 'test'
  const defaultArgs = ['abc', 1]
  const defaultProcedure = 'add'
  const defaultNumbers = [1, 2]

  let connection
  let session

  // What you ask for before the connection is open waits here, in order.
  const waiting = []
  const mostWaiting = 100

  function whenOpen(action) {
    if (session?.isOpen) action(session)
    else if (waiting.length < mostWaiting) waiting.push(action)
    else console.error('Too much is waiting for a connection already. Is the router running?')
    return wsWorkshop
  }

  const refused = (what) => (error) =>
    console.error(`${what} was refused: ${error.error ?? error}`, ...(error.args ?? []))

  const wsWorkshop = {
    getSession: () => session,

    setRealm: (realm) => wsWorkshop.setConfig({ realm }),

    setConfig(changes) {
      config = { ...config, ...changes }
      return wsWorkshop
    },

    connect() {
      const opening = new autobahn.Connection({ ...config, max_retries: 0 })
      connection = opening

      opening.onopen = (opened, { realm, authid, authrole }) => {
        session = opened
        console.log(`Connected to ${realm} as ${authid}, role ${authrole}`)
        wsWorkshop.subscribe()
        waiting.splice(0).forEach((action) => action(session))
      }

      opening.onclose = (reason, { reason: uri, message }) => {
        session = undefined
        console.log(`No connection to ${config.url} (${uri ?? reason}). ${message ?? ''}`)
        const isFinal = uri?.startsWith('wamp.error.') || uri === 'wamp.close.normal'
        if (!isFinal) setTimeout(() => opening === connection && wsWorkshop.connect(), 1500)
        return true // the library need not try again
      }

      opening.open()
      return wsWorkshop
    },

    connectAgain() {
      const old = connection
      session = undefined
      if (!old?.isConnected) return wsWorkshop.connect()
      old.onclose = () => {
        wsWorkshop.connect()
        return true
      }
      old.close()
      return wsWorkshop
    },

    subscribe: (handler = (args) => console.log(`An event:`, args), name = defaultName) =>
      whenOpen((open) => {
        open
          .subscribe(name, handler)
          .then(() => console.log(`Subscribed to ${name}`), refused(`Subscribing to ${name}`))
      }),

    publish: (args = defaultArgs, name = defaultName) =>
      whenOpen((open) => {
        open
          .publish(name, args, {}, { acknowledge: true })
          .then(() => console.log(`Published to ${name}:`, args), refused(`Publishing to ${name}`))
      }),

    register: (procedure = (args) => args, name = defaultName) =>
      whenOpen((open) => {
        open.register(name, procedure).then(() => console.log(`Registered ${name}`), refused(`Registering ${name}`))
      }),

    call: (args = defaultNumbers, name = defaultProcedure) =>
      whenOpen((open) => {
        open
          .call(name, args)
          .then((result) => console.log(`The answer of ${name}:`, result), refused(`Calling ${name}`))
      }),
  }

  wsWorkshop.sub = wsWorkshop.subscribe
  wsWorkshop.pub = wsWorkshop.publish
  wsWorkshop.reg = wsWorkshop.register

  return wsWorkshop
})()

wsWorkshop.connect()

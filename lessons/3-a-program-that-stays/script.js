// Lesson 3: wsWorkshop again, now with the arguments first and the name second. It logs in as Arnold and subscribes at once.
// What it is made of is in lessons/shared/ws-workshop.js.
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
    onchallenge: (_session, _method, extra) => autobahn.auth_cra.sign(secret, extra.challenge),
  }

  const connection = lessonConnection({ config: () => config, onOpen, reconnects: true })

  // Called each time a connection has opened.
  function onOpen() {
    wsWorkshop.subscribe()
  }

  // Every method returns wsWorkshop, so that calls can be chained.
  const chained =
    (method) =>
    (...given) => {
      method(...given)
      return wsWorkshop
    }

  const wsWorkshop = {
    getSession: connection.getSession,
    setRealm: (realm) => wsWorkshop.setConfig({ realm }),
    setConfig: chained((changes) => (config = { ...config, ...changes })),
    connect: chained(() => connection.connect()),
    connectAgain: chained(() => connection.connect()),
    subscribe: chained((handler, name = 'test') => connection.subscribe(name, handler)),
    publish: chained((args = ['abc', 1], name = 'test') => connection.publish(name, args)),
    register: chained((procedure = (args) => args, name = 'test') => connection.register(name, procedure)),
    call: chained((args = [1, 2], name = 'add') => connection.call(name, args)),
  }

  wsWorkshop.sub = wsWorkshop.subscribe
  wsWorkshop.pub = wsWorkshop.publish
  wsWorkshop.reg = wsWorkshop.register

  return wsWorkshop
})()

wsWorkshop.connect()

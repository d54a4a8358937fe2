// Lesson 4: wsWorkshop logs in with a name and a token that you give it. Nothing connects until you ask for it.
// What it is made of is in lessons/shared/ws-workshop.js.
//
// This file is yours: change it, save it, and reload the page. It runs as it stands here, nothing is compiled.

window.wsWorkshop = (() => {
  let user = ''
  let token = ''

  const connection = lessonConnection({
    config: () => ({
      url: `ws://${location.hostname}:8004/ws`,
      realm: 'ws-workshop',
      authmethods: ['wampcra'],
      authid: user,
      onchallenge: (_session, _method, extra) => autobahn.auth_cra.sign(token, extra.challenge),
    }),
    onOpen,
  })

  // Called each time a connection has opened.
  function onOpen() {}

  // Every method returns wsWorkshop, so that calls can be chained.
  const chained =
    (method) =>
    (...given) => {
      method(...given)
      return wsWorkshop
    }

  const wsWorkshop = {
    setAuth: chained((name, secret) => ([user, token] = [name, secret])),
    connect: chained((callback) => connection.connect(callback)), // the callback gets the session
    sub: chained((handler, name = 'test') => connection.subscribe(name, handler)),
    pub: chained((args, name = 'test') => connection.publish(name, args ?? ['abc', 1])),
    call: chained((args, name = 'test') => connection.call(name, args ?? ['abc', 1])),
    reg: chained((procedure, name = 'test') => connection.register(name, procedure ?? ((args) => args))),
  }

  return wsWorkshop
})()

// Asks the app for a token, with a name and a password, and uses it from then on.
window.login = lessonLogin(wsWorkshop)

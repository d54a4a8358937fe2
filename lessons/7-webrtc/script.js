// Lesson 7: wsWorkshop for threads. A bare name stands for a thread's topic: 'tea' is workshop.chat.tea.
// What it is made of is in lessons/shared/ws-workshop.js.
//
// This file is yours: change it, save it, and reload the page. It runs as it stands here, nothing is compiled.

window.wsWorkshop = (() => {
  let user = ''
  let token = ''

  const connection = lessonConnection({
    config: () => ({
      url: `ws://${location.hostname}:8007/ws`,
      realm: 'ws-workshop',
      authmethods: ['wampcra'],
      authid: user,
      onchallenge: (_session, _method, extra) => autobahn.auth_cra.sign(token, extra.challenge),
    }),
    onOpen,
  })

  // Called each time a connection has opened.
  function onOpen() {
    console.log('This page hears broadcasts')
    wsWorkshop.sub('workshop.broadcast')
  }

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
    sub: chained((thread) => connection.subscribe(topicOf(thread))),
    // One hears what one says oneself.
    pub: chained((thread, message) => connection.publish(topicOf(thread), [said(message)], { exclude_me: false })),
    // Asks who is in a thread.
    call: chained((thread) => connection.call('workshop.subscribers', [topicOf(thread)])),
  }

  function topicOf(thread) {
    if (typeof thread !== 'string' || thread === '')
      throw new TypeError(`a thread's name must come first, as in sub('some-thread')`)
    return thread.startsWith('workshop.') ? thread : `workshop.chat.${thread}`
  }

  function said(message) {
    if (message === undefined) throw new TypeError(`a message must come second, as in pub('some-thread', 'Hello')`)
    return message
  }

  return wsWorkshop
})()

window.login = lessonLogin(wsWorkshop)

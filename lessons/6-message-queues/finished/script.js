// Lesson 6: wsWorkshop for threads. A bare name stands for a thread's topic: 'tea' is workshop.chat.tea.
//
// This file is yours: change it, save it, and reload the page. It runs as it stands here, nothing is compiled.

window.wsWorkshop = (() => {
  let user = ''
  let token = ''

  const connection = lessonConnection({
    config: () => ({
      url: `ws://${location.hostname}:8006/ws`,
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

  const wsWorkshop = {
    setAuth(name, secret) {
      user = name
      token = secret
      return wsWorkshop
    },

    // The callback gets the session.
    connect(callback) {
      connection.connect(callback)
      return wsWorkshop
    },

    sub(thread) {
      connection.subscribe(topicOf(thread))
      return wsWorkshop
    },

    // One hears what one says oneself.
    pub(thread, message) {
      connection.publish(topicOf(thread), [message], { exclude_me: false })
      return wsWorkshop
    },

    // Asks who is in a thread.
    call(thread) {
      connection.call('workshop.subscribers', [topicOf(thread)])
      return wsWorkshop
    },
  }

  function topicOf(thread) {
    if (typeof thread !== 'string' || thread === '')
      throw new TypeError(`a thread's name must come first, as in sub('some-thread')`)
    return thread.startsWith('workshop.') ? thread : `workshop.chat.${thread}`
  }

  return wsWorkshop
})()

window.login = lessonLogin(wsWorkshop)

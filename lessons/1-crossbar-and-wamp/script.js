// Lesson 1: connects to the router as soon as the page has loaded, and leaves `connection` and `session` for you to use.
//
// This file is yours: change it, save it, and reload the page. It runs as it stands here, nothing is compiled.

// The address of this lesson's router, on the machine that the page came from.
const routerUrl = `ws://${location.hostname}:8001/ws`

// A connection knows where to go and which realm to ask for. Nothing is sent before open().
// (`var` makes it a property of the window, so that the console finds it.)
var connection = new autobahn.Connection({ url: routerUrl, realm: 'ws-workshop' })

// Your presence in the realm. Undefined until the router has welcomed you.
var session

connection.onopen = (opened, details) => {
  session = opened
  console.log(`Connected to the realm ${details.realm} as ${details.authid}, role ${details.authrole}.`)
  console.log('session.subscribe, session.publish, session.register and session.call are yours to try.')
}

connection.onclose = (reason, { reason: uri, message, will_retry }) => {
  session = undefined
  console.log(`No connection to ${routerUrl} (${reason}${uri ? `, ${uri}` : ''}). ${message ?? ''}`)

  // The library tries again by itself when a connection is lost, but not after a GOODBYE.
  // A router that is restarted says GOODBYE and comes back, so then we connect again ourselves.
  if (!will_retry && uri === 'wamp.close.system_shutdown') setTimeout(() => connection.open(), 1000)
}

connection.open()

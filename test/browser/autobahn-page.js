/* A page's script as people have written them for Autobahn-JS: it knows no other library, and no other year. */
function runPage(autobahn, url, done) {
  var told = []
  var published = false
  var connection = new autobahn.Connection({
    url: url,
    realm: 'realm1',
    authmethods: ['wampcra'],
    authid: 'salted',
    max_retries: 3,
    initial_retry_delay: 1,
    onchallenge: function (session, method, extra) {
      told.push(['challenge', method, typeof extra.salt])
      var key = autobahn.auth_cra.derive_key('secret1', extra.salt, extra.iterations, extra.keylen)
      return autobahn.auth_cra.sign(key, extra.challenge)
    },
  })

  connection.onopen = function (session, details) {
    told.push(['open', details.authid, details.authrole, session.isOpen, connection.isOpen, session.id > 0])
    session.prefix('app', 'com.example')
    var subscription = null
    var heard = 0

    function add(args) {
      return args[0] + args[1]
    }
    function person(args, kwargs, info) {
      return new autobahn.Result([args.length], { name: kwargs.name, procedure: info.procedure })
    }
    function slow() {
      var later = autobahn.when.defer()
      setTimeout(function () {
        later.resolve('late')
      }, 1)
      return later.promise
    }
    function fail() {
      throw new autobahn.Error('com.example.error', ['no', 7], { why: 'because' })
    }
    function onchat(args, kwargs, event) {
      told.push(['event', args, kwargs.from, kwargs.hasOwnProperty('from'), event.topic, event.publication > 0])
      if (++heard < 2) return
      subscription.unsubscribe().then(calls, problem)
    }
    function problem(error) {
      told.push(['problem', String(error), error.error, error.args])
      connection.close()
    }

    autobahn.when
      .all([
        session.register('app:add', add),
        session.register('app:person', person),
        session.register('com.example.slow', slow),
        session.register('com.example.fail', fail),
        session.subscribe('app:chat', onchat).then(function (made) {
          subscription = made
          told.push(['subscribed', made.topic, made.active, made.session === session])
          return made
        }),
      ])
      .then(function (made) {
        told.push(['made', made.length, made[0].procedure, made[0].active, session.subscriptions.length])
        session.publish('app:chat', ['one'], { from: 'me' }, { exclude_me: false })
        return session.publish('com.example.chat', ['two'], { from: 'me' }, { exclude_me: false, acknowledge: true })
      })
      .then(function (publication) {
        published = publication.id > 0
      }, problem)

    function calls() {
      session
        .call('com.example.add', [2, 3])
        .then(function (sum) {
          told.push(['sum', sum])
          return session.call('com.example.person', [1, 2], { name: 'Joe' })
        })
        .then(function (result) {
          told.push(['person', result.args, result.kwargs.name, result.kwargs.procedure])
          return session.call('com.example.slow')
        })
        .then(function (text) {
          told.push(['slow', text])
          return session.call('com.example.fail')
        })
        .then(problem, function (error) {
          told.push(['error', error instanceof autobahn.Error, error.error, error.args, error.kwargs.why])
          return session.call('com.example.nobody')
        })
        .then(problem, function (error) {
          told.push(['nobody', error.error])
          return session.registrations[0].unregister()
        })
        .then(function () {
          return session.call('com.example.add', [1, 1])
        })
        .then(problem, function (error) {
          told.push(['unregistered', error.error])
          var seed = autobahn.util.htob('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')
          var pair = autobahn.nacl.sign.keyPair.fromSeed(seed)
          return autobahn.when.all([
            autobahn.auth_cryptosign.public_key(pair),
            autobahn.auth_cryptosign.sign_challenge(pair, {
              challenge: 'a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5',
            }),
          ])
        })
        .then(function (signed) {
          told.push(['signed', signed, autobahn.util.btoa(autobahn.util.htob(signed[0]))])
          told.push(['defaults', autobahn.util.defaults({ a: { b: 1 } }, { a: { c: 2 }, d: 3 }, true)])
          try {
            session.call(5)
          } catch (error) {
            told.push(['refused', error.message.slice(0, 42)])
          }
          connection.close('com.example.tired', 'good night')
        })
    }
  }

  connection.onclose = function (reason, details) {
    told.push(['closed', published, reason, details.will_retry, connection.isRetrying, connection.session === null])
    told.push(['because', details.reason, details.message])
    done(told)
  }

  connection.open()
}

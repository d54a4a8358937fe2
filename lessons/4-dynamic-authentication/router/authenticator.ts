// The authenticator of lesson 4, before you teach it whom to let in. The router starts it once its config.json says so.
//
// This file is yours: change it and save it, and the router starts it again with what you wrote.

console.log('I am the authenticator, and I know nobody yet')

setInterval(() => {}, 60_000) // something that may still happen, or the program would end here

// The bot of lesson 3, before you teach it anything. It runs beside the router; bin/run-client 3 shows what it says.
//
// This file is yours: change it and save it, and the bot is started again with what you wrote.

let seconds = 0

setInterval(() => {
  seconds++
  console.log(`I have been running for ${seconds} s, and I do nothing`)
}, 1000)

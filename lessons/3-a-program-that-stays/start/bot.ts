// The bot of lesson 3, before you teach it anything. It runs beside the router; bin/run-client 3 shows what it says.
//
// This file is yours: change it and save it, and the bot is started again with what you wrote.

console.log('I run, and do nothing yet')

setInterval(() => {}, 60_000)

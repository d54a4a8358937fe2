/** How late signals are sent, in milliseconds: the distance between two people, on one machine. */
export const network = { lateMs: 0 }

/**
 * Opens the signals of a thread. Resolves with a function that sends one: to a session, or else to every page that
 * listens. `hear` gets each signal, with the session and the user that the router names as its sender.
 */
export async function openSignals(session, thread, hear) {
  const topic = `workshop.signal.${thread}`
  await session.subscribe(topic, (_args, signal, { publisher, publisher_authid }) =>
    hear({ session: publisher, name: publisher_authid }, signal),
  )
  return async (signal, to) => {
    if (network.lateMs > 0) await new Promise((resolve) => setTimeout(resolve, network.lateMs))
    await session.publish(topic, [], signal, to === undefined ? { exclude_me: false } : { eligible: [to] })
  }
}

/**
 * Lets the two sides of a connection agree, whoever begins, and whenever. If both offer at once, the impolite side
 * ignores the other's offer, and the polite side takes its own back.
 */
export function negotiate(connection, { polite, send, onProblem }) {
  let isOffering = false
  let isOfferIgnored = false

  const sendLocal = () => send({ kind: 'description', description: connection.localDescription })

  connection.onnegotiationneeded = async () => {
    try {
      isOffering = true
      await connection.setLocalDescription()
      await sendLocal()
    } catch (error) {
      onProblem(`an offer could not be made: ${error.message}`)
    } finally {
      isOffering = false
    }
  }
  connection.onicecandidate = ({ candidate }) => send({ kind: 'candidate', candidate })
  connection.onconnectionstatechange = () => connection.connectionState === 'failed' && connection.restartIce()

  async function hearDescription(description) {
    const isOffer = description.type === 'offer'
    const isReady = !isOffering && connection.signalingState === 'stable'
    isOfferIgnored = isOffer && !isReady && !polite
    if (isOfferIgnored) return
    await connection.setRemoteDescription(description) // an own offer is taken back where both offered
    if (!isOffer) return
    await connection.setLocalDescription()
    await sendLocal()
  }

  async function hearCandidate(candidate) {
    try {
      await connection.addIceCandidate(candidate)
    } catch (error) {
      if (!isOfferIgnored) throw error // candidates of an offer that was ignored fit nothing
    }
  }

  return {
    async hear(signal) {
      try {
        if (signal.kind === 'description') await hearDescription(signal.description)
        else await hearCandidate(signal.candidate)
      } catch (error) {
        onProblem(`a ${signal.kind} of the other side cannot be used: ${error.message}`)
      }
    },
    restartIce: () => connection.restartIce(),
  }
}

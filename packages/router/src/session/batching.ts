/**
 * The form of a message on its transport: plain, or as a batch of one. The two batched forms differ in the separator of
 * text messages.
 */
export type Batching = 'plain' | 'batched' | 'batched-autobahn'

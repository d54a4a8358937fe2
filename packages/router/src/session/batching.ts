/** What goes around each message: nothing, or what makes it a batch of one. Text batches end with a separator. */
export type Batching = 'plain' | 'batched' | 'batched-autobahn'

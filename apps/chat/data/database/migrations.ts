/**
 * The tables, as a list of steps. A released step is never edited; a change is a new step at the end. The database
 * knows how many it has seen by `user_version`.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    skeleton TEXT NOT NULL,
    looks_like TEXT,
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX users_by_skeleton ON users (skeleton);

  CREATE TABLE tokens (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL UNIQUE,
    sealed BLOB NOT NULL,
    key_id TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX tokens_by_user ON tokens (user_id, made_at);
  CREATE INDEX tokens_by_end ON tokens (expires_at);

  CREATE TABLE threads (
    id INTEGER PRIMARY KEY,
    permalink TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    is_private INTEGER NOT NULL,
    maker_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
    created_at INTEGER NOT NULL
  ) STRICT;

  -- removed_at: the maker ended this membership. The row stays, so that the user cannot join again.
  CREATE TABLE members (
    thread_id INTEGER NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    since INTEGER NOT NULL,
    removed_at INTEGER,
    PRIMARY KEY (thread_id, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX members_by_user ON members (user_id, thread_id);

  -- A row with an author is a message; one without thread and author is a gap: from at until until_at. A deleted
  -- message keeps its row without its text, so that its id stays taken.
  CREATE TABLE history (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    thread_id INTEGER REFERENCES threads (id) ON DELETE CASCADE,
    author_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
    id TEXT,
    text TEXT,
    at INTEGER NOT NULL,
    until_at INTEGER,
    deleted_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX history_by_author ON history (author_id, thread_id, id) WHERE author_id IS NOT NULL;
  CREATE INDEX history_by_thread ON history (thread_id, seq);

  CREATE TABLE dead_letters (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    user TEXT,
    thread TEXT,
    token TEXT,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX changes_by_time ON changes (at);
  `,
  // The id of a message that was deleted.
  'ALTER TABLE changes ADD COLUMN message TEXT',
  // A gap has an id too: one that is sent again is not stored again.
  'CREATE UNIQUE INDEX history_gaps ON history (id) WHERE thread_id IS NULL AND id IS NOT NULL',
]

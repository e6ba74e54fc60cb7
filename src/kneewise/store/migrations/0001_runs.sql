-- Originals, what was read from them, the runs they stand for, and what was corrected by hand.
CREATE TABLE original (
    sha256 TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    zone TEXT NOT NULL,      -- assumed for runs that tell none; '': the machine's
    packed BLOB             -- zlib; NULL: too large to keep, only its hash is known
) STRICT;

CREATE TABLE file (
    path TEXT NOT NULL,
    member TEXT NOT NULL,   -- within an archive, else empty
    sha256 TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    byte INTEGER,
    line INTEGER,
    PRIMARY KEY (path, member)
) STRICT;

CREATE TABLE recording (
    id TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL REFERENCES original,
    made_by TEXT NOT NULL,   -- version of readers, formulas and load parameters
    content TEXT NOT NULL    -- JSON, see store/recordings.py
) STRICT;
CREATE INDEX recording_of_original ON recording (sha256);

CREATE TABLE samples (
    recording TEXT PRIMARY KEY REFERENCES recording ON DELETE CASCADE,
    packed BLOB NOT NULL
) STRICT;

-- Made from recordings and corrections; can be made again at any time.
CREATE TABLE run (
    id TEXT PRIMARY KEY,
    day TEXT,                -- the runner's calendar day
    start_utc TEXT,
    is_run INTEGER,
    sport TEXT NOT NULL,
    shoe TEXT NOT NULL,
    surface TEXT NOT NULL,
    distance_m REAL,
    moving_s REAL,
    descent_m REAL,
    steep_descent_m REAL,
    mean_cadence_spm REAL,
    relative REAL,           -- knee load, kneecap joint, in level kilometres
    load TEXT,               -- JSON, all tissues, in body weights
    content TEXT NOT NULL    -- JSON, everything else
) STRICT;
CREATE INDEX run_by_day ON run (day);

CREATE TABLE member (
    recording TEXT PRIMARY KEY REFERENCES recording ON DELETE CASCADE,
    run TEXT NOT NULL REFERENCES run ON DELETE CASCADE
) STRICT;

CREATE TABLE correction (
    number INTEGER PRIMARY KEY AUTOINCREMENT,  -- the later word counts
    recording TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,     -- JSON
    UNIQUE (recording, field)
) STRICT;

CREATE TABLE shoe (
    name TEXT PRIMARY KEY,
    added TEXT NOT NULL,
    retired TEXT,
    before_m REAL NOT NULL   -- distance before the first run known here
) STRICT;

CREATE TABLE note (
    name TEXT PRIMARY KEY,   -- 'stale': runs are to be made again
    value TEXT NOT NULL
) STRICT;

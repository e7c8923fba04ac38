BEGIN TRANSACTION;
CREATE TABLE batches (
    id          INTEGER PRIMARY KEY,
    slot        TEXT NOT NULL UNIQUE, -- what makes a batch happen once: the scheduled time, or the command's id
    planned_at  TEXT NOT NULL,
    finished_at TEXT,                 -- every picture is posted or spoilt
    skipped     TEXT                  -- why nothing was painted
, seen_at TEXT, pool INTEGER, assumptions TEXT) STRICT;
INSERT INTO "batches" VALUES(1,'batch:2026-08-01T08:00:00Z','2026-08-01T12:00:02.000000Z','2026-08-01T12:00:02.000000Z','There is no active prompt, so nothing was painted: add one with /prompt add, or bring one back with /prompt revive.',NULL,NULL,NULL);
INSERT INTO "batches" VALUES(2,'batch:2026-08-01T12:00:00Z','2026-08-01T12:00:11.000000Z','2026-08-01T12:00:28.000000Z',NULL,'2026-08-01T12:00:29.000000Z',NULL,NULL);
INSERT INTO "batches" VALUES(3,'ask:123','2026-08-02T13:00:45.000000Z','2026-08-02T13:00:58.000000Z',NULL,'2026-08-02T13:00:59.000000Z',NULL,NULL);
INSERT INTO "batches" VALUES(4,'batch:2026-08-02T16:00:00Z','2026-08-02T13:01:03.000000Z','2026-08-02T13:01:16.000000Z',NULL,NULL,NULL,NULL);
INSERT INTO "batches" VALUES(5,'batch:2026-08-02T20:00:00Z','2026-08-02T13:01:18.000000Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "batches" VALUES(6,'command:77','2026-08-02T13:02:00.000000Z','2026-08-02T13:02:30.000000Z',NULL,NULL,NULL,NULL);
INSERT INTO "batches" VALUES(7,'child:78','2026-08-02T13:03:00.000000Z','2026-08-02T13:03:30.000000Z',NULL,NULL,NULL,NULL);
CREATE TABLE blocked (
    voter TEXT PRIMARY KEY,             -- keyed hash of who may not suggest prompts
    at    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "blocked" VALUES('0123456789abcdef0123456789abcdef','2026-08-02T12:00:00.000000Z');
CREATE TABLE comparisons (
    batch_id   INTEGER PRIMARY KEY REFERENCES batches (id),
    kind       TEXT NOT NULL CHECK (kind IN ('compare', 'spread')),
    posting_at TEXT,                  -- set before the sheet is posted to the channel, where its answer came too late
    shown_at   TEXT,                  -- whoever asked has the sheet
    message_id INTEGER
) STRICT;
INSERT INTO "comparisons" VALUES(6,'spread',NULL,'2026-08-02T13:02:30.000000Z',NULL);
CREATE TABLE counts (
    prompt_id  INTEGER NOT NULL REFERENCES prompts (id),
    model      TEXT NOT NULL,
    pictures   INTEGER NOT NULL DEFAULT 0, -- posted
    trials     INTEGER NOT NULL DEFAULT 0, -- settled with a reward
    likes      INTEGER NOT NULL DEFAULT 0, -- rewards of 1
    misses     REAL NOT NULL DEFAULT 0,    -- the weights of the others
    PRIMARY KEY (prompt_id, model)
) STRICT, WITHOUT ROWID;
INSERT INTO "counts" VALUES(1,'kitten',2,2,2,0.0);
INSERT INTO "counts" VALUES(1,'other/model',1,0,0,0.0);
INSERT INTO "counts" VALUES(2,'kitten',1,0,0,0.0);
INSERT INTO "counts" VALUES(3,'kitten',1,1,1,0.0);
INSERT INTO "counts" VALUES(3,'other/model',2,0,0,0.0);
INSERT INTO "counts" VALUES(4,'kitten',0,0,0,0.0);
INSERT INTO "counts" VALUES(4,'other/model',4,0,0,0.0);
CREATE TABLE digests (
    id         INTEGER PRIMARY KEY,
    slot       TEXT NOT NULL UNIQUE,
    since      TEXT NOT NULL,
    until      TEXT NOT NULL,
    planned_at TEXT NOT NULL,
    posting_at TEXT,
    message_id INTEGER,
    posted_at  TEXT,
    skipped    TEXT
, edition TEXT NOT NULL DEFAULT 'daily' CHECK (edition IN ('daily', 'weekly', 'monthly')), pinned_at TEXT) STRICT;
INSERT INTO "digests" VALUES(1,'digest:2026-08-01T09:00:00Z','2015-01-01T00:00:00.000000Z','2026-08-01T12:00:05.000000Z','2026-08-01T12:00:05.000000Z',NULL,NULL,NULL,'Nothing has been posted since the last digest, so there is none.','daily',NULL);
INSERT INTO "digests" VALUES(2,'digest:2026-08-01T20:00:00Z','2015-01-01T00:00:00.000000Z','2026-08-01T12:00:37.000000Z','2026-08-01T12:00:37.000000Z','2026-08-01T12:00:38.000000Z',10005,'2026-08-01T12:00:39.000000Z',NULL,'daily',NULL);
INSERT INTO "digests" VALUES(3,'digest:2026-08-02T20:00:00Z','2026-08-01T12:00:37.000000Z','2026-08-02T13:01:24.000000Z','2026-08-02T13:01:24.000000Z','2026-08-02T13:01:25.000000Z',NULL,NULL,NULL,'daily',NULL);
INSERT INTO "digests" VALUES(4,'weekly:2026-08-02T20:00:00Z','2026-07-26T13:06:00.000000Z','2026-08-02T13:06:00.000000Z','2026-08-02T13:06:00.000000Z',NULL,NULL,NULL,'digest-nothing-new','weekly',NULL);
CREATE TABLE forgotten (
    voter TEXT PRIMARY KEY,           -- who asked for it; their marks on pictures posted until then stay unread
    at    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "forgotten" VALUES('6d48a010fa79733127f103ea15d3aaf7','2026-08-02T13:00:42.000000Z');
CREATE TABLE install (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
INSERT INTO "install" VALUES('model','other/model');
INSERT INTO "install" VALUES('commands','0123456789abcdef');
CREATE TABLE notices (
    key     TEXT PRIMARY KEY,         -- what is wrong; said once, until it is right again
    said_at TEXT NOT NULL
, said TEXT) STRICT;
INSERT INTO "notices" VALUES('NoPrompts','2026-08-01T12:00:03.000000Z',NULL);
INSERT INTO "notices" VALUES('PainterError','2026-08-02T13:01:26.000000Z',NULL);
CREATE TABLE part_counts (
    part_id    INTEGER NOT NULL REFERENCES parts (id),
    model      TEXT NOT NULL,
    trials     INTEGER NOT NULL DEFAULT 0, -- settled with a reward
    likes      INTEGER NOT NULL DEFAULT 0, -- rewards of 1
    misses     REAL NOT NULL DEFAULT 0,    -- the weights of the others
    PRIMARY KEY (part_id, model)
) STRICT, WITHOUT ROWID;
INSERT INTO "part_counts" VALUES(1,'kitten',1,1,0.0);
CREATE TABLE parts (
    id         INTEGER PRIMARY KEY,
    slot       TEXT NOT NULL,           -- the list's name, or an inline choice's own text
    text       TEXT NOT NULL,
    same_key   TEXT NOT NULL,
    added_at   TEXT NOT NULL,
    retired_at TEXT,
    UNIQUE (slot, same_key)
) STRICT;
INSERT INTO "parts" VALUES(1,'coat','tabby','tabby','2026-08-02T12:00:00.000000Z',NULL);
CREATE TABLE picture_parts (
    picture_id INTEGER NOT NULL REFERENCES pictures (id),
    part_id    INTEGER NOT NULL REFERENCES parts (id),
    PRIMARY KEY (picture_id, part_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "picture_parts" VALUES(1,1);
CREATE TABLE pictures (
    id          INTEGER PRIMARY KEY,
    batch_id    INTEGER NOT NULL REFERENCES batches (id),
    prompt_id   INTEGER NOT NULL REFERENCES prompts (id),
    seed        INTEGER NOT NULL CHECK (seed >= 0 AND seed < 4294967296),
    settings_id INTEGER NOT NULL REFERENCES settings (id),
    model       TEXT NOT NULL,        -- the settings' model: beliefs are kept per model
    draw        REAL NOT NULL,        -- the winning draw from the belief
    chance      REAL NOT NULL,        -- the probability with which this prompt was chosen
    path        TEXT,                 -- relative to the data folder; NULL until painted
    sha256      TEXT,                 -- of the pixels
    painted_at  TEXT,
    seconds     REAL,
    spoilt      TEXT,                 -- why it cannot be painted
    posting_at  TEXT,                 -- set before the call to Discord, so that a lost answer is looked for
    message_id  INTEGER UNIQUE,
    posted_at   TEXT,
    closes_at   TEXT,                 -- the end of the window for votes
    seeded_at   TEXT,                 -- the bot's own reaction is there to press
    likes       INTEGER NOT NULL DEFAULT 0, -- distinct people, recounted from votes at every change
    deleted_at  TEXT,                 -- the message is gone: no verdict
    settled_at  TEXT,
    reward      INTEGER CHECK (reward IN (0, 1))
, weight REAL, way TEXT NOT NULL DEFAULT 'drawn', alpha REAL, beta REAL, rival_id INTEGER REFERENCES prompts (id), rival_draw REAL, kind TEXT NOT NULL DEFAULT 'trial'
    CHECK (kind IN ('trial', 'study', 'child', 'compare')), parent_id INTEGER REFERENCES pictures (id), variation_seed INTEGER, variation_strength REAL, held_at TEXT, released_at TEXT, painted TEXT) STRICT;
INSERT INTO "pictures" VALUES(1,2,3,1730018987,1,'kitten',2.21635714336731792784e-01,0.25,'pictures/0000/0000001.png','af63648ede6d2aa5bd19d4ca7edd04b6c06fd162cd3c2a49a5b5b2427828e2f7','2026-08-01T12:00:12.000000Z',0.1,NULL,'2026-08-01T12:00:16.000000Z',10001,'2026-08-01T12:00:17.000000Z','2026-08-02T12:00:17.000000Z','2026-08-01T12:00:18.000000Z',2,NULL,'2026-08-02T13:00:40.000000Z',1,1.0,'drawn',NULL,NULL,NULL,NULL,'trial',NULL,NULL,NULL,NULL,NULL,'a tabby cat, with pumpkins');
INSERT INTO "pictures" VALUES(2,2,1,1320092213,1,'kitten',4.56052144986185681307e-01,0.25,'pictures/0000/0000002.png','e55ed59e54491d4facc5f457e54ef0a29216021a5196e04b2735512458a52139','2026-08-01T12:00:13.000000Z',0.1,NULL,'2026-08-01T12:00:19.000000Z',10002,'2026-08-01T12:00:20.000000Z','2026-08-02T12:00:20.000000Z','2026-08-01T12:00:21.000000Z',1,NULL,'2026-08-02T13:00:41.000000Z',1,1.0,'drawn',NULL,NULL,NULL,NULL,'trial',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pictures" VALUES(3,2,1,18407027,1,'kitten',3.215004049391868568e-01,0.25,NULL,'288498f439bf0a45ebe4bd90333f88a9c5531360d97bf4423b61701590d7978e','2026-08-01T12:00:14.000000Z',0.1,NULL,'2026-08-01T12:00:22.000000Z',10003,'2026-08-01T12:00:23.000000Z','2026-08-02T12:00:23.000000Z','2026-08-01T12:00:24.000000Z',1,NULL,'2026-08-02T13:00:40.000000Z',1,1.0,'drawn',NULL,NULL,NULL,NULL,'trial',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pictures" VALUES(4,2,2,3466244492,1,'kitten',3.98600884403642385933e-01,0.25,'pictures/0000/0000004.png','31c9b5a263e020e274de3b5deacc0fcbd501e0169922d6b18bdff2ca9b1daeb4','2026-08-01T12:00:15.000000Z',0.1,NULL,'2026-08-01T12:00:25.000000Z',10004,'2026-08-01T12:00:26.000000Z','2026-08-02T12:00:26.000000Z','2026-08-01T12:00:27.000000Z',0,'2026-08-01T12:00:35.000000Z','2026-08-02T13:00:40.000000Z',NULL,NULL,'drawn',NULL,NULL,NULL,NULL,'trial',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pictures" VALUES(5,3,4,1815592669,2,'other/model',3.09807376302569971449e-02,3.33333333333333314829e-01,'pictures/0000/0000005.png','aa9c061f63ecc9aa24645854ac397d049f5acdad14b7c925ce2fab3a94360d86','2026-08-02T13:00:46.000000Z',0.1,NULL,'2026-08-02T13:00:48.000000Z',10006,'2026-08-02T13:00:50.000000Z','2026-08-03T13:00:50.000000Z','2026-08-02T13:00:51.000000Z',1,NULL,NULL,NULL,NULL,'drawn',NULL,NULL,NULL,NULL,'trial',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pictures" VALUES(6,3,4,3528759676,2,'other/model',1.20931329267701823115e-01,3.33333333333333314829e-01,NULL,NULL,NULL,NULL,'It was flagged.',NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'drawn',NULL,NULL,NULL,NULL,'trial',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pictures" VALUES(7,3,4,3000998569,2,'other/model',4.47326631228331050849e-01,3.33333333333333314829e-01,'pictures/0000/0000007.png','c89dafad385ee6c6e250a41d529cd33a3df591dd2cfa486be390b166ae324293','2026-08-02T13:00:47.000000Z',0.1,NULL,'2026-08-02T13:00:52.000000Z',10007,'2026-08-02T13:00:53.000000Z','2026-08-03T13:00:53.000000Z','2026-08-02T13:00:54.000000Z',0,NULL,NULL,NULL,NULL,'drawn',NULL,NULL,NULL,NULL,'trial',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pictures" VALUES(8,3,1,2710768020,2,'other/model',1.22381875047685398372e-01,3.33333333333333314829e-01,'pictures/0000/0000008.png','bffe5712ae60746fe2fa03272dbae2c2a30276f334e70cf7bb89d2a51a261645','2026-08-02T13:00:49.000000Z',0.1,NULL,'2026-08-02T13:00:55.000000Z',10008,'2026-08-02T13:00:56.000000Z','2026-08-03T13:00:56.000000Z','2026-08-02T13:00:57.000000Z',0,'2026-08-02T13:01:01.000000Z','2026-08-02T13:01:02.000000Z',NULL,NULL,'drawn',NULL,NULL,NULL,NULL,'trial',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pictures" VALUES(9,4,4,2271195411,2,'other/model',1.56643564436619059376e-01,3.33333333333333314829e-01,'pictures/0000/0000009.png','14cf6a525a743c041293e6411f968e8757fc4fbb45125b07e85e4547c6f545cb','2026-08-02T13:01:04.000000Z',0.1,NULL,'2026-08-02T13:01:06.000000Z',10009,'2026-08-02T13:01:08.000000Z','2026-08-03T13:01:08.000000Z',NULL,0,NULL,NULL,NULL,NULL,'drawn',NULL,NULL,NULL,NULL,'trial',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pictures" VALUES(10,4,3,1593234129,2,'other/model',2.13304415257863089205e-01,3.33333333333333314829e-01,'pictures/0000/0000010.png','f6590d6f32a43c22f47bbb4bb619c5574e9bf4efb9a8f92fd360bddf2dd7739a','2026-08-02T13:01:05.000000Z',0.1,NULL,'2026-08-02T13:01:10.000000Z',10010,'2026-08-02T13:01:11.000000Z','2026-08-03T13:01:11.000000Z',NULL,0,NULL,NULL,NULL,NULL,'drawn',NULL,NULL,NULL,NULL,'trial',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pictures" VALUES(11,4,4,2391624478,2,'other/model',2.07546353476357942069e-01,3.33333333333333314829e-01,'pictures/0000/0000011.png','c702e32ab4e9fb10beeb6c400bfca2a0fc30ab76acebe265cb936fcf77179c4b','2026-08-02T13:01:07.000000Z',0.1,NULL,'2026-08-02T13:01:12.000000Z',10011,'2026-08-02T13:01:13.000000Z','2026-08-03T13:01:13.000000Z',NULL,0,NULL,NULL,NULL,NULL,'drawn',NULL,NULL,NULL,NULL,'trial',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pictures" VALUES(12,4,3,1210051014,2,'other/model',1.28552743385634299366e-01,3.33333333333333314829e-01,'pictures/0000/0000012.png','659d579a382492697ced73a5b99c5cb3450ac63341dd4810b1ee4e72b53da365','2026-08-02T13:01:09.000000Z',0.1,NULL,'2026-08-02T13:01:14.000000Z',10012,'2026-08-02T13:01:15.000000Z','2026-08-03T13:01:15.000000Z',NULL,0,NULL,NULL,NULL,NULL,'drawn',NULL,NULL,NULL,NULL,'trial',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pictures" VALUES(13,5,3,1528994764,2,'other/model',2.7475335641338854975e-01,3.33333333333333314829e-01,'pictures/0000/0000013.png','a06b1fe000af6ad8456518f7fb2686daf1b6a9805d826ecdfca82a2a99bf6d18','2026-08-02T13:01:19.000000Z',0.1,NULL,'2026-08-02T13:01:21.000000Z',NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'drawn',NULL,NULL,NULL,NULL,'trial',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pictures" VALUES(14,5,1,3416424141,2,'other/model',1.969581721928770901e-01,3.33333333333333314829e-01,'pictures/0000/0000014.png','90a475258410efb11a7b9d1adbd2cb4aa773ca1b483a0b308a32349ca818fe22','2026-08-02T13:01:20.000000Z',0.1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'drawn',NULL,NULL,NULL,NULL,'trial',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pictures" VALUES(15,5,4,3255154342,2,'other/model',3.8096994501237246844e-01,3.33333333333333314829e-01,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'drawn',NULL,NULL,NULL,NULL,'trial',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pictures" VALUES(16,5,1,1594977840,2,'other/model',9.10250480426081504115e-02,3.33333333333333314829e-01,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'drawn',NULL,NULL,NULL,NULL,'trial',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pictures" VALUES(101,6,1,5,1,'kitten',1.0,1.0,'pictures/0000/0000101.png',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-08-02T13:02:30.000000Z',NULL,NULL,'asked',NULL,NULL,NULL,NULL,'compare',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pictures" VALUES(102,7,1,1320092213,1,'kitten',1.0,1.0,NULL,NULL,NULL,NULL,'It was flagged.',NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'asked',NULL,NULL,NULL,NULL,'child',2,99,0.15,NULL,NULL,NULL);
CREATE TABLE prompt_part_counts (
    prompt_id  INTEGER NOT NULL REFERENCES prompts (id),
    part_id    INTEGER NOT NULL REFERENCES parts (id),
    model      TEXT NOT NULL,
    trials     INTEGER NOT NULL DEFAULT 0,
    likes      INTEGER NOT NULL DEFAULT 0,
    misses     REAL NOT NULL DEFAULT 0,
    PRIMARY KEY (prompt_id, part_id, model)
) STRICT, WITHOUT ROWID;
INSERT INTO "prompt_part_counts" VALUES(3,1,'kitten',1,1,0.0);
CREATE TABLE prompts (
    id         INTEGER PRIMARY KEY,
    text       TEXT NOT NULL,
    same_key   TEXT NOT NULL UNIQUE,
    added_at   TEXT NOT NULL,
    added_by   INTEGER,              -- the curator's Discord id, for credit; NULL: the command line
    retired_at TEXT
, suggested_by INTEGER, theme_id INTEGER REFERENCES themes (id)) STRICT;
INSERT INTO "prompts" VALUES(1,'a ginger cat in a box','a ginger cat in a box','2026-08-01T12:00:06.000000Z',NULL,NULL,77,NULL);
INSERT INTO "prompts" VALUES(2,'a black cat at night','a black cat at night','2026-08-01T12:00:07.000000Z',NULL,'2026-08-02T13:00:43.000000Z',NULL,1);
INSERT INTO "prompts" VALUES(3,'a white cat with blue eyes','a white cat with blue eyes','2026-08-01T12:00:08.000000Z',NULL,NULL,NULL,NULL);
INSERT INTO "prompts" VALUES(4,'a tabby cat on a “roof”, it''s raining','a tabby cat on a “roof”, it''s raining','2026-08-01T12:00:09.000000Z',4711,NULL,NULL,NULL);
CREATE TABLE proposals (
    id           INTEGER PRIMARY KEY,
    kind         TEXT NOT NULL CHECK (kind IN ('suggestion', 'retirement')),
    subject      TEXT NOT NULL,         -- what is proposed once at a time: the text's same_key, or the prompt's number
    text         TEXT NOT NULL,
    prompt_id    INTEGER REFERENCES prompts (id), -- what may be retired, or what came of a suggestion
    suggested_by INTEGER,               -- the member's Discord id, for credit; NULL: the bot, or forgotten
    chance       REAL,                  -- of a retirement: the chance of being the best, and what is known
    trials       INTEGER,
    likes        INTEGER,
    made_at      TEXT NOT NULL,
    posting_at   TEXT,                  -- set before the call to Discord, so that a lost answer is looked for
    channel_id   INTEGER,
    message_id   INTEGER UNIQUE,
    verdict      TEXT CHECK (verdict IN ('accepted', 'declined', 'withdrawn')),
    decided_by   INTEGER,               -- the curator's Discord id
    decided_at   TEXT,
    shown_at     TEXT,                  -- the message says how it was decided
    told_at      TEXT                   -- the member was told
) STRICT;
INSERT INTO "proposals" VALUES(1,'suggestion','a cat','a cat',1,77,NULL,NULL,NULL,'2026-08-02T12:00:00.000000Z',NULL,NULL,NULL,'accepted',78,'2026-08-02T12:01:00.000000Z',NULL,NULL);
INSERT INTO "proposals" VALUES(2,'retirement','2','a dull cat',2,NULL,0.001,40,0,'2026-08-02T12:00:00.000000Z','2026-08-02T12:00:01.000000Z',9,99,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE reviews (
    id        INTEGER PRIMARY KEY,
    slot      TEXT NOT NULL UNIQUE,   -- the interaction that asked for it
    reviewer  TEXT NOT NULL,          -- keyed hash of the person; '' once they asked to be forgotten
    newest    INTEGER NOT NULL,       -- the last picture of the frozen set
    opened_at TEXT NOT NULL,
    ended_at  TEXT
) STRICT;
INSERT INTO "reviews" VALUES(1,'command:79','0123456789abcdef0123456789abcdef',12,'2026-08-02T13:04:00.000000Z',NULL);
CREATE TABLE settings (
    id   INTEGER PRIMARY KEY,
    json TEXT NOT NULL UNIQUE        -- everything besides prompt and seed that decides a picture
) STRICT;
INSERT INTO "settings" VALUES(1,'{"chunk":2,"device":"cpu","dtype":"float32","guidance":1.5,"height":16,"model":"kitten","negative_prompt":"","revision":"0123456789abcdef","scheduler":"DDIMScheduler","stack":"torch 2, diffusers 0","steps":4,"width":16}');
INSERT INTO "settings" VALUES(2,'{"chunk":2,"device":"cpu","dtype":"float32","guidance":1.5,"height":16,"model":"other/model","negative_prompt":"","revision":"0123456789abcdef","scheduler":"DDIMScheduler","stack":"torch 2, diffusers 0","steps":8,"width":16}');
CREATE TABLE shown (
    picture_id INTEGER NOT NULL REFERENCES pictures (id),
    reviewer   TEXT NOT NULL,
    review_id  INTEGER NOT NULL REFERENCES reviews (id),
    page       INTEGER NOT NULL,
    place      INTEGER NOT NULL,      -- on the page, from 1
    shown_at   TEXT NOT NULL,
    is_liked   INTEGER NOT NULL DEFAULT 0,
    closed_at  TEXT,                  -- the page was turned: what is not liked on it is a miss
    PRIMARY KEY (picture_id, reviewer)
) STRICT, WITHOUT ROWID;
INSERT INTO "shown" VALUES(9,'0123456789abcdef0123456789abcdef',1,1,1,'2026-08-02T13:04:00.000000Z',0,'2026-08-02T13:05:00.000000Z');
INSERT INTO "shown" VALUES(10,'0123456789abcdef0123456789abcdef',1,2,1,'2026-08-02T13:05:00.000000Z',0,NULL);
CREATE TABLE starts (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL
) STRICT;
INSERT INTO "starts" VALUES(1,'2026-08-02T13:00:00.000000Z');
INSERT INTO "starts" VALUES(2,'2026-08-02T13:01:00.000000Z');
CREATE TABLE themes (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,
    same_key  TEXT NOT NULL UNIQUE,
    suffix    TEXT NOT NULL,            -- joined to every prompt painted while the theme lasts; may be empty
    begins_on TEXT NOT NULL,            -- the owner's dates, both included
    ends_on   TEXT NOT NULL,
    added_at  TEXT NOT NULL
) STRICT;
INSERT INTO "themes" VALUES(1,'Halloween','halloween','with pumpkins','2026-10-24','2026-10-31','2026-08-02T12:00:00.000000Z');
CREATE TABLE votes (
    picture_id INTEGER NOT NULL REFERENCES pictures (id),
    voter      TEXT NOT NULL,         -- keyed hash of the person
    marks      TEXT NOT NULL,         -- every reaction of theirs that counts
    is_like    INTEGER NOT NULL,
    is_dislike INTEGER NOT NULL,
    first_at   TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (picture_id, voter)
) STRICT, WITHOUT ROWID;
INSERT INTO "votes" VALUES(1,'707db812ff6c540849b7ec7f00a6cc6e','👍',1,0,'2026-08-01T12:00:29.000000Z','2026-08-01T12:00:29.000000Z');
INSERT INTO "votes" VALUES(1,'a4c76d3e1134468d73378d52ea8fe202','👍🏽 👍🏽!',1,0,'2026-08-01T12:00:30.000000Z','2026-08-01T12:00:31.000000Z');
INSERT INTO "votes" VALUES(2,'7b1ed00969f79b63df2b372f40d7b1e9','👎',0,1,'2026-08-01T12:00:32.000000Z','2026-08-01T12:00:32.000000Z');
INSERT INTO "votes" VALUES(2,'eaa36e69a5db8479a0544cc6e55c4760','👍',1,0,'2026-08-02T13:00:41.000000Z','2026-08-02T13:00:41.000000Z');
INSERT INTO "votes" VALUES(3,'707db812ff6c540849b7ec7f00a6cc6e','❤️',1,0,'2026-08-01T12:00:33.000000Z','2026-08-01T12:00:33.000000Z');
INSERT INTO "votes" VALUES(5,'707db812ff6c540849b7ec7f00a6cc6e','👍',1,0,'2026-08-02T13:00:59.000000Z','2026-08-02T13:00:59.000000Z');
INSERT INTO "votes" VALUES(7,'a4c76d3e1134468d73378d52ea8fe202','👎',0,1,'2026-08-02T13:01:00.000000Z','2026-08-02T13:01:00.000000Z');
CREATE INDEX prompts_active ON prompts (id) WHERE retired_at IS NULL;
CREATE INDEX batches_unfinished ON batches (id) WHERE finished_at IS NULL;
CREATE INDEX pictures_by_batch ON pictures (batch_id);
CREATE INDEX pictures_by_prompt ON pictures (prompt_id, likes DESC, id) WHERE likes > 0 AND deleted_at IS NULL;
CREATE INDEX pictures_by_likes ON pictures (likes DESC, id) WHERE likes > 0 AND deleted_at IS NULL;
CREATE INDEX pictures_by_time ON pictures (posted_at) WHERE posted_at IS NOT NULL;
CREATE INDEX pictures_unliked ON pictures (posted_at)
    WHERE likes = 0 AND path IS NOT NULL AND settled_at IS NOT NULL;
CREATE INDEX pictures_open ON pictures (closes_at, deleted_at) WHERE posted_at IS NOT NULL AND settled_at IS NULL;
CREATE INDEX votes_by_voter ON votes (voter);
CREATE INDEX pictures_liked ON pictures (id) WHERE likes > 0 AND deleted_at IS NULL;
CREATE INDEX pictures_closing ON pictures (closes_at, deleted_at) WHERE closes_at IS NOT NULL AND settled_at IS NULL;
CREATE INDEX pictures_unshown ON pictures (prompt_id) WHERE closes_at IS NULL AND kind IN ('trial', 'study');
CREATE INDEX pictures_released ON pictures (released_at)
    WHERE released_at IS NOT NULL AND message_id IS NULL AND spoilt IS NULL;
CREATE INDEX pictures_unjudged ON pictures (id)
    WHERE path IS NOT NULL AND settled_at IS NULL AND deleted_at IS NULL AND spoilt IS NULL AND kind != 'compare';
CREATE INDEX pictures_never_posted ON pictures (settled_at)
    WHERE likes = 0 AND path IS NOT NULL AND settled_at IS NOT NULL AND posted_at IS NULL;
CREATE INDEX pictures_by_parent ON pictures (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX comparisons_unshown ON comparisons (batch_id) WHERE shown_at IS NULL;
CREATE INDEX reviews_open ON reviews (reviewer) WHERE ended_at IS NULL;
CREATE INDEX shown_by_review ON shown (review_id, page, place);
CREATE INDEX shown_by_reviewer ON shown (reviewer);
CREATE INDEX shown_open ON shown (shown_at) WHERE closed_at IS NULL;
CREATE INDEX pictures_by_settling ON pictures (settled_at) WHERE reward IS NOT NULL;
CREATE UNIQUE INDEX proposals_open ON proposals (kind, subject) WHERE verdict IS NULL;
CREATE INDEX proposals_of_member ON proposals (suggested_by, made_at) WHERE suggested_by IS NOT NULL;
CREATE INDEX proposals_unshown ON proposals (id) WHERE shown_at IS NULL;
CREATE INDEX prompts_of_theme ON prompts (theme_id) WHERE theme_id IS NOT NULL;
CREATE INDEX prompts_of_member ON prompts (suggested_by) WHERE suggested_by IS NOT NULL;
COMMIT;
PRAGMA user_version = 6;

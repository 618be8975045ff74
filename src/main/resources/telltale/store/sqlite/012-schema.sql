-- Identifiers are UUIDv7, so they sort by time; rows refer to each other by short numbers.
-- Instants are milliseconds since 1970. A quarter is a quarter hour since 1970, a day a day (UTC) since 1970.

create table campaigns (
    number integer primary key,
    name   text not null unique
) strict;

-- The people who receive mail, and their preferences.
create table persons (
    number        integer primary key,
    hash          blob not null unique,       -- keyed hash of the address
    masked        text not null,              -- the form of the address that may be shown
    suppressed    text,                       -- which mails are not sent to them any more
    reason        text,                       -- why
    suppressed_at integer,
    withdrawn_at  integer,                    -- since when they are not tracked
    changed       integer not null default 0  -- choices.version of the last change of withdrawn_at
) strict;

create index persons_suppressed on persons (hash) where suppressed is not null;
create index persons_changed on persons (changed) where changed > 0;

-- One row, which tells a cache of deliveries whether preferences have changed.
create table choices (
    version  integer not null,  -- how many choices about tracking were made
    erasures integer not null   -- how many persons were erased
) strict;

insert into choices values (0, 0);

-- One mail to one recipient.
create table deliveries (
    number      integer primary key,
    id          blob not null unique,
    created_at  integer not null,
    recipient   text not null collate nocase,
    campaign    integer references campaigns (number),
    subject     text not null,
    state       text not null,
    accepted_at integer,                             -- when a mail server accepted it
    detail      text,                                -- the reply of the mail server, or what happened instead
    node        blob,                                -- the sender: only it knows that its SMTP conversation was interrupted
    status      text,                                -- the enhanced status code (RFC 3463) of the last reply
    person      integer references persons (number), -- null: stored before persons were
    provider    integer,                             -- operator of the recipient's mail server; null: not looked up yet
    pixel       integer not null default 1           -- 0: without a pixel, so nothing can be concluded from silence
) strict;

-- Recipients are found by their person; mails without a campaign are not looked for by it.
create index deliveries_of_recipient on deliveries (lower(recipient), id) where person is null;
create index deliveries_of_person on deliveries (person) where person is not null;
create index deliveries_of_campaign on deliveries (campaign, id) where campaign is not null;
create index deliveries_in_state on deliveries (state, id);
create index deliveries_of_domain on deliveries (lower(substr(recipient, instr(recipient, '@') + 1)), id);
create index deliveries_without_provider on deliveries (number) where provider is null;

-- Clients as they describe themselves: few different ones, so an event holds a number.
create table clients (
    number integer primary key,
    agent  text not null,
    flags  integer not null,
    unique (agent, flags)
) strict;

-- Events lie in the order in which they arrived, so that storing them touches few pages however many there are. Each refers
-- to the previous one of its delivery and kind; the counter of the delivery refers to the last.
create table events (
    number   integer primary key,
    id_high  integer not null,  -- the upper 64 bits of the identifier; id_high >> 16 is the instant
    id_low   integer not null,  -- the lower 64 bits
    delivery integer not null,  -- 0: the pixel without a token
    previous integer not null,  -- 0: none
    client   integer not null,
    network  integer not null,  -- the kind of network
    prefix   integer not null,  -- the first 24 or 48 bits of the address
    kind     integer not null,
    link     integer,           -- the number of the clicked link; 0: a pixel
    verdict  integer            -- unused: verdicts are in judgements
) strict;

-- Counters of a delivery's events, updated in the transaction that stores an event. delivery 0: the pixel without a token.
create table delivery_counters (
    delivery   integer not null,
    kind       integer not null,
    events     integer not null,
    folded     integer not null,            -- events counted without a row
    retired    integer not null default 0,  -- events counted whose rows were deleted since, because they were old
    first_at   integer not null,
    last_event integer not null,            -- the number of the last row; 0: none
    day        integer not null,            -- the day of the last event; for the pixel without a token the minute
    day_rows   integer not null,            -- the rows of that day so far
    primary key (delivery, kind)
) strict, without rowid;

-- Counters of a campaign's events by quarter, because the offsets of time zones are multiples of it. campaign 0: deliveries
-- without one. class is always 0, and shard is 0 in an embedded database.
create table campaign_counters (
    campaign integer not null,
    quarter  integer not null,
    kind     integer not null,
    class    integer not null,
    shard    integer not null,
    events   integer not null,
    folded   integer not null,  -- events counted without a row
    firsts   integer not null,  -- deliveries whose earliest event is in this quarter
    primary key (campaign, quarter, kind, class, shard)
) strict, without rowid;

-- The campaign counters by day, so that a long range is the sum of few rows.
create table campaign_days (
    campaign integer not null,
    day      integer not null,
    kind     integer not null,
    class    integer not null,
    shard    integer not null,
    events   integer not null,
    folded   integer not null,
    firsts   integer not null,
    primary key (campaign, day, kind, class, shard)
) strict, without rowid;

-- The number of a campaign's deliveries by state and the quarter in which they were created. campaign 0: without one.
create table campaign_deliveries (
    campaign   integer not null,
    quarter    integer not null,
    state      text not null,
    shard      integer not null,
    deliveries integer not null,
    primary key (campaign, quarter, state, shard)
) strict, without rowid;

-- How far each node's spool was read, written with the events that were read from it.
create table replays (
    spool   blob primary key,
    through integer not null
) strict, without rowid;

-- One row: which events were deleted, because they were old.
create table retention (
    events_before   integer not null,           -- those before this instant
    deleted_through integer not null default 0  -- the highest number of a deleted row: numbers are never used again
) strict;

insert into retention values (0, 0);

-- What is to be sent. A message's content is stored once, compressed, however many recipients it has.
create table messages (
    number     integer primary key,
    id         blob not null unique,
    created_at integer not null,
    campaign   text,
    content    blob not null,
    key        blob unique,      -- the Idempotency-Key of its submission
    digest     integer not null  -- hash of what was submitted with that key
) strict;

-- Attachments, stored once by the SHA-256 of their bytes.
create table attachments (
    hash    blob primary key,
    content blob not null
) strict;

create table message_attachments (
    message  integer not null references messages (number),
    position integer not null,
    hash     blob not null references attachments (hash),
    primary key (message, position)
) strict, without rowid;

create index messages_of_attachment on message_attachments (hash);

-- The recipients of messages.
create table outbox (
    message   integer not null references messages (number),
    position  integer not null,
    delivery  integer not null unique references deliveries (number),
    data      blob not null,               -- what belongs to this recipient alone
    digest    integer not null,            -- hash of it
    due_at    integer,                     -- the time of the next attempt; null while it is being sent, and at the end
    began_at  integer,                     -- the time of the first attempt
    ended_at  integer,                     -- when it got its final state
    attempts  integer not null default 0,
    -- Whether this mail may be what ends its process. 0: no reason to suspect it; 1: an attempt ended without an outcome,
    -- beside others; 1 + n: n attempts did while this mail was being prepared.
    suspicion integer not null default 0,
    primary key (message, position)
) strict, without rowid;

create index outbox_due on outbox (due_at) where due_at is not null;

-- Until when each node is known to be alive. What a node was sending after that, others take over.
create table leases (
    node  blob primary key,
    until integer not null
) strict, without rowid;

-- How many mails were taken out of the outbox in each hour since 1970, for a limit on sending.
create table hours (
    hour  integer primary key,
    taken integer not null
) strict;

-- Stored message templates.
create table templates (
    name       text primary key,
    content    blob not null,
    updated_at integer not null
) strict;

-- Deliveries to be judged. A change that a judgement depends on adds the delivery in the same transaction; it is judged
-- later, not while a pixel is loaded.
create table unjudged (
    delivery integer primary key
) strict;

-- A mail server's acceptance changes verdicts, and a campaign's open rate counts only accepted mails.
create trigger judge_what_is_accepted after update of accepted_at on deliveries when new.accepted_at is not null
begin insert into unjudged values (new.number) on conflict do nothing; end;

create trigger judge_what_came_accepted after insert on deliveries when new.accepted_at is not null
begin insert into unjudged values (new.number) on conflict do nothing; end;

-- The latest judgement of a delivery.
create table judgements (
    delivery    integer primary key references deliveries (number),
    ruleset     text not null,
    opens       text not null,  -- the number of events of each class, as "class=count"
    first_open  integer,        -- the first open of a person
    clicks      text not null,
    first_click integer,        -- the first click of a person
    rung        text not null,  -- the engagement level
    cell        integer,        -- its measurement bucket in an open rate; null while no server has accepted it
    scanned_at  integer         -- when a scanner that examines all mail of the recipient's domain was last certain
) strict;

-- The number of a campaign's deliveries in each bucket by the quarter in which they were created, updated with the judgements.
-- campaign 0: deliveries without one.
create table campaign_cells (
    campaign   integer not null,
    quarter    integer not null,
    cell       integer not null,
    shard      integer not null,
    deliveries integer not null,
    primary key (campaign, quarter, cell, shard)
) strict, without rowid;

-- Verdicts on single events given by a person, which override every ruleset.
create table corrections (
    event    blob primary key,
    delivery integer not null references deliveries (number),
    class    integer not null
) strict;

create index corrections_of_delivery on corrections (delivery);

-- The addresses to be notified when a person first opens a delivery. The row is deleted with the notification.
create table notices (
    delivery integer primary key references deliveries (number),
    address  text not null,
    owed     integer not null default 0  -- 1: a person has opened it
) strict;

create index notices_owed on notices (delivery) where owed = 1;

-- The days on which a scanner was certain in a domain of recipients. The domain's deliveries that were created around that
-- day are counted apart in an open rate.
create table scanner_proofs (
    domain   text not null,
    day      integer not null,
    delivery integer not null,  -- the last delivery that proved it
    primary key (domain, day)
) strict;

-- Ranges of a domain's deliveries that are to be judged again for that.
create table cohort_sweeps (
    domain     text not null,
    through_id blob not null,  -- the last delivery of the range
    after_id   blob not null,  -- the delivery that was reached
    primary key (domain, through_id)
) strict;

-- Lists of networks that the owner adopted.
create table network_lists (
    name       text not null primary key,
    version    text not null,
    network    integer not null,  -- the kind of network
    ranges     integer not null,  -- how many it has
    hash       blob not null,
    adopted_at integer not null,
    text       blob not null      -- compressed
) strict;

-- Identifiers are UUIDv7, so they sort by time; rows refer to each other by short numbers. Columns are in the order in which
-- they need no padding. Instants are milliseconds since 1970. A quarter is a quarter hour since 1970, a day a day (UTC) since
-- 1970. Pages that are changed often have a fill factor, so that a new version of a row finds room beside the old one.

create table campaigns (
    number bigint generated always as identity primary key,
    name   text collate "C" not null unique
);

-- The people who receive mail, and their preferences.
create table persons (
    number        bigint generated always as identity primary key,
    suppressed_at bigint,
    withdrawn_at  bigint,                     -- since when they are not tracked
    changed       bigint not null default 0,  -- choices.version of the last change of withdrawn_at
    hash          bytea not null unique,      -- keyed hash of the address
    masked        text not null,              -- the form of the address that may be shown
    suppressed    text collate "C",           -- which mails are not sent to them any more
    reason        text                        -- why
);

create index persons_suppressed on persons (hash) where suppressed is not null;
create index persons_changed on persons (changed) where changed > 0;

-- One row, which tells a cache of deliveries whether preferences have changed. Its update makes transactions wait for each
-- other, so that their versions become visible in order.
create table choices (
    version  bigint not null,  -- how many choices about tracking were made
    erasures bigint not null   -- how many persons were erased
);

insert into choices values (0, 0);

-- One mail to one recipient.
create table deliveries (
    number      bigint generated always as identity primary key,
    id          uuid not null unique,
    created_at  bigint not null,
    recipient   text collate "C" not null,
    campaign    bigint references campaigns (number),
    subject     text not null,
    state       text not null,
    accepted_at bigint,                             -- when a mail server accepted it
    detail      text,                               -- the reply of the mail server, or what happened instead
    node        uuid,                               -- the sender: only it knows that its SMTP conversation was interrupted
    status      text,                               -- the enhanced status code (RFC 3463) of the last reply
    person      bigint references persons (number), -- null: stored before persons were
    provider    smallint,                           -- operator of the recipient's mail server; null: not looked up yet
    pixel       smallint not null default 1         -- 0: without a pixel, so nothing can be concluded from silence
);

-- Recipients are found by their person; mails without a campaign are not looked for by it.
create index deliveries_of_recipient on deliveries (lower(recipient), id) where person is null;
create index deliveries_of_person on deliveries (person) where person is not null;
create index deliveries_of_campaign on deliveries (campaign, id) where campaign is not null;
create index deliveries_in_state on deliveries (state, id);
create index deliveries_of_domain on deliveries (lower(split_part(recipient, '@', 2)), id);
create index deliveries_without_provider on deliveries (number) where provider is null;

-- Clients as they describe themselves: few different ones, so an event holds a number.
create table clients (
    number integer generated always as identity primary key,
    flags  integer not null,
    agent  text collate "C" not null,
    unique (agent, flags)
);

-- Partitioned by the instant in the identifier, a week each, so that old events are deleted with their files. No foreign
-- keys: they would cost a look-up for each event, and deliveries and clients are never deleted before their events. No unique
-- key, which would be a quarter of an event's bytes: how far each spool was read is written with the events that were read,
-- so no event is stored twice.
create table events (
    delivery bigint not null,    -- 0: the pixel without a token
    prefix   bigint not null,    -- the first 24 or 48 bits of the address
    id       uuid not null,
    client   integer not null,
    verdict  integer,            -- unused: verdicts are in judgements
    link     integer,            -- the number of the clicked link; null: a pixel
    network  smallint not null,  -- the kind of network
    kind     smallint not null
) partition by range (id);

create index events_of_delivery on events (delivery);

-- The events of weeks without a partition. They are looked for by their time.
create table events_others partition of events default;
create index events_others_by_time on events_others (id);

-- Counters of a delivery's events, updated in the transaction that stores an event. delivery 0: the pixel without a token.
create table delivery_counters (
    delivery     bigint not null,
    events       bigint not null,
    folded       bigint not null,   -- events counted without a row
    first_at     bigint not null,
    first_before bigint,            -- first_at before the last change, for the transaction that made it
    day          integer not null,  -- the day of the last event; for the pixel without a token the minute
    day_rows     integer not null,  -- the rows of that day so far
    kind         smallint not null,
    primary key (delivery, kind)
) with (fillfactor = 80);

-- How many rows of a delivery's events were deleted, because they were old: one row each time that some were.
create table retired (
    delivery bigint not null,
    rows     bigint not null,
    kind     smallint not null
);

-- Counters of a campaign's events by quarter, because the offsets of time zones are multiples of it. campaign 0: deliveries
-- without one. class is always 0. Each node has rows of its own (shard), so that nodes do not wait for each other. Most of the
-- bytes of an event are here, so numbers are short, and pages are full: a row is never changed again after its quarter.
create table campaign_counters (
    campaign integer not null,
    events   integer not null,
    folded   integer not null,  -- events counted without a row
    firsts   integer not null,  -- deliveries whose earliest event is in this quarter
    quarter  integer not null,
    kind     smallint not null,
    class    smallint not null,
    shard    smallint not null,
    primary key (campaign, quarter, kind, class, shard)
) with (fillfactor = 100);

-- The campaign counters by day, so that a long range is the sum of few rows.
create table campaign_days (
    campaign bigint not null,
    events   bigint not null,
    folded   bigint not null,
    firsts   bigint not null,
    day      integer not null,
    kind     smallint not null,
    class    smallint not null,
    shard    smallint not null,
    primary key (campaign, day, kind, class, shard)
) with (fillfactor = 80);

-- The number of a campaign's deliveries by state and the quarter in which they were created. campaign 0: without one.
create table campaign_deliveries (
    campaign   bigint not null,
    deliveries bigint not null,
    quarter    integer not null,
    shard      smallint not null,
    state      text collate "C" not null,
    primary key (campaign, quarter, state, shard)
) with (fillfactor = 80);

-- How far each node's spool was read, written with the events that were read from it.
create table replays (
    spool   uuid primary key,
    through bigint not null
) with (fillfactor = 10);

-- One row: events before this instant were deleted, because they were old.
create table retention (
    events_before bigint not null
);

insert into retention values (0);

-- What is to be sent. A message's content is stored once, compressed, however many recipients it has.
create table messages (
    number     bigint generated always as identity primary key,
    id         uuid not null unique,
    created_at bigint not null,
    campaign   text collate "C",
    content    bytea not null,
    key        bytea unique,    -- the Idempotency-Key of its submission
    digest     bigint not null  -- hash of what was submitted with that key
);

-- Attachments, stored once by the SHA-256 of their bytes.
create table attachments (
    hash    bytea primary key,
    content bytea not null
);

create table message_attachments (
    message  bigint not null references messages (number),
    position integer not null,
    hash     bytea not null references attachments (hash),
    primary key (message, position)
);

create index messages_of_attachment on message_attachments (hash);

-- The recipients of messages.
create table outbox (
    message   bigint not null references messages (number),
    position  integer not null,
    delivery  bigint not null unique references deliveries (number),
    data      bytea not null,              -- what belongs to this recipient alone
    digest    bigint not null,             -- hash of it
    due_at    bigint,                      -- the time of the next attempt; null while it is being sent, and at the end
    began_at  bigint,                      -- the time of the first attempt
    ended_at  bigint,                      -- when it got its final state
    attempts  integer not null default 0,
    -- Whether this mail may be what ends its process. 0: no reason to suspect it; 1: an attempt ended without an outcome,
    -- beside others; 1 + n: n attempts did while this mail was being prepared.
    suspicion integer not null default 0,
    primary key (message, position)
) with (fillfactor = 80);

create index outbox_due on outbox (due_at) where due_at is not null;

-- Until when each node is known to be alive. What a node was sending after that, others take over.
create table leases (
    node  uuid primary key,
    until bigint not null
);

-- How many mails were taken out of the outbox in each hour since 1970, for a limit on sending.
create table hours (
    hour  integer primary key,
    taken bigint not null
);

-- Stored message templates.
create table templates (
    name       text collate "C" primary key,
    content    bytea not null,
    updated_at bigint not null
);

-- Deliveries to be judged. A change that a judgement depends on adds the delivery in the same transaction; it is judged
-- later, not while a pixel is loaded.
create table unjudged (
    delivery bigint primary key
) with (fillfactor = 50);

-- A mail server's acceptance changes verdicts, and a campaign's open rate counts only accepted mails. The row of a delivery
-- that is there already is updated and so locked: a judge that took it now would not see the change, and the delivery would
-- not be judged again.
create function judge_what_is_accepted() returns trigger language plpgsql as $$
begin insert into telltale.unjudged values (new.number) on conflict (delivery) do update set delivery = excluded.delivery; return null; end $$;

create trigger judge_what_is_accepted after update of accepted_at on deliveries
for each row when (new.accepted_at is not null) execute function judge_what_is_accepted();

create trigger judge_what_came_accepted after insert on deliveries
for each row when (new.accepted_at is not null) execute function judge_what_is_accepted();

-- The latest judgement of a delivery.
create table judgements (
    delivery    bigint primary key references deliveries (number),
    first_open  bigint,                     -- the first open of a person
    first_click bigint,                     -- the first click of a person
    cell        integer,                    -- its measurement bucket in an open rate; null while no server has accepted it
    ruleset     text collate "C" not null,
    opens       text collate "C" not null,  -- the number of events of each class, as "class=count"
    clicks      text collate "C" not null,
    rung        text collate "C" not null,  -- the engagement level
    scanned_at  bigint                      -- when a scanner that examines all mail of the recipient's domain was last certain
) with (fillfactor = 80);

-- The number of a campaign's deliveries in each bucket by the quarter in which they were created, updated with the judgements.
-- campaign 0: deliveries without one. shard: the node's.
create table campaign_cells (
    campaign   bigint not null,
    deliveries bigint not null,
    quarter    integer not null,
    cell       integer not null,
    shard      smallint not null,
    primary key (campaign, quarter, cell, shard)
) with (fillfactor = 80);

-- Verdicts on single events given by a person, which override every ruleset.
create table corrections (
    event    uuid primary key,
    delivery bigint not null references deliveries (number),
    class    smallint not null
);

create index corrections_of_delivery on corrections (delivery);

-- The addresses to be notified when a person first opens a delivery. The row is deleted with the notification.
create table notices (
    delivery bigint primary key references deliveries (number),
    owed     smallint not null default 0,  -- 1: a person has opened it
    address  text collate "C" not null
);

create index notices_owed on notices (delivery) where owed = 1;

-- The days on which a scanner was certain in a domain of recipients. The domain's deliveries that were created around that
-- day are counted apart in an open rate.
create table scanner_proofs (
    delivery bigint not null,  -- the last delivery that proved it
    day      integer not null,
    domain   text collate "C" not null,
    primary key (domain, day)
);

-- Ranges of a domain's deliveries that are to be judged again for that.
create table cohort_sweeps (
    through_id uuid not null,  -- the last delivery of the range
    after_id   uuid not null,  -- the delivery that was reached
    domain     text collate "C" not null,
    primary key (domain, through_id)
);

-- Lists of networks that the owner adopted.
create table network_lists (
    adopted_at bigint not null,
    ranges     integer not null,   -- how many it has
    network    smallint not null,  -- the kind of network
    name       text collate "C" not null primary key,
    version    text not null,
    hash       bytea not null,
    text       bytea not null      -- compressed
);

-- Keys and secrets that all nodes share, by name. A node that gets one by a setting stores only a fingerprint.
create table secrets (
    name        text collate "C" primary key,
    value       text,
    fingerprint text not null
);

-- How far an embedded database was moved here.
create table moves (
    part    text collate "C" primary key,  -- one of its tables
    through bigint not null,               -- the last number that was moved, written with it
    holds   text not null                  -- what that database held when the move began, by which it is recognized
);

-- Each spool is a source of the feed, with a number that is short in positions, and counts its batches. The count is raised
-- in the transaction that stores a batch, under a lock on the row, so a source's batches have no gaps and become visible
-- in order.
alter table replays
    add column number integer generated always as identity,
    add column feed   bigint not null default 0;

-- The events in the order in which each source stored them, for some days: a row for each batch.
create table feed (
    source     integer not null,
    number     bigint not null,    -- counts the batches of the source
    at         bigint not null,
    deliveries bigint[] not null,  -- the deliveries of its events
    ids        uuid[] not null,    -- the ids of its events, in the same order
    primary key (source, number)
);

-- Random numbers do not compress.
alter table feed alter column deliveries set storage external, alter column ids set storage external;

-- Events lie almost in the order of their time, so a summary of each few pages is enough to find a time. It costs next to
-- nothing when events are stored.
create index events_by_time on events using brin (id) with (pages_per_range = 32, autosummarize = on);

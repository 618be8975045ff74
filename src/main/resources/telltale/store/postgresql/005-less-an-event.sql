-- How far each spool was read is written with the events that were read, so no event comes twice, and a unique key would
-- only say so again, for a quarter of an event's bytes. What lies outside of all partitions is looked for by its time.
alter table events drop constraint events_pkey;
create index events_others_by_time on events_others (id);

-- Most of the rest is the counter of an event's quarter of an hour. No campaign has two thousand million events in one,
-- and a campaign's number is no larger. A quarter's row changes while the quarter lasts, and then never again: room for
-- changes would stay empty.
alter table campaign_counters set (fillfactor = 100);
alter table campaign_counters
    alter column campaign type integer,
    alter column events type integer,
    alter column folded type integer,
    alter column firsts type integer;

-- What is said of deliveries. Nothing of it is computed when a pixel is loaded: who changes something that a judgement
-- rests on notes the delivery in unjudged, in the same transaction, and it is judged later.
create table unjudged (
    delivery bigint primary key
) with (fillfactor = 50);

-- A server's acceptance bears on verdicts, and only what was accepted is counted in a campaign. Who notes a delivery that
-- is noted already locks its row: a judge who takes it meanwhile would not see the change, and nobody would come again.
create function judge_what_is_accepted() returns trigger language plpgsql as $$
begin insert into telltale.unjudged values (new.number) on conflict (delivery) do update set delivery = excluded.delivery; return null; end $$;

create trigger judge_what_is_accepted after update of accepted_at on deliveries
for each row when (new.accepted_at is not null) execute function judge_what_is_accepted();

create trigger judge_what_came_accepted after insert on deliveries
for each row when (new.accepted_at is not null) execute function judge_what_is_accepted();

-- opens, clicks: how many events are of which class, as "class=count" by the numbers of the classes. first_*: the first
-- of a person. rung: the strongest evidence. cell: what an open rate needs to know; null while no server accepted it.
create table judgements (
    delivery    bigint primary key references deliveries (number),
    first_open  bigint,
    first_click bigint,
    cell        integer,
    ruleset     text collate "C" not null,
    opens       text collate "C" not null,
    clicks      text collate "C" not null,
    rung        text collate "C" not null
) with (fillfactor = 80);

-- How many deliveries of a campaign, by the quarter of an hour when they were made, are in which cell. Moved with the
-- judgements, by the difference. campaign 0: of none. shard: which node's.
create table campaign_cells (
    campaign   bigint not null,
    deliveries bigint not null,
    quarter    integer not null,
    cell       integer not null,
    shard      smallint not null,
    primary key (campaign, quarter, cell, shard)
) with (fillfactor = 80);

-- What a person said of one event; it wins over every ruleset.
create table corrections (
    event    uuid primary key,
    delivery bigint not null references deliveries (number),
    class    smallint not null
);

create index corrections_of_delivery on corrections (delivery);

-- Who runs the recipient's mail server; null while nobody has looked.
alter table deliveries add column provider smallint;

create index deliveries_without_provider on deliveries (number) where provider is null;

insert into unjudged
select number from deliveries where accepted_at is not null
union
select delivery from delivery_counters where delivery <> 0;

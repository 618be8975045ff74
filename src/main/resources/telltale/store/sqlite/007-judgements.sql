-- What is said of deliveries. Nothing of it is computed when a pixel is loaded: who changes something that a judgement
-- rests on notes the delivery in unjudged, in the same transaction, and it is judged later.
create table unjudged (
    delivery integer primary key
) strict;

-- A server's acceptance bears on verdicts, and only what was accepted is counted in a campaign.
create trigger judge_what_is_accepted after update of accepted_at on deliveries when new.accepted_at is not null
begin insert into unjudged values (new.number) on conflict do nothing; end;

create trigger judge_what_came_accepted after insert on deliveries when new.accepted_at is not null
begin insert into unjudged values (new.number) on conflict do nothing; end;

-- opens, clicks: how many events are of which class, as "class=count" by the numbers of the classes. first_*: the first
-- of a person. rung: the strongest evidence. cell: what an open rate needs to know; null while no server accepted it.
create table judgements (
    delivery    integer primary key references deliveries (number),
    ruleset     text not null,
    opens       text not null,
    first_open  integer,
    clicks      text not null,
    first_click integer,
    rung        text not null,
    cell        integer
) strict;

-- How many deliveries of a campaign, by the quarter of an hour when they were made, are in which cell. Moved with the
-- judgements, by the difference. campaign 0: of none.
create table campaign_cells (
    campaign   integer not null,
    quarter    integer not null,
    cell       integer not null,
    shard      integer not null,
    deliveries integer not null,
    primary key (campaign, quarter, cell, shard)
) strict, without rowid;

-- What a person said of one event; it wins over every ruleset.
create table corrections (
    event    blob primary key,
    delivery integer not null references deliveries (number),
    class    integer not null
) strict;

create index corrections_of_delivery on corrections (delivery);

-- Who runs the recipient's mail server; null while nobody has looked.
alter table deliveries add column provider integer;

create index deliveries_without_provider on deliveries (number) where provider is null;

insert into unjudged
select number from deliveries where accepted_at is not null
union
select delivery from delivery_counters where delivery <> 0;
